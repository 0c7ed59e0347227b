extension PlainRequest {
    /// One header field, as bytes.
    public struct Field {
        /// The name, case as sent.
        public let name: UnsafeRawBufferPointer
        /// The value, without the spaces round it.
        public let value: UnsafeRawBufferPointer

        /// Whether this is a field of a name, which is given in lower case.
        public func isNamed(_ name: StaticString) -> Bool {
            self.name.count == name.utf8CodeUnitCount && PlainRequest.isName(self.name, 0, name)
        }
    }

    /// The header fields, in their order.
    public var fields: [Field] {
        var fields: [Field] = []
        fields.reserveCapacity(16)
        let end = bytes.count - body.count - 2
        var position = Self.line.utf8CodeUnitCount
        while position < end, let colon = ByteSearch.first(UInt8(ascii: ":"), in: bytes, from: position),
            let lineEnd = ByteSearch.first(13, in: bytes, from: colon)
        {
            var (start, stop) = (colon + 1, lineEnd)
            while start < stop, bytes[start] == 0x20 { start += 1 }
            while stop > start, bytes[stop - 1] == 0x20 { stop -= 1 }
            fields.append(
                Field(
                    name: UnsafeRawBufferPointer(rebasing: bytes[position..<colon]),
                    value: UnsafeRawBufferPointer(rebasing: bytes[start..<stop])))
            position = lineEnd + 2
        }
        return fields
    }
}

/// Finds bytes many at a time.
public enum ByteSearch {
    /// Where a byte first is, from some place on.
    public static func first(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = start
        let (ones, high): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        while position + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self) ^ (ones &* UInt64(byte))
            let found = (word &- ones) & ~word & high
            if found != 0 { return position + UInt64(littleEndian: found).trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count {
            if bytes[position] == byte { return position }
            position += 1
        }
        return nil
    }
}
