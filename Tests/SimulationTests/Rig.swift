import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckConnectionService
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckTestSupport
import Testing

@testable import TapedeckSimulation

/// A stand-in with a fixed clock, and requests to it.
struct Rig {
    static let key = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret")
    static let start = Instant(seconds: 1_604_363_571)

    let standIn: StandIn
    let control: StandInControl

    init(state: String? = nil, seed: UInt64 = 1, _ adjust: (inout ConnectionService.Configuration) -> Void = { _ in })
        throws
    {
        try self.init(store: try state.map { try StandInStore(path: $0) }, seed: seed, adjust)
    }

    init(
        store: StandInStore?, seed: UInt64 = 1, _ adjust: (inout ConnectionService.Configuration) -> Void = { _ in }
    ) throws {
        var configuration = ConnectionService.Configuration()
        configuration.accounts = [Self.key.accessKeyID: "123456789012"]
        adjust(&configuration)
        standIn = try StandIn(
            ConnectionService(configuration: configuration, seed: seed), now: Self.start.movingOnByASecond(),
            store: store)
        control = StandInControl(standIn)
    }

    /// Signs and sends an operation's input; gives the whole response.
    @discardableResult
    func call(_ operation: ConnectionOperation, _ body: String, region: String = "us-east-1") async throws
        -> Response
    {
        var request = Envelope.request(operation, body: Array(body.utf8), host: "127.0.0.1:4000")
        SignatureV4(region: region, service: "apprunner").sign(&request, credentials: Self.key, at: Self.start)
        return try #require(await standIn.respond(to: request).response)
    }

    @discardableResult
    func create(_ name: String, region: String = "us-east-1") async throws -> Response {
        try await call(.createConnection, #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB"}"#, region: region)
    }

    /// The names and states in a region, as `name STATUS`.
    func listed(region: String = "us-east-1") async throws -> [String] {
        let list = try JSONParser.parse(await call(.listConnections, "{}", region: region).body)
        return (list["ConnectionSummaryList"]?.array ?? []).map { item in
            "\(item["ConnectionName"]?.string ?? "?") \(item["Status"]?.string ?? "?")"
        }
    }

    /// Asks the control port.
    func ask(_ method: String, _ target: String, _ body: String = "") async throws -> (status: Int, body: JSONValue) {
        let plan = await control.respond(to: Request(method: method, target: target, body: Array(body.utf8)))
        let response = try #require(plan.response)
        #expect(response.headers["Content-Length"] == String(response.body.count))
        #expect(response.headers["Content-Type"] == "application/json")
        #expect(!response.headers.contains("x-amzn-RequestId"))
        return (response.status, try JSONParser.parse(response.body))
    }
}
