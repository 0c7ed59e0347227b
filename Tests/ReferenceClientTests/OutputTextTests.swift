import TapedeckJSONText
import Testing

@testable import TapedeckClientModel
@testable import TapedeckClientOutput

/// The format `text`, against what AWS CLI 2.9.19 printed; what was tried with 2.36.7 was the same.
struct OutputTextTests {
    @Test(arguments: OutputSample.allCases)
    func printsWhatAWSCLIPrints(_ sample: OutputSample) throws {
        #expect(try sample.printed(.text) == expected(sample))
    }

    @Test
    func makesControlCharactersInertOnATerminal() throws {
        #expect(try OutputSample.tags.printed(.text, onTerminalOf: 80).hasSuffix("TAGS\tescape\t\\x1b[31m\n"))
    }

    @Test(arguments: [
        ("[1,{\"a\":1}]", "'int' object has no attribute 'items'"),
        ("[{\"a\":1},\"x\"]", "'str' object has no attribute 'items'"),
    ])
    func refusesListsThatMixObjectsAndOthers(json: String, message: String) throws {
        let value = try JSONParser.parse(Array(json.utf8))
        #expect(throws: ClientError(.general, message: message)) {
            try Rendering.Page(title: "T").text(value, .text)
        }
    }

    @Test(arguments: [
        ("[\"a\",[\"b\",\"c\"],null,[[1]]]", "a\tNone\nb\tc\n1\n"),
        ("{\"a\":[\"x\",1.0],\"b\":true}", "True\nA\tx\nA\t1.0\n"),
        ("[{\"a\":{\"b\":1}},{\"a\":[\"it's\"]}]", "A\t1\nA\tit's\n"),
        ("[{\"a\":1},{\"a\":[\"it's\",null]}]", "1\n[\"it's\", None]\n"),
        ("[]", ""), ("{}", ""), ("\"x\"", "x\n"),
    ])
    func printsQueriedShapesAsAWSCLIDoes(json: String, text: String) throws {
        #expect(try Rendering.Page(title: "T").text(try JSONParser.parse(Array(json.utf8)), .text) == text)
    }

    private func expected(_ sample: OutputSample) -> String {
        switch sample {
        case .created:
            """
            CONNECTION\tarn:aws:apprunner:us-east-1:123456789012:connection/my-github-connection/e7656250f67242d7819feade6800f59e\tmy-github-connection\t2020-11-03T00:32:51+00:00\tGITHUB\tPENDING_HANDSHAKE

            """
        case .three:
            """
            CONNECTIONSUMMARYLIST\tarn:a\tfirst\t2020-11-03T00:32:51+00:00\tGITHUB\tAVAILABLE
            CONNECTIONSUMMARYLIST\tarn:b\tsecond\t2020-11-03T00:32:51.500000+00:00\tBITBUCKET\tDELETED
            CONNECTIONSUMMARYLIST\t\tthird\t\t\t

            """
        case .emptyList:
            ""
        case .nothing:
            ""
        case .text:
            """
            PENDING_HANDSHAKE

            """
        case .names:
            """
            first\tsecond\tthird

            """
        case .object:
            """
            2020-11-03T00:32:51+00:00\tmy-github-connection

            """
        case .null:
            """
            None

            """
        case .rows:
            """
            first\tAVAILABLE
            second\tDELETED
            third\tNone

            """
        case .wide:
            """
            CONNECTIONSUMMARYLIST\t日本語\tAVAILABLE
            CONNECTIONSUMMARYLIST\te\u{301}té…\t😀

            """
        case .tags:
            """
            TAGS\tplain\ttext
            TAGS\tempty\t
            TAGS\tyes\ttrue
            TAGS\tnumber\t1.5
            TAGS\tcolon\ta: b
            TAGS\tlines\ta
            b
            TAGS\tescape\t\u{1B}[31m

            """
        case .skeleton:
            """
            CONNECTION\tConnectionArn\tConnectionName\t1970-01-01 00:00:00\tProviderType\tStatus

            """
        }
    }
}
