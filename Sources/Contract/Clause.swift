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
        Clause("REQ-9", .should, "an unsigned run sends no authorization header at all"),
        Clause("OUT-1", .must, "a 200 with a Connection is success, with its members as sent"),
        Clause("OUT-2", .must, "every spelling of CreatedAt is the same instant"),
        Clause("OUT-3", .must, "unknown members are ignored, at every level"),
        Clause("OUT-4", .must, "an unknown Status or ProviderType is passed on or reported"),
        Clause("OUT-5", .must, "members in any order, absent or null where the model allows"),
        Clause("OUT-6", .must, "every framing of a body, and any case of header names"),
        Clause("OUT-7", .must, "a body cut off is not reported as success"),
        Clause("OUT-8", .must, "a 200 that is not JSON, empty, or {} is not reported as a created connection"),
        Clause("ERR-1", .must, "each modelled error is failure, with code and message"),
        Clause("ERR-2", .must, "the code without namespace and suffix"),
        Clause("ERR-3", .should, "the code in X-Amzn-Errortype alone, or in code alone"),
        Clause("ERR-4", .must, "the message from Message and from message; none is no crash"),
        Clause("ERR-5", .must, "codes outside the model are reported"),
        Clause("ERR-6", .must, "an error with HTML, broken JSON or nothing is failure, and no stack trace"),
        Clause("ERR-7", .must, "failure is visible to a script"),
        Clause("ERR-8", .should, "a message is shown whole and inert"),
        Clause("ERR-9", .should, "the request id can be had"),
        Clause("RTY-1", .must, "client errors are sent once"),
        Clause("RTY-2", .should, "throttling and server errors are tried again, and a later success is success"),
        Clause("RTY-3", .must, "attempts end by themselves, with the last code"),
        Clause("RTY-4", .should, "attempts are spaced, in sum by more than 50 ms"),
        Clause("RTY-5", .must, "every attempt carries its own valid signature"),
        Clause("RTY-8", .must, "a redirect is not followed with the signed request"),
        Clause("TRN-1", .must, "PENDING_HANDSHAKE is not reported as available"),
        Clause("TRN-2", .must, "polling sees PENDING_HANDSHAKE, then AVAILABLE"),
        Clause("TRN-3", .must, "a waiting client ends with failure on ERROR, and on DELETED"),
        Clause("TRN-4", .must, "after delete, listed as DELETED and absent both mean gone"),
        Clause("TRN-5", .should, "NextToken is followed, handed back unchanged, across an empty page"),
        Clause("TRN-6", .must, "a token that repeats for ever does not keep the client for ever"),
        Clause("TRN-8", .must, "two connections that change independently are not mixed up"),
        Clause("NET-1", .must, "reset, closed without an answer, garbage: failure"),
        Clause("NET-4", .should, "a server that never answers ends the call within the configured time"),
        Clause("SEC-1", .must, "the secret key is nowhere on the wire, nor in any output"),
        Clause("SEC-2", .must, "the session token is in no output outside a debug mode"),
        Clause("SEC-3", .should, "a debug mode hides the secret key and the signature"),
    ]
}
