import TapedeckExchangeModel
import TapedeckJSONText

extension Cassette {
    /// A value of requests that a client seems to have made up, and so makes up anew each time.
    public struct MadeUp: Sendable, Hashable {
        /// The member that it stands in.
        public let member: String
        /// The value.
        public let value: String
        /// What it seems to be: `a UUID`, `random hexadecimal digits` or `a time`.
        public let kind: String
    }

    /// Values of requests that look made up and are not bound, the first of each member.
    public var madeUpValues: [MadeUp] {
        var search = MadeUpSearch(bound: bind + entries.flatMap(\.bind))
        for entry in entries { search.look(at: entry) }
        return search.found
    }
}

/// Looks for made-up values in one entry after the other.
public struct MadeUpSearch {
    /// What was found, the first of each member.
    public private(set) var found: [Cassette.MadeUp] = []
    private let bound: Set<BindRule>
    private var last: [UInt8] = []

    /// Makes a search that leaves out what is bound.
    public init(bound: [BindRule]) {
        self.bound = Set(bound)
    }

    /// Looks at an entry's request.
    public mutating func look(at entry: Entry) {
        look(at: entry.exchange.request.body)
    }

    /// Looks at the request of an entry on one line.
    public mutating func look(at line: EntryLine) {
        if MadeUpText.isPossible(in: line.requestBody) {
            look(at: DecodedText.withoutBackslashes(Array(line.requestBody)))
        }
    }

    private mutating func look(at body: [UInt8]) {
        // Clients ask the same again and again.
        if body == last { return }
        last = body
        // A body that is not JSON has no members.
        guard MadeUpText.isPossible(in: body), let value = try? JSONParser.parse(body) else { return }
        value.texts { name, value in
            guard !found.contains(where: { $0.member == name }), !bound.contains(.member(name)),
                let kind = MadeUpText.kind(of: value)
            else { return }
            found.append(Cassette.MadeUp(member: name, value: value, kind: kind))
        }
    }
}

extension JSONValue {
    /// Every text with the name of the member that it stands in, in order; texts that are ARNs or page tokens are left out,
    /// because a client has them of the service.
    fileprivate func texts(of member: String = "", _ visit: (String, String) -> Void) {
        switch self {
        case .string(let text):
            if !text.hasPrefix("arn:"), member != "NextToken", !member.isEmpty { visit(member, text) }
        case .array(let items): for item in items { item.texts(of: member, visit) }
        case .object(let object): for (name, value) in object.members { value.texts(of: name, visit) }
        default: break
        }
    }
}

/// Tells what people name from what programs make up.
enum MadeUpText {
    /// Whether something made up may stand in a text: it has two digits, or the hyphens of a UUID.
    static func isPossible(in text: some Sequence<UInt8>) -> Bool {
        var (digits, hyphens) = (0, 0)
        for byte in text {
            if isDigit(byte) { digits += 1 }
            if byte == 0x2D { hyphens += 1 }
        }
        return digits >= 2 || hyphens >= 4
    }

    /// What a text holds that looks made up; `nil` for nothing.
    static func kind(of text: String) -> String? {
        let bytes = Array(text.utf8)
        if hasUUID(bytes) { return "a UUID" }
        if hasSpelledDate(bytes) { return "a time" }
        // A word of letters and digits between other signs.
        for word in bytes.split(whereSeparator: { !isLetterOrDigit($0) }) {
            let digits = word.count(where: isDigit)
            if digits == word.count {
                // Seconds and parts of them from 2001 to 2286, and dates with or without the time of day, however fine.
                let isLong = word.count > 14
                if [10, 13, 14, 16, 19].contains(word.count) || (isLong || word.count == 8) && isDate(word) {
                    return "a time"
                }
            } else if isBasicTime(word) {
                return "a time"
            } else if word.count >= 6, digits >= 2, word.allSatisfy(isHexadecimal) {
                return "random hexadecimal digits"
            }
        }
        return nil
    }

    private static func hasUUID(_ bytes: [UInt8]) -> Bool {
        has("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", in: bytes)
    }

    /// A date as ISO 8601 writes it with hyphens: 2026-11-30, whatever stands around it but digits.
    private static func hasSpelledDate(_ bytes: [UInt8]) -> Bool {
        has("20dd-dd-dd", in: bytes) { place in
            let around = [bytes[..<place.lowerBound].last, bytes[place.upperBound...].first]
            return !around.contains { $0.map(isDigit) ?? false }
        }
    }

    /// Whether a text has a shape at a place that will do: an `x` is a hexadecimal digit, a `d` a decimal one, and anything else
    /// itself.
    private static func has(
        _ shape: String, in bytes: [UInt8], where fits: (Range<Int>) -> Bool = { _ in true }
    ) -> Bool {
        let shape = shape.utf8
        guard bytes.count >= shape.count else { return false }
        return (0...(bytes.count - shape.count)).contains { start in
            let place = start..<start + shape.count
            let isOne = zip(bytes[place], shape).allSatisfy { byte, sign in
                switch sign {
                case UInt8(ascii: "x"): isHexadecimal(byte)
                case UInt8(ascii: "d"): isDigit(byte)
                default: byte == sign
                }
            }
            return isOne && fits(place)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }

    private static func isDate(_ word: ArraySlice<UInt8>) -> Bool {
        word.starts(with: "20".utf8) && word.dropFirst(4).first.map { $0 <= 0x31 } ?? false
    }

    /// A date and the time of day as ISO 8601 writes them without signs between: 20261130T033000, a Z behind it or none.
    private static func isBasicTime(_ word: ArraySlice<UInt8>) -> Bool {
        let time = word.last.map { $0 | 0x20 } == UInt8(ascii: "z") ? word.dropLast() : word
        return time.count == 15 && time.dropFirst(8).first.map { $0 | 0x20 } == UInt8(ascii: "t")
            && (time.prefix(8) + time.suffix(6)).allSatisfy(isDigit) && isDate(time)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x66).contains(byte | 0x20)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x7A).contains(byte | 0x20)
    }
}
