import TapedeckTestSupport
import Testing

/// What people mistype: each gets one sentence that says what was meant, and status 64 where it is about the words alone.
struct WrongInvocationTests {
    /// A command line, the sentence and the status.
    struct Case: Sendable, CustomTestStringConvertible {
        let words: String
        let sentence: String
        let status: Int32

        init(_ words: String, _ sentence: String, _ status: Int32 = 64) {
            self.words = words
            self.sentence = sentence
            self.status = status
        }

        var testDescription: String { "tapedeck \(words)" }
    }

    @Test(arguments: cases)
    func getsOneSentence(wrong: Case) async throws {
        let scratch = Scratch()
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
        let words = wrong.words.split(separator: " ").map { $0 == "''" ? "" : String($0) }
        let outcome = try await DeckProgram.run(
            words, in: scratch.path, environment: ["PATH": "/usr/bin:/bin"])
        #expect(outcome.status == wrong.status)
        #expect(outcome.error == "tapedeck: \(wrong.sentence)\n")
        #expect(outcome.output == "")
        #expect(scratch.names == ["c.har"])
    }

    @Test
    func thereAreManyOfThem() {
        #expect(Self.cases.count >= 75)
    }

    /// The first word of replay is a cassette, whatever it is called.
    @Test
    func aMissingCassetteIsNoCommand() async throws {
        let scratch = Scratch()
        let outcome = try await DeckProgram.run(["replay", "true"], in: scratch.path)
        #expect(outcome.error == "tapedeck: can't read true: there is no such file\n")
        #expect(outcome.status == 66)
    }
}
