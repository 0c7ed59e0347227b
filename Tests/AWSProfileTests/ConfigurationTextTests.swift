import TapedeckAWSProfile
import TapedeckProcesses
import Testing

struct ConfigurationTextTests {
    @Test
    func readsSectionsSettingsAndComments() throws {
        let text = try ConfigurationText(
            """
            # a comment
            [default]
            Region = eu-west-1
            ; another
            output:text
            empty =
            url = https://a.example/?x=1#y

            [profile "two words"]
            region=us-west-2
            """)
        #expect(text.sections["default"]?["region"] == .text("eu-west-1"))
        #expect(text.sections["default"]?["output"] == .text("text"))
        #expect(text.sections["default"]?["empty"] == .text(""))
        #expect(text.sections["default"]?["url"] == .text("https://a.example/?x=1#y"))
        #expect(text.profiles["two words"]?["region"] == .text("us-west-2"))
        #expect(text.profiles.count == 2)
    }

    @Test
    func readsIndentedBlocks() throws {
        let text = try ConfigurationText(
            """
            [services local]
            apprunner =
              endpoint_url = http://127.0.0.1:1
              # a comment within

              other=x = y
            s3 =
                endpoint_url = http://127.0.0.1:2
            plain = 1
            """)
        let section = try #require(text.sections(kind: "services")["local"])
        #expect(section["apprunner"] == .block(["endpoint_url": "http://127.0.0.1:1", "other": "x = y"]))
        #expect(section["s3"] == .block(["endpoint_url": "http://127.0.0.1:2"]))
        #expect(section["plain"] == .text("1"))
    }

    @Test
    func joinsContinuedLines() throws {
        let text = try ConfigurationText("[a]\nx = one\n  two\n\n\ny = 3\n")
        #expect(text.sections["a"]?["x"] == .text("one\ntwo"))
        #expect(text.sections["a"]?["y"] == .text("3"))
    }

    @Test
    func givesEverySectionTheSettingsOfDEFAULT() throws {
        let text = try ConfigurationText("[DEFAULT]\nregion = r\noutput = o\n[default]\noutput = mine\n")
        #expect(text.sections["default"] == ["region": .text("r"), "output": .text("mine")])
    }

    @Test(arguments: [
        ("x = 1", 1), ("[a]\n\nnonsense", 3), ("[a]\nx = 1\nX = 2", 3), ("[a]\n[b]\n[a]", 3), ("[a]\n= 1", 2),
        ("[a]\ns3 =\n  good = 1\n  bad", 4),
    ])
    func refusesWhatTheGrammarDoesNotHave(text: String, line: Int) throws {
        let failure = try #require(throws: ConfigurationText.Failure.self) { try ConfigurationText(text) }
        #expect(failure.line == line)
    }

    @Test(arguments: [
        ("a b  c", ["a", "b", "c"]), ("'a b' \"c d\"", ["a b", "c d"]), ("a\\ b \"\\\"x\\n\"", ["a b", "\"x\\n"]),
        ("''", [""]), ("", []), ("x'y'z", ["xyz"]),
    ])
    func splitsWordsAsAShell(text: String, words: [String]) {
        #expect(ShellWords.split(text) == words)
    }

    @Test(arguments: ["'a", "a \"b", "a\\"])
    func refusesWordsWithoutAnEnd(text: String) {
        #expect(ShellWords.split(text) == nil)
    }
}
