import TapedeckAWSWire
public import TapedeckExchangeModel
import TapedeckJSONText

/// What can be read off an exchange: which operation, which connection, which status.
public struct ExchangeFacts: Sendable, Hashable {
    /// The operation's name, from `X-Amz-Target`, known to the model or not.
    public var operation: String?
    /// The connection that the request is about.
    public var resource: String?
    /// The status that the response tells of that connection; of a list, the one item's when it has just one.
    public var state: String?

    init(operation: String?, resource: String?, state: String?) {
        (self.operation, self.resource, self.state) = (operation, resource, state)
    }

    /// Reads an exchange.
    public init(_ exchange: Exchange) {
        operation = Envelope.operationName(of: exchange.request)
        resource = (try? JSONParser.parse(exchange.request.body)).flatMap(Envelope.resourceName)
        guard let response = exchange.response, let body = try? JSONParser.parse(response.body) else { return }
        if let status = body["Connection"]?["Status"]?.string {
            state = status
        } else if let items = body["ConnectionSummaryList"]?.array, items.count == 1 {
            state = items[0]["Status"]?.string
        }
    }
}
