/// A request as its bytes, of the plain kind that clients of AWS send: `POST / HTTP/1.1` with a length, whose connection
/// stays, and nothing that asks for more than an answer.
///
/// The pointers are good for as long as the bytes that it was found in are looked at.
public struct PlainRequest {
    /// The request's bytes, head and body.
    public let bytes: UnsafeRawBufferPointer
    /// The value of the first `X-Amz-Target`; empty where there is none.
    public let target: UnsafeRawBufferPointer
    /// The body.
    public let body: UnsafeRawBufferPointer

    /// What is at the beginning of some bytes.
    public enum Found {
        /// A plain request, all of it.
        case request(PlainRequest)
        /// The beginning of what may become one.
        case beginning
        /// Something else.
        case other
    }

    /// The longest that is taken: what is longer takes its time anyway.
    public static let limit = 64 << 10
    /// The most fields that are taken: HTTP's own handlers have a limit a little above, and a word for what is beyond it.
    static let fieldLimit = 128

    static var line: StaticString { "POST / HTTP/1.1\r\n" }

    /// Looks at the beginning of some bytes.
    public static func find(in bytes: UnsafeRawBufferPointer) -> Found {
        let start = line.utf8CodeUnitCount
        for offset in 0..<min(start, bytes.count) where bytes[offset] != line.utf8Start[offset] { return .other }
        guard start <= bytes.count else { return .beginning }
        var position = start
        var target: Range<Int>?
        var length: Int?
        var fields = 0
        while true {
            guard position < bytes.count else { return beginning(bytes) }
            if bytes[position] == 13 {
                guard position + 1 < bytes.count else { return beginning(bytes) }
                guard bytes[position + 1] == 10 else { return .other }
                position += 2
                break
            }
            fields += 1
            guard fields <= fieldLimit else { return .other }
            let name = position
            while position < bytes.count, isNameByte(bytes[position]) { position += 1 }
            guard position < bytes.count else { return beginning(bytes) }
            let nameEnd = position
            guard nameEnd > name, bytes[position] == UInt8(ascii: ":") else { return .other }
            position += 1
            while position < bytes.count, bytes[position] == 0x20 { position += 1 }
            let value = position
            position = endOfValue(bytes, from: position)
            guard position < bytes.count else { return beginning(bytes) }
            guard bytes[position] == 13 else { return .other }
            guard position + 1 < bytes.count else { return beginning(bytes) }
            guard bytes[position + 1] == 10 else { return .other }
            var valueEnd = position
            while valueEnd > value, bytes[valueEnd - 1] == 0x20 { valueEnd -= 1 }
            position += 2
            switch nameEnd - name {
            case 12 where target == nil && isName(bytes, name, "x-amz-target"): target = value..<valueEnd
            case 14 where isName(bytes, name, "content-length"):
                guard length == nil, let number = number(bytes, value..<valueEnd) else { return .other }
                length = number
            case 10 where isName(bytes, name, "connection"):
                guard valueEnd - value == 10, isName(bytes, value, "keep-alive") else { return .other }
            // These ask for more than an answer, or frame the body otherwise.
            case 6 where isName(bytes, name, "expect"), 7 where isName(bytes, name, "upgrade"),
                17 where isName(bytes, name, "transfer-encoding"):
                return .other
            default: break
            }
        }
        guard let length, position + length <= limit else { return .other }
        guard position + length <= bytes.count else { return .beginning }
        return .request(
            PlainRequest(
                bytes: part(bytes, 0..<(position + length)), target: part(bytes, target ?? 0..<0),
                body: part(bytes, position..<(position + length))))
    }

    private static func beginning(_ bytes: UnsafeRawBufferPointer) -> Found {
        bytes.count < limit ? .beginning : .other
    }

    private static func part(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    @inline(__always)
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }

    /// The first byte that is no visible ASCII and no space.
    @inline(__always)
    private static func endOfValue(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        while position + 8 <= bytes.count {
            // Eight at a time, as long as none of them is below 0x20, DEL, or above.
            let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let isDelete = word ^ (ones &* 0x7F)
            guard ((word &- ones &* 0x20) | word | ((isDelete &- ones) & ~isDelete)) & high == 0 else { break }
            position += 8
        }
        while position < bytes.count, (0x20..<0x7F).contains(bytes[position]) { position += 1 }
        return position
    }

    /// Whether a name, given in lower case, stands at a place in any case.
    @inline(__always)
    static func isName(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ name: StaticString) -> Bool {
        for offset in 0..<name.utf8CodeUnitCount {
            let byte = bytes[start + offset]
            guard ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == name.utf8Start[offset] else { return false }
        }
        return true
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        guard (1...7).contains(range.count) else { return nil }
        var number = 0
        for index in range {
            guard (0x30...0x39).contains(bytes[index]) else { return nil }
            number = number * 10 + Int(bytes[index] - 0x30)
        }
        return number
    }
}

extension PlainRequest {
    /// The request that was found in these bytes, as a value.
    public static func request(_ bytes: [UInt8]) -> Request {
        bytes.withUnsafeBytes { buffer -> Request in
            guard case .request(let plain) = find(in: buffer) else { return Request() }
            let head = bytes.prefix(plain.bytes.count - plain.body.count)
            // The first line is known, and the last one is empty.
            let fields = head.split(separator: 10).dropFirst().dropLast().map { line -> HeaderField in
                let name = line.prefix { $0 != UInt8(ascii: ":") }
                let value = line.dropFirst(name.count + 1).drop { $0 == 0x20 }.reversed()
                    .drop { $0 == 13 }.drop { $0 == 0x20 }.reversed()
                return HeaderField(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
            }
            return Request(headers: HeaderFields(fields), body: Array(plain.body))
        }
    }
}

/// A responder that knows its answers to some plain requests as the bytes that go over the wire.
public protocol WireResponder: ImmediateResponder {
    /// Whether it knows any answer so, now or later.
    var answersByBytes: Bool { get }

    /// The bytes that answer a request on a connection that then stays; `nil` where `immediateResponse(to:)` or
    /// `respond(to:)` has to be asked. They are what the plan of these would write. It must not block.
    func wireAnswer(to request: PlainRequest) -> ArraySlice<UInt8>?
}

extension WireResponder {
    public var asWire: (any WireResponder)? { self }
}
