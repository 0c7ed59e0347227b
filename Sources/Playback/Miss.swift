public import TapedeckExchangeModel

/// A request that the cassette has no answer for, and why.
public struct Miss: Sendable, Hashable {
    /// Why there is no answer.
    public enum Reason: Sendable, Hashable {
        /// The operation does not occur.
        case operationNotRecorded
        /// The operation occurs, with other inputs.
        case inputNotRecorded
        /// Every answer to this request has been played, or passed over; how many were recorded, and how many passed over.
        case exhausted(recorded: Int, passed: Int = 0)
        /// The next answer was recorded after this entry, which has not been played yet.
        case tooEarly(after: EntryReference)
        /// The answer that is left was recorded before this entry, which has been played since.
        case outdated(by: EntryReference)
    }

    /// A recorded entry that is like the request, and where it is not.
    public struct Near: Sendable, Hashable {
        /// The entry.
        public let entry: EntryReference
        /// Where it differs.
        public let differences: [Difference]
    }

    /// The operation asked for; for a request without one, its method and path.
    public let operation: String
    /// The connection that the request is about.
    public let resource: String?
    /// The request's body on one line.
    public let body: String
    /// Why there is no answer.
    public let reason: Reason
    /// The most similar entries, best first, at most three.
    public let nearest: [Near]
    /// The cassettes' names.
    public let cassettes: [String]
    /// The command that records the nearest entry's cassette again; where there are several cassettes, all of them as one.
    public let remedy: String
    /// What that is for.
    let purpose: String
    /// Which of parallel clients asked; `nil` where all play together.
    public internal(set) var session: ClientSession?

    /// The whole explanation: what was asked, why it was missed, what comes nearest, and the command that would fix it.
    public var explanation: String {
        var lines = [session.prefix + headline]
        for near in nearest {
            lines.append("  nearest is \(near.entry):")
            lines += near.differences.map { "    \($0)" }
        }
        lines.append("  \(purpose): \(remedy)")
        return lines.joined(separator: "\n")
    }

    /// The first line of the explanation, without the session.
    public var headline: String {
        let about = resource.map { " for \($0)" } ?? ""
        let names = cassettes.joined(separator: ", ")
        switch reason {
        case .operationNotRecorded: return "no \(operation) is recorded in \(names)"
        case .inputNotRecorded: return "no \(operation)\(about) with this input is recorded in \(names): \(body)"
        case .exhausted(let count, let passed):
            let recorded = "\(operation)\(about) was recorded \(count) time\(count == 1 ? "" : "s") in \(names)"
            return passed == 0
                ? "\(recorded), and all have been played"
                : "\(recorded): \(count - passed) played, \(passed) passed over, and none is left"
        case .outdated(let entry):
            return "the last \(operation)\(about) was recorded before \(entry), which has been played since"
        case .tooEarly(let entry):
            return "the next \(operation)\(about) was recorded after \(entry), which has not been played yet"
        }
    }

    /// What the client gets: a 400 whose code no client takes for the service's own, nor tries again.
    public var response: Response {
        .refusal(code: "TapedeckMiss", message: explanation)
    }
}

/// Names one entry of one cassette.
public struct EntryReference: Sendable, Hashable, CustomStringConvertible {
    /// The cassette's name, as given when it was loaded.
    public let cassette: String
    /// The entry's `_sequence`.
    public let sequence: Int
    /// The entry's operation.
    public let operation: String?
    /// The connection that it is about.
    public let resource: String?
    /// How its request was compared where that was not done exactly, such as `by its operation alone`.
    public var looseness: String?

    init(cassette: String, sequence: Int, operation: String?, resource: String?) {
        self.cassette = cassette
        self.sequence = sequence
        self.operation = operation
        self.resource = resource
    }

    public var description: String {
        let about = resource.map { " \($0)" } ?? ""
        return "entry \(sequence) (\(operation ?? "no operation")\(about)) of \(cassette)"
            + (looseness.map { ", matched \($0)" } ?? "")
    }
}
