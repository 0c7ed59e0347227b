/// The live page of the control port: plain HTML, a style and a script, served from the binary.
///
/// Texts reach the page as text nodes only, so that nothing in a request or a cassette is taken for markup.
enum ControlPage {
    static let html = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Tapedeck</title>
        <link rel="stylesheet" href="deck.css">
        <script src="deck.js" defer></script>
        </head>
        <body>
        <header>
        <h1>Tapedeck <span id="mode"></span></h1>
        <p id="status" role="status">connecting</p>
        <button id="reset" type="button">Reset</button>
        </header>
        <main>
        <section aria-labelledby="requests-title">
        <h2 id="requests-title">Requests <span id="count">0</span></h2>
        <p><label>Filter <input id="filter" type="search" autocomplete="off" placeholder="operation, name, status"></label></p>
        <div class="wide"><table><thead><tr><th scope="col">#</th><th scope="col">Time</th><th scope="col">Operation</th>
        <th scope="col">Connection</th><th scope="col">Decision</th><th scope="col">Status</th></tr></thead>
        <tbody id="requests"></tbody></table></div>
        <p id="nothing">No request has come yet.</p>
        </section>
        <section id="detail" aria-labelledby="detail-title" hidden>
        <h2 id="detail-title" tabindex="-1"></h2>
        <pre id="explanation" hidden></pre>
        <div class="pair"><div><h3>Request</h3><pre id="asked"></pre></div><div><h3>Response</h3><pre id="answered"></pre></div></div>
        </section>
        <section id="tracks-section" aria-labelledby="tracks-title" hidden>
        <h2 id="tracks-title">Tracks</h2>
        <div class="wide"><table><thead><tr><th scope="col">#</th><th scope="col">Operation</th><th scope="col">Connection</th>
        <th scope="col">Position</th><th scope="col">Next</th><th scope="col"></th></tr></thead><tbody id="tracks"></tbody></table></div>
        </section>
        <section id="connections-section" aria-labelledby="connections-title" hidden>
        <h2 id="connections-title">Connections</h2>
        <div class="wide"><table><thead><tr><th scope="col">Name</th><th scope="col">Status</th><th scope="col">Account and Region</th>
        <th scope="col">Handshake</th></tr></thead><tbody id="connections"></tbody></table></div>
        </section>
        <section aria-labelledby="faults-title">
        <h2 id="faults-title">Faults for the next requests</h2>
        <form id="fault-form">
        <label>Fault <select id="fault"><option>reset</option><option>close</option><option>hang</option><option>throttling</option>
        <option>status:500</option><option>status:503</option><option>error:InternalServiceErrorException</option></select></label>
        <label>Operation <select id="fault-operation"><option value="">any</option><option>CreateConnection</option>
        <option>ListConnections</option><option>DeleteConnection</option><option>TagResource</option><option>UntagResource</option>
        <option>ListTagsForResource</option></select></label>
        <label>Times <input id="fault-times" type="number" min="1" max="1000" value="1"></label>
        <button type="submit">Add</button>
        </form>
        <ul id="faults"></ul>
        </section>
        </main>
        </body>
        </html>

