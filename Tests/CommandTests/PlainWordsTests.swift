import ArgumentParser
import TapedeckTestSupport
import Testing

@testable import tapedeck

/// What is read without argument-parser must be what argument-parser would have read.
struct PlainWordsTests {
    private static let serving = [
        "--listen 127.0.0.1:80", "--listen [::1]:0", "--mode proxy", "--mode endpoint", "--only apprunner.example",
        "--only *.a.example --only b.example", "--block-others", "--no-block-others",
        "--control 127.0.0.1:8081", "--ready-json",
        "--url-file url.txt", "--journal journal.jsonl", "--verbose", "--fault CreateConnection:1=reset,503",
        "--fault *:*=throttling --fault ListConnections=reset --mode proxy", "--latency 20", "--latency 1-5",
        "--verify-signatures AKIDEXAMPLE:key:token --verify-signatures A:b", "--seed 18446744073709551615",
    ]
    private static let replay = [
        "a.har", "", ".", "a.har b.har", "--at-end hold", "--at-end restart-on-create", "--bind ConnectionName",
        "--bind ConnectionName=a --bind account", "--match operation", "--match body:ignore=$.Tags --match operation",
        "--clock virtual", "--clock x60", "--sessions by-access-key", "--strict", "--no-strict",
        "--redact json:$.Tags[*].Value --redact regex:x.y", "--keep accounts",
    ]
    private static let simulate = [
        "", "--tls ca.pem", "--account AKIDEXAMPLE=123456789012", "--max-body 1", "--allow-unsigned", "--choices",
        "--handshake error", "--handshake after:2-reads", "--quota 0", "--page-size 7", "--list-deleted 3",
        "--clock 2020-11-03T00:32:51Z", "--state state.sqlite", "--fail CreateConnection=InternalServiceErrorException",
    ]

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }

    /// All that is in a command, but for the titles that its help has.
    private static func lines(_ command: some ParsableCommand) -> [Substring] {
        var text = ""
        dump(command, to: &text)
        return text.split(separator: "\n").filter { !$0.contains("- title: ") }
    }

    private func expectSame<Command: PlainlyWorded>(_ type: Command.Type, _ words: [String]) throws {
        let plain = Self.lines(try Command(plain: words[...]))
        let parsed = Self.lines(try Command.parse(words))
        let difference = plain.difference(from: parsed).map { "\($0)" }
        #expect(difference.isEmpty)
        // A property without a value would be its definition.
        #expect(!plain.contains { $0.contains("(Function)") })
    }

    @Test(arguments: replay + serving.map { "a.har \($0)" })
    func aReplayIsWhatArgumentParserMakesOfItsWords(text: String) throws {
        // One without a cassette is wrong, and argument-parser says so.
        let words = Self.words(text)
        try expectSame(ReplayCommand.self, words.first?.hasPrefix("-") == false ? words : ["c.har"] + words)
    }

    @Test(arguments: simulate + serving)
    func aStandInIsWhatArgumentParserMakesOfItsWords(text: String) throws {
        try expectSame(SimulateCommand.self, Self.words(text))
    }

    @Test
    func allOptionsOfTheHelpArePlain() throws {
        for (type, texts) in [
            (ReplayCommand.self as any PlainlyWorded.Type, Self.replay + Self.serving),
            (SimulateCommand.self, Self.simulate + Self.serving),
        ] {
            let tried = Set(texts.flatMap(Self.words) + ["--help", "--version", "--credentials", "--"])
            let words = type.helpMessage().split { " \n,/=[]<>.;:()".contains($0) }.map(String.init)
            #expect(words.filter { $0.hasPrefix("--") && !tried.contains($0) } == [])
        }
    }

    @Test(arguments: [
        "", "--ready-json", "a.har --ready-json --ready-json", "a.har --strict --no-strict",
        "a.har --no-block-others --block-others", "a.har --url-file",
        "a.har --url-file=x", "a.har --url-file -x", "a.har --url-file x --url-file y", "a.har --listen 80",
        "a.har --mode other", "a.har -v", "a.har --help", "--help", "--version", "a.har --verbos", "a.har --seed -1",
        "a.har --only http://x", "a.har --fault certificate:expired", "a.har --fault *:1=certificate:expired", "-",
        "a.har --credentials A:b", "a.har --latency soon", "a.har --clock x0", "a.har --at-end stop",
    ])
    func theRestIsLeftToArgumentParser(text: String) {
        #expect(throws: PlainWords.NotPlain.self) { try ReplayCommand(plain: Self.words(text)[...]) }
    }

    @Test
    func aWrappedCommandRefusesWhatArgumentParserRefusesWithIt() {
        WrappedCommand.$given.withValue(WrappedCommand(["true"])) {
            #expect(throws: PlainWords.NotPlain.self) { try ReplayCommand(plain: ["a.har", "--ready-json"]) }
        }
    }
}
