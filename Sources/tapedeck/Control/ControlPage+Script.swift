extension ControlPage {
    /// Asks the control port what is new, shows it, and does what the page's buttons say. A raw text: its backslashes are
    /// the script's.
    static let script = #"""
        "use strict";
        const find = (id) => document.getElementById(id);
        // The most rows: more would hold the page.
        const most = 1000;
        let last = 0;
        let resets;
        let rows = [];

        async function call(path, body, method) {
          const options = body === undefined ? { method: method || "GET" } : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) };
          // A deck that is stopped takes connections and never answers.
          options.signal = AbortSignal.timeout(15000);
          const answer = await fetch("_deck/" + path, options);
          const value = await answer.json();
          if (!answer.ok) throw new Error(value.error);
          return value;
        }
        // What a person has to hear of: a screen reader says it, and it stands until the next one.
        function say(text, isBad) {
          find("message").textContent = text;
          find("message").classList.toggle("bad", Boolean(isBad));
        }
        function state(text, isBad) {
          if (find("state").textContent !== text) find("state").textContent = text;
          find("state").classList.toggle("bad", Boolean(isBad));
        }
        async function attempt(action) {
          try { await action(); } catch (error) { say(error.message, true); }
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
          made.addEventListener("click", () => attempt(action));
          return made;
        }
        // A client decides how long its texts are; the detail has all of them.
        function short(text, length) {
          return text.length > length ? text.slice(0, length).replace(/[\ud800-\udbff]$/, "") + "\u2026" : text;
        }
        // Which of parallel clients it was; nothing where all play together.
        function whose(item) {
          if (!item.session) return "";
          return "session " + item.session + (item.sessionName ? " (" + short(item.sessionName, 24) + ")" : "");
        }
        // Breaks JSON into lines and leaves each number and text as it was written. However deep it is, a line begins near the left.
        function pretty(text) {
          if (text === undefined) return "nothing";
          if (text === "") return "(no body)";
          try { JSON.parse(text); } catch (error) { return text; }
          let depth = 0;
          let isOpen = false;
          const line = () => "\n" + "  ".repeat(Math.min(depth, 32));
          return text.replace(/"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s"{}\[\],:]+|\s+/g, (part) => {
            if (/^\s/.test(part)) return "";
            if (part === ":") return ": ";
            if (part === ",") return "," + line();
            const isEnd = part === "}" || part === "]";
            if (isEnd) depth -= 1;
            // Between a bracket and its end stands no line.
            const before = isOpen !== isEnd ? line() : "";
            isOpen = part === "{" || part === "[";
            if (isOpen) depth += 1;
            return before + part;
          });
        }
        function show(line, row) {
          for (const [, other] of rows) other.removeAttribute("aria-current");
          row.setAttribute("aria-current", "true");
          find("detail").hidden = false;
          find("detail-title").textContent = "Request " + line.number + (line.session ? " of " + whose(line) : "") + ": " + short(line.operation, 80) + ", " + line.decision;
          find("explanation").hidden = !line.explanation;
          find("explanation").textContent = line.explanation || "";
          find("asked").textContent = pretty(line.request);
          find("answered").textContent = line.fault ? "fault: " + line.fault : line.status + "\n" + pretty(line.response);
          find("detail-title").focus();
          // Not the heading alone: what one has asked to see.
          find("detail").scrollIntoView({ block: "nearest" });
        }
        function hide() {
          find("detail").hidden = true;
          const current = rows.find(([, row]) => row.hasAttribute("aria-current"));
          if (!current) return;
          current[1].removeAttribute("aria-current");
          current[1].querySelector("button").focus();
        }
        function filter() {
          const wanted = find("filter").value.toLowerCase();
          let shown = 0;
          for (const [, row, text] of rows) {
            row.hidden = !text.includes(wanted);
            if (!row.hidden) shown += 1;
          }
          find("shown").textContent = wanted ? shown + " of " + rows.length + " shown" : "";
        }
        function forget() {
          last = 0;
          rows = [];
          find("requests").replaceChildren();
          find("detail").hidden = true;
          filter();
        }
        function isTrouble(line) {
          return line.decision === "missed" || line.decision === "refused" || line.decision.startsWith("fault ");
        }
        function addRequests(value) {
          find("count").textContent = value.count;
          // Somebody has reset the deck, and numbers begin again.
          const isReset = resets !== undefined && value.resets !== resets;
          resets = value.resets;
          if (isReset) { forget(); return update(); }
          for (const line of value.requests) {
            last = line.number;
            const name = short(line.operation, 80);
            const row = find("requests").insertRow(0);
            const open = button(name, name + ", show request " + line.number, () => show(line, row));
            open.className = "row";
            cell(row, line.number + (line.session ? ", " + whose(line) : "")); cell(row, line.at.slice(11, 19)); cell(row, open); cell(row, short(line.resource || "", 120));
            cell(row, short(line.decision, 400), isTrouble(line)); cell(row, line.fault || line.status, isTrouble(line));
            rows.push([line, row, Object.values(line).join("\n").toLowerCase()]);
            if (isTrouble(line)) say("request " + line.number + (line.session ? " of " + whose(line) : "") + ", " + name + ": " + line.decision, true);
          }
          while (rows.length > most) rows.shift()[1].remove();
          find("nothing").hidden = rows.length > 0;
          if (value.requests.length) filter();
        }
        function fill(name, items, makeRow) {
          const text = JSON.stringify(items);
          const body = find(name);
          if (body.dataset.text === text) return;
          body.dataset.text = text;
          // The keyboard stays where it was, though the button under it is made anew. Where that one is no more, no other takes its
          // place: who presses Enter once more must not do something else.
          const key = body.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
          body.replaceChildren();
          for (const item of items) makeRow(body, item, items);
          if (key === undefined) return;
          const next = [...body.querySelectorAll("button")].find((made) => made.dataset.key === key);
          (next || find(name + "-title")).focus();
        }
        function trackRow(body, track) {
          const row = body.insertRow();
          const isOver = track.position >= track.entries.length;
          const move = button("Advance", "Advance track " + track.track, async () => {
            if (isOver) return say("track " + track.track + " is at its end");
            await call("advance", { track: track.track });
            say("track " + track.track + " moved on");
            await refresh();
          });
          move.dataset.key = track.track;
          if (isOver) move.setAttribute("aria-disabled", "true");
          cell(row, track.track + (track.session ? ", " + whose(track) : "")); cell(row, track.operation);
          cell(row, track.said || track.resource);
          cell(row, track.position + " of " + track.entries.length); cell(row, track.entries[track.position] || "at its end");
          cell(row, move);
        }
        function connectionRow(body, item, items) {
          const row = body.insertRow();
          cell(row, item.name); cell(row, item.status); cell(row, item.account + " " + item.region);
          const place = "connections/" + item.name + "/handshake?account=" + item.account + "&region=" + item.region;
          // Accounts and regions have names of their own.
          const isAlone = items.filter((other) => other.name === item.name).length === 1;
          const whose = item.name + (isAlone ? "" : " in " + item.account + " " + item.region);
          const both = document.createElement("span");
          if (item.status === "PENDING_HANDSHAKE") {
            for (const word of ["complete", "fail"]) {
              const text = word === "complete" ? "Complete" : "Fail";
              const made = button(text, text + " the handshake of " + whose, async () => {
                await call(place, word);
                say("the handshake of " + whose + (word === "complete" ? " is complete" : " has failed"));
                await refresh();
              });
              made.dataset.key = word + " " + place;
              both.append(made, " ");
            }
          }
          cell(row, both);
        }
        function faultItem(list, fault) {
          const item = document.createElement("li");
          const times = fault.times === "every" ? "every time" : fault.times + (fault.times === 1 ? " time" : " times");
          const first = fault.first > 1 ? ", from request " + fault.first + " of them on" : "";
          const each = fault.sessions ? ", for each session by itself (begun in " + fault.sessions.begun + ", over in " + fault.sessions.ended + ")" : "";
          const only = fault.session ? ", for " + whose(fault) + " only" : "";
          const text = fault.fault + " for " + (fault.operation || "any operation") + ", " + times + first + each + only;
          const remove = button("Remove", "Remove the fault " + text, async () => {
            await call("faults/" + fault.number, undefined, "DELETE");
            say("fault removed: " + fault.fault);
            await refresh();
          });
          remove.dataset.key = fault.number;
          item.append(text, remove);
          list.append(item);
        }
        // One at a time: two that ask at once would both show what is new.
        let updating = Promise.resolve();
        function refresh() {
          const next = updating.then(update);
          updating = next.catch(() => undefined);
          return next;
        }
        async function update() {
          const health = await call("health");
          find("mode").textContent = health.mode;
          document.title = "Tapedeck " + health.mode;
          find("fault-session-label").hidden = !health.sessions;
          await addRequests(await call("requests?limit=" + most + "&after=" + last));
          fill("faults", (await call("faults")).faults, faultItem);
          if (health.mode === "replay") {
            find("tracks-section").hidden = false;
            // Thousands of rows would hold the page for seconds.
            const value = await call("tracks?limit=200");
            fill("tracks", value.tracks, trackRow);
            const more = value.count - value.tracks.length;
            find("more-tracks").textContent = more ? more + " more are not shown" : "";
          }
          if (health.connections) {
            find("connections-section").hidden = false;
            const connections = (await call("connections")).connections;
            find("no-connections").hidden = connections.length > 0;
            fill("connections", connections, connectionRow);
          }
        }
        async function loop() {
          try {
            await refresh();
            state("live");
          } catch (error) {
            // What answers but refuses is a deck of another run, at the same address.
            const isUnreached = error instanceof TypeError || error instanceof DOMException;
            state(isUnreached ? "the deck has ended, or can't be reached" : error.message, true);
          }
          setTimeout(loop, 700);
        }
        find("filter").addEventListener("input", filter);
        find("close").addEventListener("click", hide);
        document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !find("detail").hidden) hide(); });
        find("reset").addEventListener("click", () => attempt(async () => {
          await call("reset", {});
          forget();
          say("reset");
          await refresh();
        }));
        find("fault-form").addEventListener("submit", (event) => {
          event.preventDefault();
          attempt(async () => {
            const body = { fault: find("fault").value };
            // A rule in the words of --fault says by itself whom it meets and how often.
            const times = Number(find("fault-times").value);
            if (times !== 1) body.times = times;
            if (find("fault-operation").value) body.operation = find("fault-operation").value;
            if (find("fault-session").value) body.sessionName = find("fault-session").value;
            const remark = (await call("faults", body)).remark;
            say("fault added: " + body.fault + (remark ? "; " + remark : ""), remark);
            await refresh();
          });
        });
        loop();

        """#
}