        """

    static let style = """
        :root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --line: #d0d7de; --soft: #f3f5f7; --bad: #b3261e; --good: #116329; --key: #0550ae; }
        @media (prefers-color-scheme: dark) { :root { --back: #14171a; --text: #e6e8ea; --line: #3a4046; --soft: #1e2226; --bad: #ff8a80; --good: #7ee787; --key: #79b8ff; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
        header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .7rem 1rem; border-bottom: 1px solid var(--line); }
        h1 { font-size: 1.2rem; margin: 0; } h2 { font-size: 1.05rem; margin: 1.2rem 0 .4rem; } h3 { font-size: .9rem; margin: .3rem 0; }
        #mode { font-weight: normal; } #status { margin: 0; flex: 1; color: var(--good); } #status.bad { color: var(--bad); }
        main { max-width: 76rem; margin: 0 auto; padding: 0 1rem 3rem; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
        tbody tr:hover { background: var(--soft); } td.bad { color: var(--bad); }
        button, input, select { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: .2rem .6rem; }
        button.row { border: 0; background: none; padding: 0; color: var(--key); text-decoration: underline; cursor: pointer; }
        :focus-visible { outline: 3px solid var(--key); outline-offset: 2px; }
        pre { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: .6rem; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
        .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; } @media (max-width: 48rem) { .pair { grid-template-columns: 1fr; } }
        form { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; }

        """

    static let script = """
        "use strict";
        const find = (id) => document.getElementById(id);
        let last = 0;
        let rows = [];

        async function call(path, body) {
          const options = body === undefined ? {} : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) };
          const answer = await fetch("_deck/" + path, options);
          const value = await answer.json();
          if (!answer.ok) throw new Error(value.error);
          return value;
        }
        function say(text, isBad) {
          find("status").textContent = text;
          find("status").classList.toggle("bad", Boolean(isBad));
        }
        function cell(row, content, isBad) {
          const cell = row.insertCell();
          if (content instanceof Node) cell.append(content); else cell.textContent = content === undefined ? "" : content;
          if (isBad) cell.className = "bad";
        }
        function button(text, label, action) {
          const made = document.createElement("button");
          made.type = "button";
          made.textContent = text;
          made.setAttribute("aria-label", label);
          made.addEventListener("click", async () => {
            try { await action(); } catch (error) { say(error.message, true); }
          });
          return made;
        }
        function pretty(text) {
          if (text === undefined) return "nothing";
          try { return JSON.stringify(JSON.parse(text), null, 2); } catch (error) { return text; }
        }
        function show(line) {
          find("detail").hidden = false;
          find("detail-title").textContent = "Request " + line.number + ": " + line.operation + ", " + line.decision;
          find("explanation").hidden = !line.explanation;
          find("explanation").textContent = line.explanation || "";
          find("asked").textContent = pretty(line.request);
          find("answered").textContent = line.fault ? "fault: " + line.fault : line.status + "\\n" + pretty(line.response);
          find("detail-title").focus();
        }
        function filter() {
          const wanted = find("filter").value.toLowerCase();
          for (const [line, row] of rows) row.hidden = !JSON.stringify(line).toLowerCase().includes(wanted);
        }
        function addRequests(value) {
          find("count").textContent = value.count;
          if (value.count < last) { rows = []; last = 0; find("requests").replaceChildren(); return refresh(); }
          for (const line of value.requests) {
            last = line.number;
            const row = find("requests").insertRow(0);
            const isBad = line.decision === "missed" || line.fault !== undefined;
            const open = button(line.operation, "Show request " + line.number, () => show(line));
            open.className = "row";
            cell(row, line.number); cell(row, line.at.slice(11, 19)); cell(row, open); cell(row, line.resource);
            cell(row, line.decision, isBad); cell(row, line.fault || line.status, isBad);
            rows.push([line, row]);
          }
          while (rows.length > 1000) rows.shift()[1].remove();
          find("nothing").hidden = rows.length > 0;
          if (value.requests.length) filter();
        }
        function fill(name, items, makeRow) {
          const text = JSON.stringify(items);
          const body = find(name);
          // What stands as it did is left alone, so that the keyboard's place is not lost.
          if (body.dataset.text === text) return;
          body.dataset.text = text;
          body.replaceChildren();
          for (const item of items) makeRow(body, item);
        }
        function trackRow(body, track) {
          const row = body.insertRow();
          cell(row, track.track); cell(row, track.operation); cell(row, track.resource);
          cell(row, track.position + " of " + track.entries.length); cell(row, track.entries[track.position] || "end");
          cell(row, button("Advance", "Advance track " + track.track, async () => {
            await call("advance", { track: track.track });
            await refresh();
          }));
        }
        function connectionRow(body, item) {
          const row = body.insertRow();
          cell(row, item.name); cell(row, item.status); cell(row, item.account + " " + item.region);
          const place = "connections/" + item.name + "/handshake?account=" + item.account + "&region=" + item.region;
          const both = document.createElement("span");
          if (item.status === "PENDING_HANDSHAKE") {
            for (const word of ["complete", "fail"]) {
              both.append(button(word, word + " the handshake of " + item.name, async () => {
                await call(place, word);
                await refresh();
              }), " ");
            }
          }
          cell(row, both);
        }
        function faultItem(list, fault) {
          const item = document.createElement("li");
          item.textContent = fault.fault + " for " + (fault.operation || "any operation") + ", " + fault.times + " times";
          list.append(item);
        }
        async function refresh() {
          const health = await call("health");
          find("mode").textContent = health.mode;
          addRequests(await call("requests?after=" + last));
          fill("faults", (await call("faults")).faults, faultItem);
          if (health.mode === "replay") {
            find("tracks-section").hidden = false;
            fill("tracks", (await call("tracks")).tracks, trackRow);
          }
          if (health.mode === "simulate") {
            find("connections-section").hidden = false;
            fill("connections", (await call("connections")).connections, connectionRow);
          }
        }
        async function loop() {
          try {
            await refresh();
            if (!find("status").classList.contains("bad")) say("live");
          } catch (error) { say("the deck has ended, or can't be reached", true); }
          setTimeout(loop, 1000);
        }
        find("filter").addEventListener("input", filter);
        find("reset").addEventListener("click", async () => {
          await call("reset", {});
          last = 0; rows = []; find("requests").replaceChildren(); find("detail").hidden = true;
          say("reset");
          await refresh();
        });
        find("fault-form").addEventListener("submit", async (event) => {
          event.preventDefault();
          const body = { fault: find("fault").value, times: Number(find("fault-times").value) };
          if (find("fault-operation").value) body.operation = find("fault-operation").value;
          try {
            await call("faults", body);
            say("fault added");
            await refresh();
          } catch (error) { say(error.message, true); }
        });
        loop();

        """
}
