extension Fault {
    /// The forms that ``init(words:)`` reads, for messages.
    public static let forms =
        "reset, reset:BYTES, close, hang, cut:BYTES, slow:BYTES:MILLISECONDS or garbage:TEXT"

    /// Reads a fault as people type it: `reset`, `reset:10` (after so many bytes of the response, its head counted),
    /// `close`, `hang`, `cut:10` (the body stops after so many bytes), `slow:1:50` (so many bytes, then a wait of so many
    /// milliseconds) or `garbage:TEXT`. `nil` for anything else.
    public init?(words: String) {
        let parts = words.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().map { Int($0) ?? -1 }
        let areNumbers = numbers.allSatisfy { $0 >= 0 }
        switch (parts.first, numbers.count) {
        case ("reset", 0): self = .reset
        case ("reset", 1) where areNumbers: self = .resetWithin(at: numbers[0])
        case ("close", 0): self = .close
        case ("hang", 0): self = .hang
        case ("cut", 1) where areNumbers: self = .cutBody(at: numbers[0])
        case ("slow", 2) where areNumbers && numbers[0] > 0: self = .slowBody(bytes: numbers[0], every: numbers[1])
        case ("garbage", 1...): self = .garbage(Array(words.dropFirst("garbage:".count).utf8))
        default: return nil
        }
    }
}
