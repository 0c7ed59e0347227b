/// One rule of the contract that a client of App Runner's connection operations keeps.
public struct Clause: Sendable, Hashable {
    /// How binding a clause is, as in RFC 2119.
    public enum Level: String, Sendable, Hashable {
        /// A client that does not keep it fails the run.
        case must = "MUST"
        /// A client that does not keep it is warned of; it fails a strict run.
        case should = "SHOULD"
        /// A client may keep it or not; that is told, and fails nothing.
        case may = "MAY"
    }

    /// The identifier; it never changes.
    public let id: String
    /// How binding the clause is.
    public let level: Level
    /// What the clause asks, in one phrase.
    public let text: String
    /// Why it is asked: where that is written down.
    public let source: Source

    init(_ id: String, _ level: Level, _ source: Source, _ text: String) {
        self.id = id
        self.level = level
        self.source = source
        self.text = text
    }

    /// The clause of an identifier, where this edition tests it.
    public init?(id: String) {
        guard let clause = Clause.catalogue.first(where: { $0.id == id }) else { return nil }
        self = clause
    }
}

extension Clause {
    /// Where what a clause asks is written down.
    public enum Source: String, Sendable, Hashable {
        /// The protocol of requests and responses.
        case awsJSON = "Smithy, AWS JSON 1.0 protocol: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html"
        /// How requests are signed.
        case signature = "AWS Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html"
        /// The operations, with their inputs, outputs and errors.
        case model = "App Runner API Reference: https://docs.aws.amazon.com/apprunner/latest/api/"
        /// Errors that any operation may answer with.
        case commonErrors = "App Runner API Reference, Common Errors"
        /// Options that every command of AWS CLI has.
        case commandLine =
            "AWS CLI, command line options: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html"
        /// When a request is sent again, and after what wait.
        case retries = "AWS SDKs and Tools Reference Guide, Retry behavior"
        /// How messages are framed.
        case http = "HTTP/1.1, RFC 9112"
        /// Which redirects are followed.
        case redirects =
            "HTTP Semantics, RFC 9110, section 15.4: a redirect of an unsafe method is not followed unasked"
        /// When a certificate is to be refused.
        case tls = "HTTP Semantics, RFC 9110, section 4.3.4"
        /// How a connection becomes AVAILABLE.
        case handshake = "App Runner Developer Guide, Managing connections"
        /// The options of the command create-connection.
        case synopsis =
            "AWS CLI Command Reference, create-connection: https://awscli.amazonaws.com/v2/documentation/api/latest/reference/apprunner/create-connection.html"
        /// The exit statuses of AWS CLI.
        case exits =
            "AWS CLI User Guide, return codes: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html"
        /// Nowhere: it follows from what a client is for.
        case sense = "a client is used by scripts and people, and trusted with a key"
    }

    /// The clauses that this edition tests, in their order.
    public static let catalogue: [Clause] = everyClient + commandLine

