/// Writes bodies in codings of HTTP without making them smaller: every block is stored as it is. No secret in them is seen by
/// who does not decode them only where a coding's framing cuts it in two, so bytes may be broken into short blocks.
public enum StoredCoding: String, CaseIterable, Sendable {
    case gzip, deflate
    case brotli = "br"
    case zstd

    /// A text in this coding.
    ///
    /// - Parameter size: the bytes of a block, at most 65,535.
    public func coded(_ bytes: [UInt8], blocks size: Int = 0xFFFF) -> [UInt8] {
        var blocks = stride(from: 0, to: bytes.count, by: size).map {
            bytes[$0..<min($0 + size, bytes.count)]
        }
        if blocks.isEmpty { blocks = [[]] }
        switch self {
        // RFC 1952.
        case .gzip:
            return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + Self.deflated(blocks)
                + Self.littleEndian(Self.checksum(bytes))
                + Self.littleEndian(UInt32(truncatingIfNeeded: bytes.count))
        // RFC 1950.
        case .deflate:
            return [0x78, 0x01] + Self.deflated(blocks) + Self.littleEndian(Self.adler(bytes)).reversed()
        // RFC 7932, section 9.2: the first meta-block's bits follow the one for the window, so it has none of its own.
        case .brotli:
            var result: [UInt8] = []
            for (number, block) in blocks.enumerated() where !block.isEmpty {
                // Not the last; four nibbles of a length; the length less one; stored as it is.
                let bits = UInt32(block.count - 1) << 3 | 1 << 19
                result += Self.littleEndian(number == 0 ? bits << 1 : bits).prefix(3) + block
            }
            return result + (result.isEmpty ? [0x06] : [0x03])
        // RFC 8878, section 3.1.1: one segment, whose length has eight bytes.
        case .zstd:
            var result: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xE0]
            result += Self.littleEndian(UInt32(truncatingIfNeeded: bytes.count)) + [0, 0, 0, 0]
            for (number, block) in blocks.enumerated() {
                result +=
                    Self.littleEndian(UInt32(block.count) << 3 | (number == blocks.count - 1 ? 1 : 0)).prefix(
                        3) + block
            }
            return result
        }
    }

    /// Blocks that are stored (RFC 1951, section 3.2.4).
    private static func deflated(_ blocks: [ArraySlice<UInt8>]) -> [UInt8] {
        var result: [UInt8] = []
        for (number, block) in blocks.enumerated() {
            let count = UInt16(block.count)
            result.append(number == blocks.count - 1 ? 1 : 0)
            result +=
                [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)] + block
        }
        return result
    }

    private static func littleEndian(_ number: UInt32) -> [UInt8] {
        stride(from: UInt32(0), to: 32, by: 8).map { UInt8(number >> $0 & 255) }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
        }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
    }

    private static func adler(_ bytes: [UInt8]) -> UInt32 {
        let (low, high) = bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
            let low = (sums.0 + UInt32(byte)) % 65_521
            return (low, (sums.1 + low) % 65_521)
        }
        return high << 16 | low
    }
}
