import TapedeckAWSWire
import TapedeckClientModel
import TapedeckJSONText
import TapedeckPythonText

/// A time of an output as `iso8601` shows it, such as `2020-11-02T19:32:51.500000-05:00`.
///
/// A number is shown in the machine's zone; a text keeps the zone it was written with.
struct OutputTime: Sendable {
    private var fields: Instant
    private var microseconds: Int
    /// Seconds east; `nil` for a time without a zone.
    private var offset: Int?

    /// The text for what a service sent: seconds since 1970, as number or text, an ISO 8601 or HTTP date.
    ///
    /// - Throws: status 255 for anything else.
    static func text(_ value: JSONValue, utcOffset: (Instant) -> Int) throws(ClientError) -> String {
        let time: OutputTime?
        switch value {
        case .number(let number): time = OutputTime(seconds: number.double, utcOffset: utcOffset)
        case .bool(let bool): time = OutputTime(seconds: bool ? 1 : 0, utcOffset: utcOffset)
        case .string(let text): time = OutputTime(text, utcOffset: utcOffset)
        case .null, .array, .object: time = nil
        }
        guard let time else {
            let shown = PythonText.string(value)
            throw ClientError(.general, message: "Invalid timestamp \"\(shown)\": Unknown string format: \(shown)")
        }
        return time.description
    }

    private init?(seconds: Double, utcOffset: (Instant) -> Int) {
        guard seconds.magnitude < 400_000_000_000 else { return nil }
        var whole = seconds.rounded(.down)
        var microseconds = ((seconds - whole) * 1_000_000).rounded(.toNearestOrEven)
        if microseconds >= 1_000_000 {
            whole += 1
            microseconds -= 1_000_000
        }
        let offset = utcOffset(Instant(seconds: Int64(whole)))
        self.fields = Instant(seconds: Int64(whole) + Int64(offset))
        self.microseconds = Int(microseconds)
        self.offset = offset
        guard (1...9999).contains(fields.fields.year) else { return nil }
    }

    private init?(_ text: String, utcOffset: (Instant) -> Int) {
        let isPlain = text.utf8.allSatisfy { $0 < 0x3A || $0 | 0x20 == 0x65 }
        if isPlain, let seconds = Double(text) {
            self.init(seconds: seconds, utcOffset: utcOffset)
        } else if let time = OutputTime(iso8601: text) ?? OutputTime(httpDate: text) {
            self = time
        } else if let instant = Instant(basicFormat: text) {
            self.init(instant, offset: 0)
        } else {
            return nil
        }
    }

    private init(_ fields: Instant, microseconds: Int = 0, offset: Int?) {
        self.fields = fields
        self.microseconds = microseconds
        self.offset = offset
    }

    private init?(iso8601 text: String) {
        if text.utf8.count == 10, let day = Instant(iso8601: text + "T00:00:00") {
            self.init(day, offset: nil)
            return
        }
        let head = text.utf8.prefix(19)
        guard head.count == 19, let fields = Instant(iso8601: String(decoding: head, as: UTF8.self)) else { return nil }
        var rest = Array(text.utf8.dropFirst(19))[...]
        var microseconds = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            let padded = (Array(digits) + Array(repeating: 0x30, count: 6)).prefix(6)
            microseconds = padded.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let zone = OutputTime.zone(rest) else { return nil }
        self.init(fields, microseconds: microseconds, offset: zone.offset)
    }

    private static func zone(_ text: ArraySlice<UInt8>) -> (offset: Int?, Void)? {
        guard let sign = text.first else { return (nil, ()) }
        if Array(text) == [UInt8(ascii: "Z")] { return (0, ()) }
        let digits = text.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), digits.count == 2 || digits.count == 4,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        let numbers = digits.map { Int($0 - 0x30) }
        let hours = numbers[0] * 10 + numbers[1]
        let minutes = digits.count == 4 ? numbers[2] * 10 + numbers[3] : 0
        guard hours < 24, minutes < 60 else { return nil }
        return ((sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes) * 60, ())
    }

    /// `Tue, 03 Nov 2020 00:32:51 GMT`.
    private init?(httpDate text: String) {
        let words = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard words.count == 6, words[0].hasSuffix(","), words[5] == "GMT", let day = Int(words[1]),
            let month = months.firstIndex(of: String(words[2])), let year = Int(words[3])
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3,
            let fields = Instant(
                year: year, month: month + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2])
        else { return nil }
        self.init(fields, offset: 0)
    }
}

extension OutputTime: CustomStringConvertible {
    var description: String {
        let fraction = microseconds == 0 ? "" : "." + OutputTime.digits(microseconds, 6)
        return String(fields.iso8601().dropLast()) + fraction + (offset.map(OutputTime.zoneText) ?? "")
    }

    private static func zoneText(_ offset: Int) -> String {
        let seconds = Int(offset.magnitude)
        let text = (offset < 0 ? "-" : "+") + digits(seconds / 3600, 2) + ":" + digits(seconds / 60 % 60, 2)
        return seconds % 60 == 0 ? text : text + ":" + digits(seconds % 60, 2)
    }

    private static func digits(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
