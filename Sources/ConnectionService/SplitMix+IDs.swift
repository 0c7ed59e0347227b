import TapedeckExchangeModel

extension SplitMix {
    /// 32 lower-case hexadecimal digits.
    mutating func hexID() -> String {
        [next(), next()].map { SplitMix.padded($0) }.joined()
    }

    /// A random UUID (RFC 9562, version 4) in lower case.
    mutating func uuid() -> String {
        let high = next() & ~0xF000 | 0x4000
        let low = next() & ~(0b11 << 62) | (0b10 << 62)
        let digits = Array(SplitMix.padded(high) + SplitMix.padded(low))
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return parts.joined(separator: "-")
    }

    private static func padded(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
