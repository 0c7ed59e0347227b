import TapedeckJSONText
import Testing

@testable import TapedeckClientModel
@testable import TapedeckClientOutput

/// The format `table`, against what AWS CLI 2.9.19 printed; what was tried with 2.36.7 was the same.
struct OutputTableTests {
    @Test(arguments: OutputSample.allCases)
    func printsWhatAWSCLIPrints(_ sample: OutputSample) throws {
        #expect(try sample.printed(.table) == expected(sample))
    }

    @Test
    func laysOutByShownColumnsOnATerminal() throws {
        #expect(
            try OutputSample.wide.printed(.table, color: .off, onTerminalOf: 80) == """
                -----------------------------------
                |         ListConnections         |
                +---------------------------------+
                ||     ConnectionSummaryList     ||
                |+-----------------+-------------+|
                || ConnectionName  |   Status    ||
                |+-----------------+-------------+|
                ||  日本語         |  AVAILABLE  ||
                ||  e\u{301}té…           |  😀         ||
                |+-----------------+-------------+|

                """)
    }

    @Test
    func setsSingleRowsUprightWhereTheyDoNotFit() throws {
        let narrow = try OutputSample.object.printed(.table, color: .off, onTerminalOf: 40)
        #expect(
            narrow == """
                ---------------------------------------
                |          CreateConnection           |
                +------+------------------------------+
                |  At  |  2020-11-03T00:32:51+00:00   |
                |  Name|  my-github-connection        |
                +------+------------------------------+

                """)
    }

    @Test
    func coloursCellsAndEdgesOnATerminal() throws {
        let cell = "\u{1B}[1m\u{1B}[34m"
        let coloured = try OutputSample.names.printed(.table, onTerminalOf: 80)
        #expect(coloured.contains("|  \(cell)first\u{1B}[0m        |\n"))
        let edge = "\u{1B}[2m\u{1B}[33m|\u{1B}[0m"
        let boxed = try OutputSample.created.printed(.table, onTerminalOf: 200)
        #expect(boxed.contains("\(edge)|                   "))
        #expect(try OutputSample.names.printed(.table, color: .off, onTerminalOf: 80).contains("\u{1B}") == false)
    }

    @Test
    func resetsColoursAfterEveryPieceWithoutATerminal() throws {
        let reset = "\u{1B}[0m"
        #expect(try OutputSample.nothing.printed(.table, color: .on) == "")
        #expect(
            try OutputSample.text.printed(.table, color: .on) == """
                ------------------
                \(reset)\(reset)|CreateConnection|\(reset)\(reset)
                \(reset)\(reset)+----------------+\(reset)\(reset)
                \(reset)
                """)
    }

    @Test
    func refusesRowsOfDifferentLengths() {
        let message = "Row should have 1 elements, instead it has 2"
        #expect(throws: ClientError(.general, message: message)) {
            try Rendering.Page(title: "T").text([["a"], ["b", "c"]], .table)
        }
    }

    private func expected(_ sample: OutputSample) -> String {
        switch sample {
        case .created:
            """
            -----------------------------------------------------------------------------------------------------------------------------------
            |                                                        CreateConnection                                                         |
            +---------------------------------------------------------------------------------------------------------------------------------+
            ||                                                          Connection                                                           ||
            |+----------------+--------------------------------------------------------------------------------------------------------------+|
            ||  ConnectionArn |  arn:aws:apprunner:us-east-1:123456789012:connection/my-github-connection/e7656250f67242d7819feade6800f59e   ||
            ||  ConnectionName|  my-github-connection                                                                                        ||
            ||  CreatedAt     |  2020-11-03T00:32:51+00:00                                                                                   ||
            ||  ProviderType  |  GITHUB                                                                                                      ||
            ||  Status        |  PENDING_HANDSHAKE                                                                                           ||
            |+----------------+--------------------------------------------------------------------------------------------------------------+|

            """
        case .three:
            """
            --------------------------------------------------------------------------------------------------------
            |                                            ListConnections                                           |
            +------------------------------------------------------------------------------------------------------+
            ||                                        ConnectionSummaryList                                       ||
            |+---------------+-----------------+------------------------------------+---------------+-------------+|
            || ConnectionArn | ConnectionName  |             CreatedAt              | ProviderType  |   Status    ||
            |+---------------+-----------------+------------------------------------+---------------+-------------+|
            ||  arn:a        |  first          |  2020-11-03T00:32:51+00:00         |  GITHUB       |  AVAILABLE  ||
            ||  arn:b        |  second         |  2020-11-03T00:32:51.500000+00:00  |  BITBUCKET    |  DELETED    ||
            ||               |  third          |                                    |               |             ||
            |+---------------+-----------------+------------------------------------+---------------+-------------+|

            """
        case .emptyList:
            """
            -----------------
            |ListConnections|
            +---------------+

            """
        case .nothing:
            ""
        case .text:
            """
            ------------------
            |CreateConnection|
            +----------------+

            """
        case .names:
            """
            -----------------
            |ListConnections|
            +---------------+
            |  first        |
            |  second       |
            |  third        |
            +---------------+

            """
        case .object:
            """
            -------------------------------------------------------
            |                  CreateConnection                   |
            +----------------------------+------------------------+
            |             At             |         Name           |
            +----------------------------+------------------------+
            |  2020-11-03T00:32:51+00:00 |  my-github-connection  |
            +----------------------------+------------------------+

            """
        case .null:
            ""
        case .rows:
            """
            -------------------------
            |    ListConnections    |
            +---------+-------------+
            |  first  |  AVAILABLE  |
            |  second |  DELETED    |
            |  third  |  None       |
            +---------+-------------+

            """
        case .wide:
            """
            -----------------------------------
            |         ListConnections         |
            +---------------------------------+
            ||     ConnectionSummaryList     ||
            |+-----------------+-------------+|
            || ConnectionName  |   Status    ||
            |+-----------------+-------------+|
            ||  日本語         |  AVAILABLE  ||
            ||  e\u{301}té…       |  😀         ||
            |+-----------------+-------------+|

            """
        case .tags:
            """
            -----------------------
            | ListTagsForResource |
            +---------------------+
            ||       Tags        ||
            |+---------+---------+|
            ||   Key   |  Value  ||
            |+---------+---------+|
            ||  plain  |  text   ||
            ||  empty  |         ||
            ||  yes    |  true   ||
            ||  number |  1.5    ||
            ||  colon  |  a: b   ||
            ||  lines  |  a
            b    ||
            ||  escape |  \u{1B}[31m  ||
            |+---------+---------+|

            """
        case .skeleton:
            """
            ---------------------------------------------
            |             CreateConnection              |
            +-------------------------------------------+
            ||               Connection                ||
            |+-----------------+-----------------------+|
            ||  ConnectionArn  |  ConnectionArn        ||
            ||  ConnectionName |  ConnectionName       ||
            ||  CreatedAt      |  1970-01-01 00:00:00  ||
            ||  ProviderType   |  ProviderType         ||
            ||  Status         |  Status               ||
            |+-----------------+-----------------------+|

            """
        }
    }
}
