import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckContract
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

/// A client and a scenario in a few lines, and what was seen of one.
enum Pages {
    static let credentials = Credentials(accessKeyID: "KEY", secretAccessKey: "SECRET", sessionToken: "TOKEN")

    static func profile(deviations: String = "[]", lacks: String = "[]", text: String = "") throws -> ClientProfile {
        try ClientProfile(
            JSONParser.parse(
                #"""
                {"client": "c", "title": "C", "programs": ["c"], "version": {"run": ["c"], "match": "c/([0-9.]+)"},
                 "operations": {"CreateConnection": {"run": ["c"]}}, "success": {"exit": [0, 3]},
                 "failure": {"code": {"stderr": "code=(?<code>\\w+)"}, "message": {"stderr": "message=(?<message>.*)"}},
                 "output": {\#(text) "lacks": \#(lacks)}, "known-deviations": \#(deviations)}
                """#))
    }

    private static let call =
        #"{"operation": "CreateConnection", "with": {"ConnectionName": "name", "ProviderType": "GITHUB"}}"#

    /// A mutation as a scenario's page has it.
    static func mutation(_ json: String) throws -> Mutation {
        let page =
            #"{"scenario":"s","clause":"OUT-1","title":"t","cassette":"c","call":\#(call),"mutations":[\#(json)]}"#
        return try #require(try Scenario(JSONParser.parse(page)).mutations.first)
    }

    static func scenario(
        wire: String = "{}", report: String = #"{"outcome": "success"}"#, clause: String = "OUT-1", calls: Int = 1
    ) throws -> Scenario {
        try Scenario(
            JSONParser.parse(
                #"""
                {"scenario": "s/one", "clause": "\#(clause)", "title": "t", "cassette": "c",
                 "calls": [\#(Array(repeating: call, count: calls).joined(separator: ","))],
                 "expect": {"wire": \#(wire), "report": \#(report)}}
                """#))
    }

    static func request(_ body: String = #"{"ProviderType": "GITHUB", "ConnectionName": "name"}"#) -> Request {
        var request = Envelope.request(.createConnection, body: Array(body.utf8), host: "h")
        SignatureV4(region: "us-east-1", service: "apprunner").sign(
            &request, credentials: credentials, at: Instant(seconds: 1_604_363_571))
        return request
    }

    static func observation(
        _ requests: [Request] = [request()], exit: Observation.Exit = .status(0), output: String = "",
        error: String = "", arriving: [Int64] = []
    ) -> Observation {
        Observation(runs: [
            .init(
                requests: requests.enumerated().map { index, request in
                    .init(request, arrivedAt: arriving.isEmpty ? 0 : arriving[index])
                }, exit: exit, output: Array(output.utf8), error: Array(error.utf8))
        ])
    }

    static func evidence(_ scenario: Scenario, _ observation: Observation) throws -> [String] {
        Judgement(scenario: scenario, profile: try profile(), version: "1.0", credentials: credentials)
            .evidence(in: observation)
    }
}
