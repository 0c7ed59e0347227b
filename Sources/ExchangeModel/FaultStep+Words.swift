extension FaultStep: CustomStringConvertible {
    /// The words that ``init(word:)`` reads, for messages and help.
    public static let forms = """
        reset, reset:head, reset:after-head, reset:body, reset:BYTES, reset-body:BYTES, close, hang, cut, cut:BYTES, \
        cut-chunk, stall, stall:BYTES, late:MILLISECONDS, slow:BYTES:MILLISECONDS, garbage, garbage:TEXT, throttling, \
        error:CODE, error:CODE:STATUS, STATUS, STATUS:html, type:MEDIA/TYPE, redirect, redirect:URL, repeated-headers, \
        odd-headers, certificate:expired, certificate:other-name, certificate:unknown, ok
        """

    /// Where a redirect leads that names no place: a name that never resolves (RFC 2606, section 2).
    private static let nowhere = "https://redirected.invalid/"
    private static let noise = "\u{1}\u{2} this is not HTTP\r\n"

    /// Reads one word; `nil` for what names no fault.
    ///
    /// In TEXT and URL a comma, a star or a line break is written as a percent sign and two hexadecimal digits, as in URLs.
    public init?(word: String) {
        let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let rest = parts.count > 1 ? parts[1] : nil
        let numbers = (rest ?? "").split(separator: ":", omittingEmptySubsequences: false).map { Self.number($0) ?? -1 }
        let number = numbers.count == 1 && numbers[0] >= 0 ? numbers[0] : nil
        switch (parts[0], rest) {
        case ("ok", nil): self = .none
        case ("reset", nil): self = .wire(.reset)
        case ("close", nil): self = .wire(.close)
        case ("hang", nil): self = .wire(.hang)
        case ("cut", nil): self = .cut
        case ("cut-chunk", nil): self = .cutChunk
        case ("stall", nil): self = .stall
        case ("garbage", nil): self = .wire(.garbage(Array(Self.noise.utf8)))
        case ("throttling", nil): self = .error(code: "ThrottlingException", status: 400)
        case ("redirect", nil): self = .redirect(location: Self.nowhere)
        case ("repeated-headers", nil): self = .repeatedHeaders
        case ("odd-headers", nil): self = .oddHeaders
        case ("garbage", let text?):
            guard !text.utf8.contains(where: { "\r\n".utf8.contains($0) }) else { return nil }
            self = .wire(.garbage(PercentText.decoded(text)))
        case ("redirect", let url?):
            guard !url.contains("*"),
                let location = String(validating: PercentText.decoded(url, only: ",*"), as: UTF8.self),
                location.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !location.isEmpty
            else { return nil }
            self = .redirect(location: location)
        case ("reset", let place?):
            if let place = ResetPlace(rawValue: place) {
                self = .reset(place)
            } else if let number {
                self = .wire(.resetWithin(at: number))
            } else {
                return nil
            }
        case ("error", let code?): self.init(error: code)
        case ("type", let type?):
            guard type.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x2A }), type.contains("/") else {
                return nil
            }
            self = .mediaType(type)
        case ("certificate", let what?):
            guard let what = BadCertificate(rawValue: what) else { return nil }
            self = .certificate(what)
        case ("slow", _?) where numbers.count == 2 && numbers[0] > 0 && numbers[1] >= 0:
            self = .wire(.slowBody(bytes: numbers[0], every: numbers[1]))
        case ("status", let status?): self.init(status: status)
        case (_, _?) where number != nil && ["cut", "stall", "reset-body", "late"].contains(parts[0]):
            self.init(parts[0], number ?? 0)
        default: self.init(status: word)
        }
    }

    private init(_ name: String, _ number: Int) {
        switch name {
        case "cut": self = .wire(.cutBody(at: number))
        case "stall": self = .wire(.stallBody(at: number))
        case "reset-body": self = .wire(.resetBody(at: number))
        default: self = .late(milliseconds: number)
        }
    }

    /// `CODE` or `CODE:STATUS`.
    private init?(error text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let status = parts.count == 2 ? Self.number(parts[1]) : Self.usualStatus(parts[0])
        guard parts.count <= 2, let status, (400..<600).contains(status), !parts[0].isEmpty,
            parts[0].utf8.allSatisfy(\.isLetterOrDigit)
        else { return nil }
        self = .error(code: String(parts[0]), status: status)
    }

    /// `503` or `503:html`.
    private init?(status text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let status = Self.number(parts[0]), (200..<600).contains(status), parts.count == 1 || parts[1] == "html",
            parts.count <= 2
        else { return nil }
        self = .status(status, isPage: parts.count == 2)
    }

    /// The model marks the internal error as the service's fault, 500; the others are the client's.
    private static func usualStatus(_ code: Substring) -> Int {
        code.hasPrefix("Internal") ? 500 : 400
    }

    /// The largest number of a fault, which can be waited for and counted to.
    public static let largestNumber = 999_999_999

    /// A number in digits alone, without a needless nought, of at most ``largestNumber``.
    public static func number(_ text: Substring) -> Int? {
        guard text == "0" || text.utf8.first != 0x30, !text.isEmpty, text.utf8.count <= 9,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(text)
    }

    /// The form of ``FaultScript/init(words:)`` as a regular expression, for descriptions that other programs read: all that
    /// is read but for a ``FaultScript/limit``, which no such expression can count to.
    public static let pattern: String = {
        let number = "(0|[1-9][0-9]{0,8})"
        // Printable ASCII, but for a star and a comma.
        let (text, url) = ("[ -)+./0-~-]", "[!-)+./0-~-]")
        let word = [
            "ok", "reset(:(head|after-head|body|\(number)))?", "close", "hang", "(cut|stall)(:\(number))?", "cut-chunk",
            "(reset-body|late):\(number)", "slow:[1-9][0-9]{0,8}:\(number)", "garbage(:[^,\\r\\n]*)?", "throttling",
            "error:[A-Za-z0-9]+(:[45][0-9][0-9])?", "(status:)?[2-5][0-9][0-9](:html)?",
            "type:\(text)*/\(text)*", "redirect(:\(url)+)?", "repeated-headers", "odd-headers",
            "certificate:(\(BadCertificate.allCases.map(\.rawValue).joined(separator: "|")))",
        ].joined(separator: "|")
        let words = "(\(word))([*]([1-9][0-9]{0,3}|10000))?"
        return "\(words)(,\(words))*"
    }()

    public var description: String {
        switch self {
        case .none: "ok"
        case .wire(let fault): Self.word(fault)
        case .reset(let place): "reset:\(place.rawValue)"
        case .cut: "cut"
        case .cutChunk: "cut-chunk"
        case .stall: "stall"
        case .late(let time): "late:\(time)"
        case .error("ThrottlingException", 400): "throttling"
        case .error(let code, let status):
            status == Self.usualStatus(code[...]) ? "error:\(code)" : "error:\(code):\(status)"
        case .status(let status, let isPage): isPage ? "\(status):html" : "\(status)"
        case .mediaType(let type): "type:\(type)"
        case .redirect(Self.nowhere): "redirect"
        case .redirect(let location): "redirect:\(location.replacing(",", with: "%2C").replacing("*", with: "%2A"))"
        case .repeatedHeaders: "repeated-headers"
        case .oddHeaders: "odd-headers"
        case .certificate(let what): "certificate:\(what.rawValue)"
        }
    }

    private static func word(_ fault: Fault) -> String {
        switch fault {
        case .reset: "reset"
        case .resetWithin(let at): "reset:\(at)"
        case .close: "close"
        case .hang: "hang"
        case .cutBody(let at): "cut:\(at)"
        case .resetBody(let at): "reset-body:\(at)"
        case .stallBody(let at): "stall:\(at)"
        case .slowBody(let bytes, let pause): "slow:\(bytes):\(pause)"
        case .garbage(let bytes):
            bytes == Array(noise.utf8) ? "garbage" : "garbage:\(PercentText.encoded(bytes))"
        }
    }
}

/// Bytes as text in which some stand as a percent sign and two hexadecimal digits (RFC 3986, section 2.1).
enum PercentText {
    /// The bytes of a text. A percent sign that no two digits follow stands for itself.
    ///
    /// - Parameter only: the characters that are decoded; any by default.
    static func decoded(_ text: String, only: String? = nil) -> [UInt8] {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = digit(bytes[index + 1]),
                let low = digit(bytes[index + 2]), only?.utf8.contains(high << 4 | low) ?? true
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// A text of printable ASCII that ``decoded(_:only:)`` makes the same bytes of.
    static func encoded(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in bytes {
            if (0x20...0x7E).contains(byte), !"%,*".utf8.contains(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
