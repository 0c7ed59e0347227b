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
        <p id="state" role="status">connecting</p>
        <p id="message" role="status"></p>
        <button id="reset" type="button">Reset</button>
        </header>
        <main>
        <section aria-labelledby="requests-title">
        <h2 id="requests-title">Requests <span id="count">0</span></h2>
        <p><label>Filter <input id="filter" type="search" autocomplete="off" placeholder="operation, name, status"></label>
        <span id="shown" role="status"></span></p>
        <div class="wide"><table aria-labelledby="requests-title"><thead><tr><th scope="col">#</th><th scope="col">Time (UTC)</th>
        <th scope="col">Operation</th><th scope="col">Connection</th><th scope="col">Decision</th><th scope="col">Status</th></tr></thead>
        <tbody id="requests"></tbody></table></div>
        <p id="nothing">No request has come yet.</p>
        </section>
        <section id="detail" aria-labelledby="detail-title" hidden>
        <h2 id="detail-title" tabindex="-1"></h2>
        <button id="close" type="button">Close</button>
        <pre id="explanation" tabindex="0" aria-label="Why" hidden></pre>
        <div class="pair"><div><h3 id="asked-title">Request</h3><pre id="asked" tabindex="0" aria-labelledby="asked-title"></pre></div>
        <div><h3 id="answered-title">Response</h3><pre id="answered" tabindex="0" aria-labelledby="answered-title"></pre></div></div>
        </section>
        <section id="tracks-section" aria-labelledby="tracks-title" hidden>
        <h2 id="tracks-title" tabindex="-1">Tracks</h2>
        <div class="wide"><table aria-labelledby="tracks-title"><thead><tr><th scope="col">#</th><th scope="col">Operation</th>
        <th scope="col">Connection</th><th scope="col">Position</th><th scope="col">Next</th><th scope="col">Action</th></tr></thead>
        <tbody id="tracks"></tbody></table></div>
        <p id="more-tracks"></p>
        </section>
        <section id="connections-section" aria-labelledby="connections-title" hidden>
        <h2 id="connections-title" tabindex="-1">Connections</h2>
        <div class="wide"><table aria-labelledby="connections-title"><thead><tr><th scope="col">Name</th><th scope="col">Status</th>
        <th scope="col">Account and Region</th><th scope="col">Handshake</th></tr></thead><tbody id="connections"></tbody></table></div>
        <p id="no-connections">There is no connection.</p>
        </section>
        <section aria-labelledby="faults-title">
        <h2 id="faults-title" tabindex="-1">Faults for the next requests</h2>
        <form id="fault-form">
        <label>Fault <input id="fault" list="fault-words" value="reset" required autocomplete="off"></label>
        <datalist id="fault-words"><option value="reset"><option value="reset:body"><option value="close"><option value="hang"><option value="cut"><option value="stall"><option value="late:2000"><option value="garbage"><option value="throttling"><option value="throttling*3,ok"><option value="500"><option value="503:html"><option value="error:InternalServiceErrorException"><option value="redirect"><option value="odd-headers"></datalist>
        <label>Operation <select id="fault-operation"><option value="">any</option><option>CreateConnection</option>
        <option>ListConnections</option><option>DeleteConnection</option><option>TagResource</option><option>UntagResource</option>
        <option>ListTagsForResource</option></select></label>
        <label id="fault-session-label" hidden>Session <input id="fault-session" autocomplete="off" placeholder="each by itself"></label>
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
        :root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --line: #8c959f; --soft: #f3f5f7; --bad: #b3261e; --good: #116329; --key: #0550ae; }
        @media (prefers-color-scheme: dark) { :root { --back: #14171a; --text: #e6e8ea; --line: #6e7681; --soft: #1e2226; --bad: #ff8a80; --good: #7ee787; --key: #79b8ff; } }
        html { scroll-padding-top: 5rem; } * { box-sizing: border-box; }
        body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
        header { display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: center; padding: .6rem 1rem; border-bottom: 1px solid var(--line); position: sticky; top: 0; background: var(--back); }
        h1 { font-size: 1.2rem; margin: 0; } h2 { font-size: 1.05rem; margin: 1.2rem 0 .4rem; } h3 { font-size: .9rem; margin: .5rem 0 .3rem; }
        #mode { font-weight: normal; } #state { margin: 0; color: var(--good); } #state::before { content: "\\25CF  "; } #state.bad { color: var(--bad); }
        #message { margin: 0; flex: 1; min-width: 0; } #message.bad { color: var(--bad); }
        main { max-width: 76rem; margin: 0 auto; padding: 0 1rem 3rem; } p { margin: .4rem 0; }
        .wide { overflow-x: auto; max-height: 26rem; overflow-y: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; } td { overflow-wrap: anywhere; min-width: 3rem; } td:nth-child(2), td:nth-child(3) { white-space: nowrap; } @media (max-width: 48rem) { #message { order: 1; flex-basis: 100%; } #state { flex: 1; } .wide table { min-width: 46rem; } }
        th { position: sticky; top: 0; background: var(--back); white-space: nowrap; } td:first-child { white-space: nowrap; overflow-wrap: normal; }
        tbody tr:hover { background: var(--soft); } tr[aria-current] { background: var(--soft); box-shadow: inset 4px 0 var(--key); } td.bad { color: var(--bad); font-weight: 600; }
        button, input, select { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: .2rem .6rem; }
        button { cursor: pointer; white-space: nowrap; } button[aria-disabled=true] { opacity: .55; cursor: default; }
        li button { margin: .1rem .6rem; } button.row { border: 0; background: none; padding: 0; color: var(--key); text-decoration: underline; }
        :focus-visible { outline: 3px solid var(--key); outline-offset: 2px; }
        pre { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: .6rem; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; max-height: 32rem; overflow-y: auto; }
        #detail { position: relative; } #close { position: absolute; right: 0; top: -.1rem; } #detail-title { padding-right: 5rem; } #explanation { border-left: 4px solid var(--bad); }
        .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; } @media (max-width: 48rem) { .pair { grid-template-columns: 1fr; gap: 0; } }
        form { display: flex; flex-wrap: wrap; gap: .6rem 1rem; align-items: end; } @media (forced-colors: active) { tr[aria-current] { outline: 2px solid; } }

        """
}