    private static let everyClient: [Clause] = [
        Clause("REQ-1", .must, .awsJSON, "POST to /, or to the endpoint's own path followed by /"),
        Clause("REQ-2", .must, .awsJSON, "X-Amz-Target names the operation, exactly once"),
        Clause("REQ-3", .must, .awsJSON, "Content-Type is application/x-amz-json-1.0, exactly once"),
        Clause("REQ-4", .must, .model, "the body is one JSON object with the given parameters, nothing lost"),
        Clause("REQ-5", .should, .awsJSON, "parameters not given are absent; an operation without parameters sends {}"),
        Clause("REQ-6", .must, .signature, "a Signature Version 4 that verifies; host and x-amz-date signed"),
        Clause("REQ-7", .must, .signature, "a session token is sent and signed"),
        Clause("REQ-8", .must, .signature, "the region handed to the client is the region of the scope"),
        Clause("REQ-9", .should, .commandLine, "an unsigned run sends no authorization header at all"),
        Clause("REQ-10", .must, .sense, "nothing is sent anywhere but to the endpoint"),
        Clause("OUT-1", .must, .model, "a 200 with a Connection is success, with its members as sent"),
        Clause("OUT-2", .must, .awsJSON, "every spelling of CreatedAt is the same instant"),
        Clause("OUT-3", .must, .awsJSON, "unknown members are ignored, at every level"),
        Clause("OUT-4", .must, .model, "an unknown Status or ProviderType is passed on or reported"),
        Clause("OUT-5", .must, .awsJSON, "members in any order, absent or null where the model allows"),
        Clause("OUT-6", .must, .http, "every framing of a body, and any case of header names"),
        Clause("OUT-7", .must, .http, "a body cut off is not reported as success"),
        Clause("OUT-8", .must, .model, "a 200 that is not JSON, empty, or {} is not reported as a created connection"),
        Clause("OUT-9", .should, .sense, "a list of 2 MB is read whole"),
        Clause("OUT-10", .may, .sense, "a 200 whose body is an error is reported as failure"),
        Clause("ERR-1", .must, .model, "each modelled error is failure, with code and message"),
        Clause("ERR-2", .must, .awsJSON, "the code without namespace and suffix"),
        Clause("ERR-3", .should, .awsJSON, "the code in X-Amzn-Errortype alone, or in code alone"),
        Clause("ERR-4", .must, .awsJSON, "the message from Message and from message; none is no crash"),
        Clause("ERR-5", .must, .commonErrors, "codes outside the model are reported"),
        Clause("ERR-6", .must, .sense, "an error with HTML, broken JSON or nothing is failure, and no stack trace"),
        Clause("ERR-7", .must, .sense, "failure is visible to a script"),
        Clause("ERR-8", .should, .sense, "a message is shown whole and inert"),
        Clause("ERR-9", .should, .sense, "the request id can be had"),
        Clause("ERR-10", .may, .sense, "the text of a validation error is passed on unchanged"),
        Clause("RTY-1", .must, .retries, "client errors are sent once"),
        Clause(
            "RTY-2", .should, .retries, "throttling and server errors are tried again, and a later success is success"),
        Clause("RTY-3", .must, .retries, "attempts end by themselves, with the last code"),
        Clause("RTY-4", .should, .retries, "attempts are spaced, in sum by more than 50 ms"),
        Clause("RTY-5", .must, .signature, "every attempt carries its own valid signature"),
        Clause("RTY-6", .may, .retries, "x-amz-retry-after is obeyed; one amz-sdk-invocation-id for all attempts"),
        Clause("RTY-7", .should, .sense, "a create whose answer was lost is not reported as if nothing had been made"),
        Clause("RTY-8", .must, .redirects, "a redirect is not followed with the signed request"),
        Clause("TRN-1", .must, .handshake, "PENDING_HANDSHAKE is not reported as available"),
        Clause("TRN-2", .must, .handshake, "polling sees PENDING_HANDSHAKE, then AVAILABLE"),
        Clause("TRN-3", .must, .model, "a waiting client ends with failure on ERROR, and on DELETED"),
        Clause("TRN-4", .must, .model, "after delete, listed as DELETED and absent both mean gone"),
        Clause("TRN-5", .should, .model, "NextToken is followed, handed back unchanged, across an empty page"),
        Clause("TRN-6", .must, .sense, "a token that repeats for ever does not keep the client for ever"),
        Clause("TRN-7", .should, .sense, "a convergent client takes a connection that is not found for deleted"),
        Clause("TRN-8", .must, .model, "two connections that change independently are not mixed up"),
        Clause("TRN-9", .may, .sense, "a connection that is listed late is absent, then present"),
        Clause("TRN-10", .should, .sense, "polling is not faster than twice a second"),
        Clause("NET-1", .must, .sense, "reset, closed without an answer, garbage: failure"),
        Clause(
            "NET-2", .must, .tls,
            "a certificate of an unknown authority, of another name, or expired is refused, and no request is sent"),
        Clause("NET-3", .should, .commandLine, "an authority handed to the client is trusted"),
        Clause("NET-4", .should, .commandLine, "a server that never answers ends the call within the configured time"),
        Clause("SEC-1", .must, .sense, "the secret key is nowhere on the wire, nor in any output"),
        Clause("SEC-2", .must, .sense, "the session token is in no output outside a debug mode"),
        Clause("SEC-3", .should, .sense, "a debug mode hides the secret key and the signature"),
    ]
}
