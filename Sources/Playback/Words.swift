/// Numbers texts in the order in which they first come: equal bytes have one number.
///
/// All of them lie in one array, so that a hundred thousand of them cost no allocation each.
struct Words: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// A hash table: 32 bits of the hash, then a number counted from 1; 0 is a free place.
    private var places: [UInt64] = Array(repeating: 0, count: 64)

    /// How many there are.
    var count: Int {
        ends.count
    }

    /// Makes room for so many.
    mutating func reserve(_ count: Int) {
        ends.reserveCapacity(count)
        let needed = max(64, (count * 2).nextPowerOfTwo)
        if needed > places.count { rehash(needed) }
    }

    /// The number of a text, which is taken in where it is new.
    mutating func number(_ text: UnsafeRawBufferPointer) -> Int32 {
        let hash = Self.hash(text)
        let place = self.place(of: text, hash)
        let known = places[place] & 0xFFFF_FFFF
        if known != 0 { return Int32(truncatingIfNeeded: known) - 1 }
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
        places[place] = hash << 32 | UInt64(ends.count)
        if ends.count * 2 > places.count { rehash(places.count * 2) }
        return Int32(ends.count - 1)
    }

    /// The number of a text, which is taken in where it is new.
    mutating func number(_ text: String) -> Int32 {
        var text = text
        return text.withUTF8 { number(UnsafeRawBufferPointer($0)) }
    }

    /// The number of a text; `nil` for one that was never taken in.
    func find(_ text: UnsafeRawBufferPointer) -> Int32? {
        let known = places[place(of: text, Self.hash(text))] & 0xFFFF_FFFF
        return known == 0 ? nil : Int32(truncatingIfNeeded: known) - 1
    }

    /// The number of a text; `nil` for one that was never taken in.
    func find(_ text: String) -> Int32? {
        var text = text
        return text.withUTF8 { find(UnsafeRawBufferPointer($0)) }
    }

    /// The text of a number.
    subscript(number: Int32) -> String {
        let start = number == 0 ? 0 : ends[Int(number) - 1]
        return String(decoding: bytes[start..<ends[Int(number)]], as: UTF8.self)
    }

    /// Where a text is in the table, or where it would be.
    private func place(of text: UnsafeRawBufferPointer, _ hash: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
        while places[place] != 0 {
            if places[place] >> 32 == hash, holds(text, Int(places[place] & 0xFFFF_FFFF) - 1) { return place }
            place = (place + 1) & (places.count - 1)
        }
        return place
    }

    private func holds(_ text: UnsafeRawBufferPointer, _ number: Int) -> Bool {
        let start = number == 0 ? 0 : ends[number - 1]
        guard ends[number] - start == text.count else { return false }
        return bytes.withUnsafeBytes { $0[start..<(start + text.count)].elementsEqual(text) }
    }

    private mutating func rehash(_ count: Int) {
        let old = places
        places = Array(repeating: 0, count: count)
        for entry in old where entry != 0 {
            var place = Int(truncatingIfNeeded: entry >> 32) & (count - 1)
            while places[place] != 0 { place = (place + 1) & (count - 1) }
            places[place] = entry
        }
    }

    /// 32 bits, with a seed of the process: who makes a cassette must not choose which texts meet.
    private static func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(bytes: text)
        return UInt64(UInt(bitPattern: hasher.finalize())) & 0xFFFF_FFFF
    }
}

extension Int {
    /// The least power of two that is not below it.
    fileprivate var nextPowerOfTwo: Int {
        self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
    }
}
