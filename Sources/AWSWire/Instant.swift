/// A point in time on the proleptic Gregorian calendar, in milliseconds since 1970-01-01T00:00:00Z, and its spellings.
///
/// The formats are written by hand: the platform's formatters depend on locale and time zone and cost start-up time.
public struct Instant: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
    public var milliseconds: Int64

    /// Makes an instant from milliseconds since 1970.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Makes an instant from whole seconds since 1970.
    public init(seconds: Int64) {
        self.milliseconds = seconds * 1000
    }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The calendar fields of this instant in UTC.
    public var fields: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, weekday: Int) {
        let days = Int(seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400)
        let rest = Int(seconds) - days * 86400
        // Days to civil date, after Howard Hinnant's public-domain algorithm (chrono-Compatible Low-Level Date Algorithms).
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let weekday = ((days % 7) + 11) % 7  // 0 is Sunday; 1970-01-01 was a Thursday
        return (year, month, day, rest / 3600, rest / 60 % 60, rest % 60, weekday)
    }

    /// The instant of a date and time in UTC; `nil` where a field is out of its range.
    public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0)
    {
        guard (-9999...9999).contains(year), (1...12).contains(month),
            (1...Instant.daysIn(month: month, year: year)).contains(day), (0...23).contains(hour),
            (0...59).contains(minute), (0...60).contains(second), (0...999).contains(millisecond)
        else { return nil }
        let adjusted = month <= 2 ? year - 1 : year
        let era = (adjusted >= 0 ? adjusted : adjusted - 399) / 400
        let yearOfEra = adjusted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = days * 86400 + hour * 3600 + minute * 60 + second
        self.milliseconds = Int64(seconds) * 1000 + Int64(millisecond)
    }

    private static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Instant {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// `20201103T003251Z`, the form of `X-Amz-Date`.
    public var basicFormat: String {
        let f = fields
        return "\(pad(f.year, 4))\(pad(f.month))\(pad(f.day))T\(pad(f.hour))\(pad(f.minute))\(pad(f.second))Z"
    }

    /// `2020-11-03T00:32:51Z`, with milliseconds where asked for.
    public func iso8601(milliseconds showsMilliseconds: Bool = false) -> String {
        let f = fields
        let fraction = showsMilliseconds ? ".\(pad(Int(milliseconds - seconds * 1000), 3))" : ""
        return
            "\(pad(f.year, 4))-\(pad(f.month))-\(pad(f.day))T\(pad(f.hour)):\(pad(f.minute)):\(pad(f.second))\(fraction)Z"
    }

    /// `Tue, 03 Nov 2020 00:32:51 GMT`, the form of the `Date` header (RFC 9110, section 5.6.7).
    public var httpDate: String {
        let f = fields
        // Each response of the stand-in has one: its bytes are written, and no text is put together of others.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        func add(_ number: Int) {
            bytes.append(UInt8(truncatingIfNeeded: 0x30 + number / 10))
            bytes.append(UInt8(truncatingIfNeeded: 0x30 + number % 10))
        }
        bytes += Instant.weekdays[f.weekday].utf8
        bytes += ", ".utf8
        add(f.day)
        bytes.append(0x20)
        bytes += Instant.months[f.month - 1].utf8
        bytes.append(0x20)
        if (0...9999).contains(f.year) {
            add(f.year / 100)
            add(f.year % 100)
        } else {
            bytes += pad(f.year, 4).utf8
        }
        bytes.append(0x20)
        add(f.hour)
        bytes.append(0x3A)
        add(f.minute)
        bytes.append(0x3A)
        add(f.second)
        bytes += " GMT".utf8
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads `Tue, 03 Nov 2020 00:32:51 GMT`, the form in which `Date` is sent (RFC 9110, section 5.6.7). The weekday is not
    /// compared with the date.
    public init?(httpDate text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        guard bytes.count == 29, Instant.weekdays.contains(part(0..<3)), part(3..<5) == ", ",
            let month = Instant.months.firstIndex(of: part(8..<11)), [7, 11, 16].allSatisfy({ bytes[$0] == 0x20 }),
            bytes[19] == UInt8(ascii: ":"), bytes[22] == UInt8(ascii: ":"), part(25..<29) == " GMT",
            let day = number(bytes[5..<7]), let year = number(bytes[12..<16]), let hour = number(bytes[17..<19]),
            let minute = number(bytes[20..<22]), let second = number(bytes[23..<25])
        else { return nil }
        self.init(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    }

    /// Reads `20201103T003251Z`.
    public init?(basicFormat text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            let year = number(bytes[0..<4]), let month = number(bytes[4..<6]), let day = number(bytes[6..<8]),
            let hour = number(bytes[9..<11]), let minute = number(bytes[11..<13]), let second = number(bytes[13..<15])
        else { return nil }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    /// Reads `2020-11-03T00:32:51`, with a fraction of any length (kept to milliseconds) and `Z` or an offset such as
    /// `+02:00`; a time without either is taken as UTC.
    public init?(iso8601 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19])
        else { return nil }
        var rest = bytes[19...]
        var millisecond = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            millisecond = number(Array((digits + [0x30, 0x30]).prefix(3))[...]) ?? 0
            rest = rest.dropFirst(1 + digits.count)
        }
        guard
            let local = Instant(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second,
                millisecond: millisecond)
        else { return nil }
        guard let offset = Instant.offsetMinutes(rest) else { return nil }
        self.milliseconds = local.milliseconds - Int64(offset) * 60_000
    }

    private static func offsetMinutes(_ text: ArraySlice<UInt8>) -> Int? {
        let text = Array(text)
        if text.isEmpty || text == [UInt8(ascii: "Z")] { return 0 }
        let digits = text.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"), digits.count == 4,
            let hours = number(digits[..<2]), let minutes = number(digits[2...]), hours < 24, minutes < 60
        else { return nil }
        return (text[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }
}

private func pad(_ value: Int, _ width: Int = 2) -> String {
    let digits = String(value.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (value < 0 ? "-" : "") + zeros + digits
}

private func number(_ digits: some Collection<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
}
