import TapedeckTestSupport
import Testing

/// What is told on standard error holds no secret, whatever it repeats.
struct ConcealedWordsTests {
    private static let secret = "correct-horse-battery"
    private static let token = "ghp_" + String(repeating: "a1B2", count: 9)
    private let scratch = Scratch()

    @Test(arguments: [
        ["record", "--upstream", "stand-in", "--cassette", "c.har", "--resolve", "SECRET", "--", "true"],
        ["record", "--upstream", "stand-in", "--cassette", "c.har", "--listen", "SECRET", "--", "true"],
        ["record", "--upstream", "stand-in", "--cassette", "c.har", "--redact", "SECRET", "--", "true"],
        ["record", "--upstream", "stand-in", "--cassette", "c.har", "--keep", "SECRET", "--", "true"],
        ["record", "--upstream", "http://127.0.0.1:1", "--cassette", "c.har", "--profile", "SECRET", "--", "true"],
        ["record", "--upstream", "http://127.0.0.1:1", "--cassette", "c.har", "--upstream-ca", "SECRET", "--", "true"],
        ["record", "--upstream", "SECRET", "--cassette", "c.har", "--", "true"],
        ["record", "--upstream", "stand-in", "--cassette", "c.har", "--", "SECRET"],
        ["record", "--upstream", "stand-in", "--cassette", "c.har", "--SECRET", "--", "true"],
        ["lint", "nosuch/SECRET.har"], ["replay", "SECRET.har"], ["diff", "SECRET", "SECRET"], ["SECRET"],
        ["export", "SECRET", "--to", "curl"], ["import", "SECRET", "--cassette", "c.har"], ["recover", "SECRET"],
    ])
    func noMessageRepeatsASecret(words: [String]) async throws {
        for secret in [Self.secret, Self.token] {
            let ended = try await DeckProgram.run(
                words.map { $0.replacing("SECRET", with: secret) }, in: scratch.path,
                environment: ["MYAPP_PASSWORD": Self.secret])
            #expect(ended.status != 0)
            #expect(!(ended.error + ended.output).contains(secret), "\(ended.error)")
            #expect(!ended.error.isEmpty)
        }
    }

    @Test
    func noMessageRepeatsASecretOfThePage() async throws {
        try scratch.write("redact: ['\(Self.secret)']\n".utf8, to: ".tapedeck.yaml")
        let ended = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har", "--", "true"], in: scratch.path,
            environment: ["MYAPP_PASSWORD": Self.secret])
        #expect(ended.status == 65)
        #expect(
            ended.error == "tapedeck: .tapedeck.yaml: {secret} is not a rule for redaction; expected json:$.Place or "
                + "regex:EXPRESSION\n")
    }

    /// What a rule names is in no journal either, nor on the control port; the client gets it all the same.
    @Test(arguments: ["json:$.ConnectionName", "regex:ci-[a-z0-9]+"])
    func whatARuleNamesIsShownNowhere(rule: String) async throws {
        let name = "ci-abc123x"
        let call = DeckProgram.create(name).map { "'\($0)'" }.joined(separator: " ")
        let client =
            "for i in 1 2 3; do \(call); done 2>/dev/null; curl -s \"$TAPEDECK_CONTROL_URL/_deck/requests\" >control"
        let record = ["record", "--upstream", "stand-in", "--cassette", "c.har", "--redact", rule]
        for words in [record, ["replay", "c.har", "--redact", rule], ["simulate"]] {
            if words[0] == "simulate" { try scratch.write("redact: ['\(rule)']\n".utf8, to: ".tapedeck.yaml") }
            let ended = try await DeckProgram.run(
                words + ["--journal", "j", "--verbose", "--fault", "CreateConnection:2=503", "--"]
                    + ["sh", "-c", client], in: scratch.path)
            #expect(ended.output.contains(#""ConnectionName":"\#(name)""#), "\(ended.output)")
            let files = try ["c.har", "j", "control"].map { String(decoding: try scratch.read($0), as: UTF8.self) }
            for text in files + [ended.error] {
                #expect(!text.contains(name) && text.contains("{secret}"), "\(words): \(text)")
            }
        }
    }

    /// What a client says in the place of a bound name is its own.
    @Test
    func whatIsSaidInABoundPlaceIsShownNowhere() async throws {
        let call = DeckProgram.create(Self.secret).map { "'\($0)'" }.joined(separator: " ")
        let client = "\(call); curl -s \"$TAPEDECK_CONTROL_URL/_deck/tracks\" >tracks"
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        let ended = try await DeckProgram.run(
            ["replay", "c.har", "--bind", "ConnectionName", "--verbose", "--", "sh", "-c", client], in: scratch.path,
            environment: ["MYAPP_PASSWORD": Self.secret])
        #expect(ended.output.contains(Self.secret) && ended.status == 0, "\(ended.error)")
        let tracks = String(decoding: try scratch.read("tracks"), as: UTF8.self)
        #expect(tracks.contains(#""said": "{secret}""#), "\(tracks)")
        #expect(!(tracks + ended.error).contains(Self.secret), "\(ended.error)")
    }

    /// Such a value is no secret, and can't be taken out of a cassette.
    @Test(arguments: ["us-east-1", "apprunner", "response", "00000000", "tapedeck"])
    func aVariableWithAnOrdinaryValueSpoilsNoRecording(value: String) async throws {
        let ended = try await DeckProgram.run(
            ["record", "--upstream", "stand-in", "--cassette", "c.har", "--"] + DeckProgram.create("abcd"),
            in: scratch.path, environment: ["TOKEN_KIND": value])
        #expect(ended.status == 0, "\(ended.error)")
        #expect(
            ended.told == [
                "tapedeck: TOKEN_KIND is not taken for a secret: its value is a word that stands in every cassette",
                "tapedeck: recorded 1 exchange in c.har",
            ])
    }

    /// Before anything is run that would have been for nothing.
    @Test(arguments: [["--bind", "ghp_TOKEN"], ["--cassette", ""]])
    func whatCouldNotBeKeptIsRefusedAtTheStart(more: [String]) async throws {
        let more = more.map { $0 == "ghp_TOKEN" ? Self.token : $0 }
        let cassette = more[0] == "--cassette" ? [] : ["--cassette", "c.har"]
        let ended = try await DeckProgram.run(
            ["record", "--upstream", "stand-in"] + cassette + more + ["--", "touch", "was-run"], in: scratch.path)
        #expect(ended.status == 64, "\(ended.error)")
        #expect(scratch.names == [])
        #expect(!ended.error.contains(Self.token))
    }
}
