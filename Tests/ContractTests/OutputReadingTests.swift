import TapedeckContract
import TapedeckJSONText
import Testing

struct OutputReadingTests {
    private static func read(_ output: String, _ printed: String) throws -> JSONValue {
        let page = #"{"client":"c","title":"C","programs":[],"operations":{},"output":\#(output)}"#
        return try ClientProfile(JSONParser.parse(page)).output.read(JSONParser.parse(printed))
    }

    @Test(arguments: [
        ("{}", #"{"Connection":{"Status":"X"}}"#, #"{"Connection":{"Status":"X"}}"#),
        (#"{"connection":"result.it"}"#, #"{"result":{"it":{"Status":"X"}}}"#, #"{"Connection":{"Status":"X"}}"#),
        (
            #"{"connection":"@","members":{"Status":"state","ConnectionName":"id.name"}}"#,
            #"{"state":"X","id":{"name":"n"}}"#,
            #"{"Connection":{"state":"X","id":{"name":"n"},"Status":"X","ConnectionName":"n"}}"#
        ),
        (
            #"{"connections":"items","members":{"Status":"s"}}"#, #"{"items":[{"s":"X"},{}]}"#,
            #"{"ConnectionSummaryList":[{"s":"X","Status":"X"},{}]}"#
        ),
        (#"{"connection":"nothing"}"#, #"{"other":1}"#, #"{"other":1}"#),
    ])
    func readsWhatAClientPrintsInItsOwnWords(output: String, printed: String, read: String) throws {
        #expect(try Self.read(output, printed) == JSONParser.parse(read))
    }

    /// A client that prints for people: the groups of an expression are the members; a place each for a list.
    @Test(arguments: [
        ("created mine (AVAILABLE)\n", #"{"Connection":{"ConnectionName":"mine","Status":"AVAILABLE"}}"#),
        (
            "created a (X)\ncreated b (Y)",
            #"{"ConnectionSummaryList":[{"ConnectionName":"a","Status":"X"},{"ConnectionName":"b","Status":"Y"}]}"#
        ),
        ("nothing of the kind", nil),
    ])
    func readsWordsByAnExpressionsGroups(printed: String, read: String?) throws {
        let profile = try Pages.profile(text: #""text": "created (?<ConnectionName>\\S+) \\((?<Status>\\w+)\\)","#)
        let value = profile.output.read(text: Array(printed.utf8))
        #expect(try value == read.map { try JSONParser.parse($0) })
    }

    @Test(arguments: [
        (#"{"text":"a("}"#, "output.text: not a regular expression"),
        (#"{"connection":"a["}"#, "output.connection: not a JMESPath expression"), (#"{"x":"a"}"#, "output.x"),
    ])
    func saysWhatIsWrongWithAnExpression(output: String, part: String) {
        let error = #expect(throws: JSONMemberError.self) { try Self.read(output, "{}") }
        #expect(error?.description.contains(part) == true)
    }
}

struct ProfileDraftTests {
    @Test
    func aCommandLineBecomesAFirstPage() {
        let page = ProfileDraft.page(
            "mine",
            command: [
                "./mine", "create", "--connection-name", "x", "--provider", "GITHUB", "--endpoint-url", "http://h",
            ])
        #expect(page.contains(#"programs: ["./mine"]"#))
        #expect(
            page.contains(
                #"run: ["{program}", "create", "--connection-name", "{ConnectionName}", "--provider", "{ProviderType}", "--endpoint-url", "{url}"]"#
            ))
        #expect(!page.contains("\nendpoint:"))
        #expect(ProfileDraft.page("mine", command: ["mine", "x"]).contains("\nendpoint:\n"))
    }
}

extension ProfileDraftTests {
    @Test
    func anOperationsNameAndItsInputAsJSONServeEveryOperation() throws {
        let page = ProfileDraft.page(
            "mine",
            command: ["./mine", "{url}", "CreateConnection", #"{"ConnectionName":"x","ProviderType":"GITHUB"}"#])
        for name in ["CreateConnection", "ListConnections", "UntagResource"] {
            #expect(page.contains(#"  \#(name): { run: ["{program}", "{url}", "{operation}", "{input}"] }"#))
        }
    }
}

struct UnderstandingTests {
    private static let report = #"{"outcome":"success","connection":{"ConnectionName":"name","Status":"S"}}"#

    @Test(arguments: [
        (#"{"Connection":{"ConnectionName":"name","Status":"S"}}"#, 0, "  Status          \"S\""),
        (#"{"Connection":{"ConnectionName":"name"}}"#, 1, "  Status          nothing   <- expected \"S\""),
        ("", 3, "  connection      nothing   <- expected one"),
    ])
    func showsFieldByFieldWhatWasUnderstood(output: String, gaps: Int, line: String) throws {
        let understanding = Understanding(
            of: Pages.observation(output: output).runs[0], in: try Pages.scenario(report: Self.report),
            by: try Pages.profile())
        #expect(understanding.gaps == gaps)
        #expect(understanding.lines.contains(line), "\(understanding.lines)")
    }

    /// A member that a client never tells is not asked of it; a scenario about nothing else is left out.
    @Test
    func whatAClientNeverTellsIsNotAsked() throws {
        let quiet = try Pages.profile(lacks: #"["Status"]"#)
        let scenario = try Pages.scenario(report: Self.report)
        let seen = Pages.observation(output: #"{"Connection":{"ConnectionName":"name"}}"#)
        for (profile, gaps) in [(quiet, 0), (try Pages.profile(), 1)] {
            let judgement = Judgement(
                scenario: scenario, profile: profile, version: "1.0", credentials: Pages.credentials)
            #expect(judgement.evidence(in: seen).count == gaps)
            #expect(Understanding(of: seen.runs[0], in: scenario, by: profile).gaps == gaps)
        }
        #expect(scenario.lacking(in: quiet) == nil)
        let bare = try Pages.scenario(report: #"{"outcome":"success","connection":{"Status":"S"}}"#)
        #expect(bare.lacking(in: quiet) == "the client does not tell Status")
    }
}
