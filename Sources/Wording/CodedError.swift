/// The shape of an error: a code to branch on, and one sentence for people.
///
/// Two errors of a type are equal where their codes are, so that a test names the kind of trouble and not its wording.
public protocol CodedError: Error, Equatable, CustomStringConvertible {
    /// The kinds of trouble.
    associatedtype Code: Hashable & Sendable

    /// What kind of trouble.
    var code: Code { get }
    /// One sentence: what was read or tried, where, what was expected, what to do.
    var message: String { get }
}

extension CodedError {
    /// The message.
    public var description: String {
        message
    }

    /// Whether the codes are equal.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code
    }
}
