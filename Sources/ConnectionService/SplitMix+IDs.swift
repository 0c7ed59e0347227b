import TapedeckExchangeModel

extension SplitMix {
    /// 32 lower-case hexadecimal digits.
    mutating func hexID() -> String {
        let (high, low) = (next(), next())
        return SplitMix.text(high, low, hyphens: false)
    }

    /// A random UUID (RFC 9562, version 4) in lower case.
    mutating func uuid() -> String {
        let high = next() & ~0xF000 | 0x4000
        let low = next() & ~(0b11 << 62) | (0b10 << 62)
        return SplitMix.text(high, low, hyphens: true)
    }

    /// Two numbers as digits; with hyphens, where a UUID has them. Each response has one of these.
    private static func text(_ high: UInt64, _ low: UInt64, hyphens: Bool) -> String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var count = 0
            for place in 0..<32 {
                if hyphens, place == 8 || place == 12 || place == 16 || place == 20 {
                    buffer[count] = UInt8(ascii: "-")
                    count += 1
                }
                let digit = UInt8((place < 16 ? high : low) >> UInt64(60 - place % 16 * 4) & 15)
                buffer[count] = digit < 10 ? 0x30 + digit : 0x57 + digit
                count += 1
            }
            return count
        }
    }
}
