extension UnsafeRawBufferPointer {
    /// How many bytes are the same here from a place on, and in others from a place of theirs on.
    func common(_ place: Int, _ others: UnsafeRawBufferPointer, _ otherPlace: Int) -> Int {
        let length = Swift.min(count - place, others.count - otherPlace)
        var offset = 0
        while offset + 8 <= length {
            let one = loadUnaligned(fromByteOffset: place + offset, as: UInt64.self)
            let other = others.loadUnaligned(fromByteOffset: otherPlace + offset, as: UInt64.self)
            if one != other { return offset + UInt64(littleEndian: one ^ other).trailingZeroBitCount / 8 }
            offset += 8
        }
        while offset < length, self[place + offset] == others[otherPlace + offset] { offset += 1 }
        return offset
    }
}

/// Writes bytes one behind the other into memory that is known to have room for them.
struct BytesWriter {
    private let room: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ room: UnsafeMutableRawBufferPointer) {
        self.room = room
    }

    /// What has been written.
    var written: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: room[..<count])
    }

    mutating func write(_ text: StaticString) {
        write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func write(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[range]))
    }

    private mutating func write(_ bytes: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: room[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    /// A status of three digits.
    mutating func write(status: Int) {
        for digit in [status / 100, status / 10 % 10, status % 10] {
            room[count] = UInt8(truncatingIfNeeded: 0x30 + digit)
            count += 1
        }
    }

    /// The text of a JSON string whose short escapes are taken off.
    mutating func writeUnescaped(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        let bytes = UnsafeRawBufferPointer(text)
        var position = range.lowerBound
        let (ones, high): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        while position < range.upperBound {
            if position + 8 <= range.upperBound, count + 8 <= room.count {
                // Eight at a time; of those that have a backslash, what stands before it.
                let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                room.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
                let marked = word ^ (ones &* 0x5C)
                let found = (marked &- ones) & ~marked & high
                let plain = found == 0 ? 8 : UInt64(littleEndian: found).trailingZeroBitCount / 8
                (position, count) = (position + plain, count + plain)
                if found == 0 { continue }
            }
            var byte = bytes[position]
            if byte == 0x5C, position + 1 < range.upperBound, let escaped = TextScanner.escaped(bytes[position + 1]) {
                (byte, position) = (escaped, position + 1)
            }
            room[count] = byte
            (position, count) = (position + 1, count + 1)
        }
    }
}
