/// One of the parallel clients that a replay tells apart.
public struct ClientSession: Sendable, Hashable, CustomStringConvertible {
    /// Its number, from 1, in the order in which sessions came or were named.
    public let number: Int
    /// What its requests say of whose they are, as it may be shown; empty where they say nothing.
    public let name: String

    /// Characters of a name that are shown; a client decides how long it is.
    static let shownCharacters = 64

    /// Makes a session.
    public init(number: Int, name: String = "") {
        self.number = number
        self.name = name
    }

    public var description: String {
        "session \(number)\(name.isEmpty ? "" : " (\(name))")"
    }
}

extension ClientSession? {
    /// What stands before a clause about a request of it; nothing where all clients play together.
    public var prefix: String {
        map { "in \($0), " } ?? ""
    }
}
