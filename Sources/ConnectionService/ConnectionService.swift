public import TapedeckAWSWire
public import TapedeckExchangeModel
import TapedeckJSONText

/// App Runner's connection operations, as far as they are publicly known: a state machine without clock, socket or chance.
///
/// Every account and region has connections of its own. Times come in with each request, ids from a seeded generator; so
/// one conversation always gets the same answers. What is unknown of the service is decided in ``Choices``.
public struct ConnectionService: Sendable {
    /// How the stand-in behaves.
    public struct Configuration: Sendable {
        /// Connections an account may have in a region.
        public var quota = 10
        /// When a connection's status changes.
        public var handshake = Handshake.manual
        /// Items on a page without `MaxResults`.
        public var pageSize = 100
        /// Reads for which a deleted connection is still listed.
        public var deletedReads = 0
        /// Bytes of a request's body that are accepted.
        public var maximumBodyBytes = 1 << 20
        /// Checks a request's signature with secrets, which the service has none of; without it, only the signature's form is
        /// looked at.
        public var checksSignature: (@Sendable (Request, Instant) throws(SignatureError) -> Void)?
        /// Accounts of access key ids; others are derived.
        public var accounts: [String: String] = [:]
        /// The account of every other access key; `nil` derives one for each.
        public var sharedAccount: String?
        /// Whether requests without a signature are answered.
        public var allowsUnsigned = false
        /// Operations that always fail with this code of the model.
        public var failures: [ConnectionOperation: String] = [:]

        /// The defaults.
        public init() {}
    }

    /// When a new connection's status changes by itself.
    public enum Handshake: Sendable, Hashable {
        /// Only when told.
        case manual
        /// To AVAILABLE once so many lists have shown it.
        case afterReads(Int)
        /// To AVAILABLE so many seconds after its creation.
        case afterSeconds(Int)
        /// To ERROR once one list has shown it.
        case error
    }

    /// Whom a request is for.
    public struct Owner: Sendable, Hashable {
        /// Twelve digits.
        public var account: String
        /// Such as `us-east-1`.
        public var region: String

        /// Makes an owner.
        public init(account: String, region: String) {
            self.account = account
            self.region = region
        }
    }

    /// How the stand-in behaves.
    public let configuration: Configuration
    var shelves: [Owner: [Connection]] = [:]
    var created = 0
    var generator: SplitMix
    /// The owners whose connections were changed and not yet kept; emptied by each request and by ``markKept()``.
    public private(set) var changed: Set<Owner> = []
    var owners = KnownOwners()

    /// Starts without connections.
    ///
    /// - Parameter seed: where ids come from.
    public init(configuration: Configuration = Configuration(), seed: UInt64) {
        self.configuration = configuration
        self.generator = SplitMix(seed: seed)
    }

    /// Answers a request.
    public mutating func handle(_ request: Request, at time: Instant) -> Response {
        begin()
        let requestID = generator.uuid()
        do throws(Refusal) {
            let operation = try operation(of: request)
            let owner = try owner(of: request, at: time)
            let input = try input(of: request, operation)
            let output = try perform(operation, input, owner, at: time)
            return respond(200, output, requestID: requestID, at: time)
        } catch {
            return respond(error.status, error.body, requestID: requestID, at: time)
        }
    }

    /// Forgets what the request before has changed.
    mutating func begin() {
        if !changed.isEmpty { changed = [] }
    }

    private static let reasons = [
        200: "OK", 400: "Bad Request", 404: "Not Found", 500: "Internal Server Error", 413: "Content Too Large",
    ]

    /// The header fields, their spelling and order are those of the one logged exchange of App Runner.
    func respond(_ status: Int, _ body: JSONValue, requestID: String, at time: Instant) -> Response {
        let bytes = body.bytes(.compact)
        return Response(
            status: status, reason: Self.reasons[status] ?? "",
            headers: [
                HeaderField("Date", time.httpDate), HeaderField("Content-Type", ConnectionOperation.contentType),
                HeaderField("Content-Length", String(bytes.count)), HeaderField("Connection", "keep-alive"),
                HeaderField("x-amzn-RequestId", requestID),
            ], body: bytes)
    }

    private func operation(of request: Request) throws(Refusal) -> ConnectionOperation {
        guard request.method == "POST", request.path == "/" else {
            throw Refusal.framework("UnknownOperationException", nil, status: 404)
        }
        guard request.isBodyWhole, request.body.count <= configuration.maximumBodyBytes else {
            throw Refusal.framework(
                "RequestEntityTooLargeException",
                "The body is longer than \(configuration.maximumBodyBytes) bytes", status: 413)
        }
        let mediaType = request.headers["Content-Type"]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard mediaType == ConnectionOperation.contentType, let operation = Envelope.operation(of: request) else {
            throw Refusal.framework("UnknownOperationException", nil)
        }
        return operation
    }

    private func input(
        of request: Request, _ operation: ConnectionOperation
    ) throws(Refusal) -> JSONValue {
        // awsJson servers accept an empty body as an empty object.
        let body = request.body.isEmpty ? Array("{}".utf8) : request.body
        guard let input = try? JSONParser.parse(body), input.object != nil else {
            throw Refusal.framework("SerializationException", nil)
        }
        if let mismatch = operation.input.mismatches(in: input, allowsUnknown: true).first {
            throw Refusal.framework("SerializationException", mismatch.description)
        }
        if let message = Constraints.message(for: input, operation.input) { throw Refusal.invalid(message) }
        return input
    }

    mutating func perform(
        _ operation: ConnectionOperation, _ input: JSONValue, _ owner: Owner, at time: Instant
    ) throws(Refusal) -> JSONValue {
        if let code = configuration.failures[operation] {
            throw Refusal.modelled(
                code, "The stand-in was told to answer so", status: code.hasPrefix("Internal") ? 500 : 400)
        }
        return switch operation {
        case .createConnection: try create(input, owner, at: time)
        case .listConnections: try list(input, owner, at: time)
        case .deleteConnection: try delete(input, owner)
        case .tagResource: try tag(input, owner)
        case .untagResource: try untag(input, owner)
        case .listTagsForResource: try listTags(input, owner)
        }
    }

    /// Forgets which owners were changed: what they have is kept.
    public mutating func markKept() {
        changed = []
    }

    mutating func change(_ owner: Owner, _ index: Int, _ edit: (inout Connection) -> Void) {
        guard shelves[owner]?.indices.contains(index) == true else { return }
        // In its place: a copy of the shelf for each change would make a long list's time grow with its square.
        edit(&shelves[owner, default: []][index])
        changed.insert(owner)
    }

    mutating func append(_ connection: Connection, to owner: Owner) {
        shelves[owner, default: []].append(connection)
        changed.insert(owner)
    }

    mutating func remove(_ owner: Owner, where isGone: (Connection) -> Bool) {
        guard let shelf = shelves[owner], shelf.contains(where: isGone) else { return }
        shelves[owner] = shelf.filter { !isGone($0) }
        changed.insert(owner)
    }
}
