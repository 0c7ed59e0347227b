import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckConnectionService
import TapedeckExchangeModel
import TapedeckJSONText

/// A conversation with a stand-in: signed requests, one a second from a fixed time, and what came back.
struct Conversation {
    static let start = Instant(seconds: 1_604_363_571)
    static let key = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret")
    /// The account that `tapedeck` derives for ``key``.
    static let account = "123456789012"

    var service: ConnectionService
    var now = start
    var region = "us-east-1"
    var credentials = key

    init(seed: UInt64 = 1, _ adjust: (inout ConnectionService.Configuration) -> Void = { _ in }) {
        var configuration = ConnectionService.Configuration()
        configuration.accounts = [Self.key.accessKeyID: Self.account]
        adjust(&configuration)
        service = ConnectionService(configuration: configuration, seed: seed)
    }

    /// Sends a request as it is.
    mutating func send(_ request: Request) -> Answer {
        let response = service.handle(request, at: now)
        now.milliseconds += 1000
        return Answer(response)
    }

    /// Signs and sends an operation's input.
    @discardableResult
    mutating func call(_ operation: ConnectionOperation, _ body: String) -> Answer {
        send(request(operation, body))
    }

    func request(_ operation: ConnectionOperation, _ body: String) -> Request {
        var request = Envelope.request(operation, body: Array(body.utf8), host: "127.0.0.1:4000")
        SignatureV4(region: region, service: "apprunner").sign(&request, credentials: credentials, at: now)
        return request
    }

    /// Makes a connection and gives its ARN.
    @discardableResult
    mutating func create(_ name: String, tags: String = "[]") -> String {
        call(.createConnection, #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB","Tags":\#(tags)}"#)
            .body["Connection"]?["ConnectionArn"]?.string ?? ""
    }

    /// The names and states on a page, as `name STATUS`.
    mutating func listed(_ input: String = "{}") -> [String] {
        (call(.listConnections, input).body["ConnectionSummaryList"]?.array ?? []).map { item in
            "\(item["ConnectionName"]?.string ?? "?") \(item["Status"]?.string ?? "?")"
        }
    }
}

/// A response, easy to compare.
struct Answer {
    let response: Response

    init(_ response: Response) {
        self.response = response
    }

    var text: String {
        String(decoding: response.body, as: UTF8.self)
    }

    var body: JSONValue {
        (try? JSONParser.parse(response.body)) ?? .null
    }

    /// Status, code and message, as `400 InvalidRequestException: …`.
    var failure: String {
        let error = ServiceError(response)
        let message = error.message.map { ": \($0)" } ?? ""
        return "\(response.status) \(error.code ?? "")\(message)"
    }
}
