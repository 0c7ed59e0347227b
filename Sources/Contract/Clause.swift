/// One rule of the contract that a client of App Runner's connection operations keeps.
public struct Clause: Sendable, Hashable {
    /// How binding a clause is, as in RFC 2119.
    public enum Level: String, Sendable, Hashable {
        case must = "MUST"
        case should = "SHOULD"
        case may = "MAY"
    }

    /// The identifier; it never changes.
    public let id: String
    /// How binding the clause is.
    public let level: Level
    /// What the clause asks, in one phrase.
    public let text: String

    init(_ id: String, _ level: Level, _ text: String) {
        self.id = id
        self.level = level
        self.text = text
    }

    /// The clause of an identifier, where this edition tests it.
    public init?(id: String) {
        guard let clause = Clause.catalogue.first(where: { $0.id == id }) else { return nil }
        self = clause
    }
}

extension Clause {
    /// The clauses that this edition tests, in their order.
    public static let catalogue: [Clause] = [
        Clause("REQ-1", .must, "POST to /, or to the endpoint's own path followed by /"),
        Clause("REQ-2", .must, "X-Amz-Target names the operation, exactly once"),
        Clause("REQ-3", .must, "Content-Type is application/x-amz-json-1.0, exactly once"),
        Clause("REQ-4", .must, "the body is one JSON object with the given parameters, nothing lost"),
        Clause("REQ-5", .should, "parameters not given are absent; an operation without parameters sends {}"),
        Clause("REQ-6", .must, "a Signature Version 4 that verifies; host and x-amz-date signed"),
        Clause("REQ-7", .must, "a session token is sent and signed"),
        Clause("REQ-8", .must, "the region handed to the client is the region of the scope"),
        Clause("OUT-1", .must, "a 200 with a Connection is success, with its members as sent"),
        Clause("OUT-2", .must, "every spelling of CreatedAt is the same instant"),
        Clause("OUT-3", .must, "unknown members are ignored, at every level"),
        Clause("OUT-4", .must, "an unknown Status or ProviderType is passed on or reported"),
        Clause("OUT-5", .must, "members in any order, absent or null where the model allows"),
        Clause("OUT-6", .must, "every framing of a body, and any case of header names"),
        Clause("ERR-1", .must, "each modelled error is failure, with code and message"),
        Clause("ERR-2", .must, "the code without namespace and suffix"),
        Clause("ERR-4", .must, "the message from Message and from message; none is no crash"),
        Clause("ERR-5", .must, "codes outside the model are reported"),
        Clause("ERR-7", .must, "failure is visible to a script"),
        Clause("RTY-1", .must, "client errors are sent once"),
        Clause("TRN-1", .must, "PENDING_HANDSHAKE is not reported as available"),
        Clause("TRN-2", .must, "polling sees PENDING_HANDSHAKE, then AVAILABLE"),
        Clause("TRN-4", .must, "after delete, listed as DELETED and absent both mean gone"),
    ]
}
