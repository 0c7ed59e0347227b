/// Which placeholder stands for which account in one recording.
///
/// Replacing is one look-up for every number of twelve digits, so an account whose id is another one's placeholder is not
/// mixed up with it.
struct AccountIDs: Sendable {
    static let placeholders = ["123456789012", "111122223333", "444455556666", "777788889999"]

    private var known: [[UInt8]: [UInt8]] = [:]

    var isEmpty: Bool { known.isEmpty }
    var count: Int { known.count }

    /// Takes ids in; the ones that are known keep their placeholders.
    mutating func learn(_ ids: some Sequence<[UInt8]>) {
        for id in ids where known[id] == nil {
            let taken = known.count
            let next = taken < Self.placeholders.count ? Self.placeholders[taken] : "0000000\(10000 + taken)"
            known[id] = Array(next.utf8)
        }
    }

    /// The placeholder of an id that is known.
    func placeholder(of id: ArraySlice<UInt8>) -> [UInt8]? {
        known[Array(id)]
    }

    /// Whether an id was seen, and is nobody's placeholder: such a one must not stand in what is kept.
    func isPrivate(_ id: ArraySlice<UInt8>) -> Bool {
        known[Array(id)] != nil && !known.values.contains(Array(id))
    }

    /// Every number of exactly twelve digits.
    static func numbers(in bytes: [UInt8]) -> [Range<Int>] {
        bytes.withUnsafeBufferPointer { numbers(in: $0) }
    }

    /// The numbers; where there are none nothing is made.
    static func numbers(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var floor = 0
        var index = 11
        // By twelve, so that most of a text is stepped over: one of so many digits in a row is met.
        while index < text.count {
            guard isDigit(text[index]) else {
                index += 12
                continue
            }
            var (start, end) = (index, index + 1)
            while start > floor, isDigit(text[start - 1]) { start -= 1 }
            while end < text.count, isDigit(text[end]) { end += 1 }
            if end - start == 12 { found.append(start..<end) }
            floor = end
            index = end + 12
        }
        return found
    }

    /// Whether an id has a placeholder.
    func knows(_ id: ArraySlice<UInt8>) -> Bool {
        known[Array(id)] != nil
    }

    /// The ids in ARNs, and after words like `CustomerAccountId` or `account`.
    static func named(in bytes: [UInt8]) -> [[UInt8]] {
        numbers(in: bytes).filter { namesAccount(bytes[max(0, $0.lowerBound - 64)..<$0.lowerBound]) }.map {
            Array(bytes[$0])
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }

    private static func namesAccount(_ before: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: before, as: UTF8.self).lowercased()
        let word = text.dropLast(text.reversed().prefix { !$0.isLetter }.count)
        if word.hasSuffix("account") || word.hasSuffix("accountid") || word.hasSuffix("account id") { return true }
        // arn:partition:service:region: with the account next.
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        return fields.count >= 5 && fields.last == "" && fields[fields.count - 5].hasSuffix("arn")
    }
}
