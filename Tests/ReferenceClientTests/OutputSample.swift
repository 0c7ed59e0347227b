import TapedeckAWSWire
import TapedeckJSONText
import Testing

@testable import TapedeckClientModel
@testable import TapedeckClientOutput

/// Outputs that the formats are tested with; what AWS CLI printed for each stands in the tests of the formats.
enum OutputSample: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case created
    case three
    case emptyList
    case nothing
    case text
    case names
    case object
    case null
    case rows
    case wide
    case tags
    case skeleton

    var testDescription: String { rawValue }

    /// The operation that answers.
    var operation: ConnectionOperation {
        switch self {
        case .created, .text, .object, .null, .skeleton: .createConnection
        case .three, .emptyList, .names, .rows, .wide: .listConnections
        case .nothing: .tagResource
        case .tags: .listTagsForResource
        }
    }

    /// What `--query` asks for.
    var query: String? {
        switch self {
        case .text: "Connection.Status"
        case .names: "ConnectionSummaryList[].ConnectionName"
        case .object: "Connection.{Name:ConnectionName,At:CreatedAt}"
        case .null: "Connection.Nope"
        case .rows: "ConnectionSummaryList[].[ConnectionName,Status]"
        default: nil
        }
    }

    /// The answer, as it came.
    var answer: String {
        switch self {
        case .created, .text, .object, .null: OutputSample.createdAnswer
        case .three, .names, .rows: OutputSample.threeAnswer
        case .emptyList: #"{"ConnectionSummaryList":[]}"#
        case .nothing: "{}"
        case .wide: OutputSample.wideAnswer
        case .tags: OutputSample.tagsAnswer
        case .skeleton: OutputSample.skeletonAnswer
        }
    }

    private static let createdAnswer = #"""
        {"Connection":{"ConnectionArn":"arn:aws:apprunner:us-east-1:123456789012:connection/\#
        my-github-connection/e7656250f67242d7819feade6800f59e","ConnectionName":"my-github-connection",\#
        "CreatedAt":1.604363571E9,"ProviderType":"GITHUB","Status":"PENDING_HANDSHAKE"}}
        """#
    private static let threeAnswer = #"""
        {"ConnectionSummaryList":[
        {"ConnectionArn":"arn:a","ConnectionName":"first","CreatedAt":1604363571,"ProviderType":"GITHUB",
        "Status":"AVAILABLE"},
        {"ConnectionArn":"arn:b","ConnectionName":"second","CreatedAt":1604363571.5,"Extra":{"a":1},
        "ProviderType":"BITBUCKET","Status":"DELETED"},
        {"ConnectionName":"third","Status":null}]}
        """#
    private static let wideAnswer = """
        {"ConnectionSummaryList":[{"ConnectionName":"日本語","Status":"AVAILABLE"},
        {"ConnectionName":"e\u{301}té…","Status":"😀"}]}
        """
    private static let tagsAnswer = #"""
        {"Tags":[{"Key":"plain","Value":"text"},{"Key":"empty","Value":""},{"Key":"yes","Value":"true"},
        {"Key":"number","Value":"1.5"},{"Key":"colon","Value":"a: b"},{"Key":"lines","Value":"a\nb"},
        {"Key":"escape","Value":"\u001b[31m"}]}
        """#
    private static let skeletonAnswer = """
        {"Connection":{"ConnectionName":"ConnectionName","ConnectionArn":"ConnectionArn",
        "ProviderType":"ProviderType","Status":"Status","CreatedAt":"1970-01-01T00:00:00"}}
        """

    /// The text that is printed for it.
    func printed(
        _ format: OutputFormat, color: ColorMode = .auto, onTerminalOf columns: Int? = nil
    ) throws -> String {
        var options = GlobalOptions()
        options.output = format
        options.query = query
        options.color = color
        var surroundings = Surroundings.test()
        surroundings.terminals.output = columns != nil
        surroundings.columns = columns ?? 80
        let bytes = try Rendering.bytes(
            try JSONParser.parse(Array(answer.utf8)), operation: operation,
            configuration: try Configuration(options: options, environment: [:]), surroundings: surroundings)
        return String(decoding: bytes, as: UTF8.self)
    }
}
