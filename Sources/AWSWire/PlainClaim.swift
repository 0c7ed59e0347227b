public import TapedeckExchangeModel

/// Who signed a plain request, read off its bytes: what ``SignatureClaim`` says of it, where the signature is written as AWS's
/// SDKs write it and nothing is wrong with its form.
///
/// The pointers are good for as long as the request's bytes are looked at.
public struct PlainClaim {
    /// The access key's id.
    public let accessKeyID: UnsafeRawBufferPointer
    /// The region of the scope.
    public let region: UnsafeRawBufferPointer

    /// Reads the claim of a request with these fields; `nil` where ``SignatureClaim`` has to look at it.
    public init?(_ fields: [PlainRequest.Field], service: StaticString) {
        guard let header = fields.first(where: { $0.isNamed("authorization") })?.value,
            let date = fields.first(where: { $0.isNamed("x-amz-date") })?.value, Self.isDate(date)
        else { return nil }
        var reader = Reader(bytes: header)
        guard reader.word("AWS4-HMAC-SHA256 Credential="), let key = reader.part(upTo: "/"),
            let day = reader.part(upTo: "/"), let region = reader.part(upTo: "/"),
            let name = reader.part(upTo: "/"), reader.word("aws4_request,"), reader.space(),
            reader.word("SignedHeaders="), let names = reader.part(upTo: ","), reader.space(),
            reader.word("Signature="), reader.isSignature
        else { return nil }
        // The day of an instant that is written with seconds below 60 is the one that stands there.
        guard day.elementsEqual(date.prefix(8)), Self.holds(name, service), Self.areSigned(names, fields) else {
            return nil
        }
        (accessKeyID, self.region) = (key, region)
    }

    private static func holds(_ bytes: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        bytes.count == word.utf8CodeUnitCount
            && bytes.elementsEqual(UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// Whether this is a time such as `20201103T003251Z` on a day that every month has.
    private static func isDate(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count == 16, text[8] == UInt8(ascii: "T"), text[15] == UInt8(ascii: "Z") else { return false }
        func number(_ place: Int) -> Int {
            let (tens, ones) = (text[place], text[place + 1])
            guard (0x30...0x39).contains(tens), (0x30...0x39).contains(ones) else { return 100 }
            return Int(tens - 0x30) * 10 + Int(ones - 0x30)
        }
        return number(0) < 100 && number(2) < 100 && (1...12).contains(number(4)) && (1...28).contains(number(6))
            && number(9) < 24 && number(11) < 60 && number(13) < 60
    }

    /// Whether names in lower case are those of fields that were sent, the host and the date among them.
    private static func areSigned(_ names: UnsafeRawBufferPointer, _ fields: [PlainRequest.Field]) -> Bool {
        var reader = Reader(bytes: names)
        var (signsHost, signsDate) = (false, false)
        while let name = reader.part(upTo: ";") ?? reader.rest {
            guard !name.isEmpty, !name.contains(where: { (0x41...0x5A).contains($0) || $0 >= 0x80 }),
                fields.contains(where: { isSame($0.name, name) })
            else { return false }
            signsHost = signsHost || holds(name, "host")
            signsDate = signsDate || holds(name, "x-amz-date")
        }
        return signsHost && signsDate
    }

    /// Whether a field's name is this one, which is in lower case.
    private static func isSame(_ sent: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer) -> Bool {
        guard sent.count == name.count else { return false }
        for (index, byte) in sent.enumerated() {
            guard ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == name[index] else { return false }
        }
        return true
    }

    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        var position = 0

        mutating func word(_ word: StaticString) -> Bool {
            guard position + word.utf8CodeUnitCount <= bytes.count else { return false }
            for offset in 0..<word.utf8CodeUnitCount where bytes[position + offset] != word.utf8Start[offset] {
                return false
            }
            position += word.utf8CodeUnitCount
            return true
        }

        /// Steps over spaces, of which there may be none.
        mutating func space() -> Bool {
            while position < bytes.count, bytes[position] == 0x20 { position += 1 }
            return true
        }

        /// What stands before a mark, without spaces and commas in it.
        mutating func part(upTo mark: Unicode.Scalar) -> UnsafeRawBufferPointer? {
            var end = position
            while end < bytes.count, bytes[end] != UInt8(ascii: mark) {
                guard bytes[end] != 0x20, bytes[end] != UInt8(ascii: ",") else { return nil }
                end += 1
            }
            guard end < bytes.count else { return nil }
            defer { position = end + 1 }
            return UnsafeRawBufferPointer(rebasing: bytes[position..<end])
        }

        /// What is left, where something is.
        var rest: UnsafeRawBufferPointer? {
            mutating get {
                guard position < bytes.count else { return nil }
                defer { position = bytes.count }
                return UnsafeRawBufferPointer(rebasing: bytes[position...])
            }
        }

        /// Whether 64 digits of a signature are all that is left.
        var isSignature: Bool {
            bytes.count - position == 64
                && bytes[position...].allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        }
    }
}
