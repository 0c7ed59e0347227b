import Synchronization
import TapedeckPlatform
import TapedeckTestSupport
import Testing

/// Every serving command, asked to end by a signal: the child ends too, and what was served is kept and told.
struct SignalTests {
    /// A command that serves, and what it says at its end when one request has been answered.
    struct Server: Sendable, CustomTestStringConvertible {
        let words: [String]
        let lastLine: String?

        var testDescription: String { words[0] }
    }

    static let servers = [
        Server(
            words: ["record", "--upstream", "stand-in", "--cassette", "new.har"],
            lastLine: "tapedeck: recorded 1 exchange in new.har"),
        Server(
            words: ["spy", "new.har", "--upstream", "stand-in", "--allow-writes"],
            lastLine: "tapedeck: 0 played, 1 recorded, 0 refused"),
        Server(words: ["replay", "c.har"], lastLine: "tapedeck: 1 played, 0 missed, 0 never played"),
        Server(words: ["simulate"], lastLine: nil),
    ]

    private let scratch = Scratch()

    init() throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
    }

    @Test(arguments: servers, [SIGINT, SIGTERM, SIGHUP])
    func endsByASignalWhereThereIsNoCommand(server: Server, signal: Int32) async throws {
        let path = scratch.path
        let outcome = try await DeckProgram.run(
            server.words, in: path, until: "export AWS_ENDPOINT_URL_APPRUNNER="
        ) { deck in
            let words = DeckProgram.create("my-github-connection").map { $0.replacing("{url}", with: deck.url) }
            let call = try await DeckProgram.run(program: words, in: path)
            #expect(call.output.contains("PENDING_HANDSHAKE"), "\(call.output)\(call.error)")
            deck.send(signal)
        }
        #expect(outcome.status == 0, "\(outcome.error)")
        expectTheEnd(of: server, outcome)
    }

    @Test(arguments: servers, [SIGINT, SIGTERM, SIGHUP])
    func endsItsCommandByTheSameSignal(server: Server, signal: Int32) async throws {
        let shell = #""$@" >&2; echo " command $$ is ready" >&2; exec tail -f /dev/null"#
        let outcome = try await DeckProgram.run(
            server.words + ["--", "sh", "-c", shell, "sh"] + DeckProgram.create("my-github-connection"),
            in: scratch.path, until: "is ready"
        ) { $0.send(signal) }
        #expect(outcome.status == 128 + signal, "\(outcome.error)")
        let words = outcome.error.split(whereSeparator: \.isWhitespace)
        let child = try #require(words.firstIndex(of: "command").flatMap { pid_t(words[$0 + 1]) })
        #expect(kill(child, 0) == -1 && errno == ESRCH)
        expectTheEnd(of: server, outcome)
    }

    /// A signal that came while the deck took the first steps to watch for it was lost once, and the deck never ended.
    @Test
    func whoFindsTheURLFileMaySendASignalAtOnce() async throws {
        let shell = """
            for round in 1 2 3 4 5 6 7 8; do
                tapedeck replay c.har --url-file u 2>/dev/null & deck=$!
                until [ -s u ]; do :; done
                kill $deck
                wait $deck; echo "$?"
            done
            """
        let outcome = try await DeckProgram.run(program: ["sh", "-c", shell], in: scratch.path)
        #expect(outcome.output == String(repeating: "0\n", count: 8), "\(outcome.error)")
        #expect(scratch.names == ["c.har"])
    }

    /// A command that ends in order when asked to: its own status is the deck's.
    @Test(arguments: servers)
    func handsBackTheStatusOfACommandThatEndsInOrder(server: Server) async throws {
        let shell = #""$@" >&2; trap 'exit 5' TERM; echo "is ready" >&2; while :; do tail -f /dev/null & wait; done"#
        let outcome = try await DeckProgram.run(
            server.words + ["--", "sh", "-c", shell, "sh"] + DeckProgram.create("my-github-connection"),
            in: scratch.path, until: "is ready"
        ) { $0.send(SIGTERM) }
        #expect(outcome.status == 5, "\(outcome.error)")
        expectTheEnd(of: server, outcome)
    }

    /// The trust bundle goes with the run, also where Ctrl-C comes twice, and what was recorded is kept.
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func removesItsTrustBundleAfterASignalThatComesTwice(signal: Int32) async throws {
        let path = scratch.path
        let bundle = Mutex("")
        let outcome = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--mode", "proxy", "--cassette", "new.har"], in: path,
            until: "watch it in a browser"
        ) { deck in
            let words = deck.told.split(whereSeparator: \.isWhitespace)
            let file = words.first { $0.hasPrefix("AWS_CA_BUNDLE=") }.map { String($0.dropFirst(14)) } ?? ""
            bundle.withLock { $0 = file }
            #expect(Files.exists(file))
            let call = try await DeckProgram.run(
                program: DeckProgram.create("abcd").map { $0.replacing("{url}", with: deck.url) }, in: path)
            #expect(call.output.contains("PENDING_HANDSHAKE"), "\(call.output)\(call.error)")
            deck.send(signal)
            deck.send(signal)
        }
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(!Files.exists(bundle.withLock { $0 }))
        #expect(!Files.exists(Files.parent(of: bundle.withLock { $0 })))
        #expect(scratch.names == ["c.har", "new.har"])
    }

    private func expectTheEnd(
        of server: Server, _ outcome: DeckProgram.Outcome, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        if let line = server.lastLine {
            #expect(outcome.told.contains(line), "\(outcome.error)", sourceLocation: sourceLocation)
        }
        let expected = server.words.contains("new.har") ? ["c.har", "new.har"] : ["c.har"]
        #expect(scratch.names == expected, sourceLocation: sourceLocation)
    }
}
