/// Why a text is not JSON, and where.
public struct JSONParseError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was expected or found, as a clause without a capital letter or full stop.
    public let reason: String
    /// The byte at which reading stopped, from 0.
    public let offset: Int
    /// The line of that byte, from 1.
    public let line: Int
    /// The column of that byte in its line, in bytes, from 1.
    public let column: Int

    public var description: String {
        "\(reason) at line \(line), column \(column)"
    }

    init(reason: String, offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        self.reason = reason
        self.offset = offset
        let before = bytes[..<Swift.min(offset, bytes.count)]
        self.line = before.reduce(1) { $1 == 10 ? $0 + 1 : $0 }
        self.column = before.count - (before.lastIndex(of: 10).map { $0 + 1 } ?? 0) + 1
    }
}
