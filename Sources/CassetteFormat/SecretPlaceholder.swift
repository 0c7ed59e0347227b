/// What stands where a secret was taken out of a body: `{secret}` for the first secret of a recording, `{secret-2}` for the next
/// one, so that two secrets stay two.
public enum SecretPlaceholder {
    /// The first secret's, and that of one that has no number.
    static let plain = Array("{secret}".utf8)
    /// What all secrets share that came after those with a number.
    static let shared = Array("{secret-other}".utf8)

    /// The placeholder of a secret by its number, from 1.
    static func numbered(_ number: Int) -> [UInt8] {
        number == 1 ? plain : Array("{secret-\(number)}".utf8)
    }

    /// The first placeholder in some bytes; `nil` where there is none.
    public static func first(in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        var rest = bytes
        while let open = rest.firstIndex(of: UInt8(ascii: "{")) {
            if let end = end(of: bytes[open...]) { return open..<end }
            rest = bytes[(open + 1)...]
        }
        return nil
    }

    /// Whether some bytes are a placeholder and nothing else.
    public static func isOne(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes.prefix(longest + 1))
        return end(of: bytes[...]) == bytes.count
    }

    /// The highest number of a placeholder in some bytes; 0 where there is none.
    static func highestNumber(in bytes: [UInt8]) -> Int {
        var (highest, rest) = (0, bytes[...])
        while let range = first(in: rest) {
            let digits = bytes[range].drop { !isDigit($0) }.prefix(while: isDigit)
            highest = max(highest, Int(String(decoding: digits, as: UTF8.self)) ?? 1)
            rest = bytes[range.upperBound...]
        }
        return highest
    }

    /// Some bytes with something else in the place of each placeholder.
    ///
    /// - Parameter change: gets a placeholder; `nil` leaves it.
    public static func replaced(in bytes: [UInt8], by change: (ArraySlice<UInt8>) -> [UInt8]?) -> [UInt8] {
        var (result, rest): ([UInt8], ArraySlice<UInt8>) = ([], bytes[...])
        while let range = first(in: rest) {
            result += rest[..<range.lowerBound]
            result += change(rest[range]) ?? Array(rest[range])
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    /// A text with all its placeholders alike, for who compares what two recordings say of a secret.
    public static func unnumbered(_ text: String) -> String {
        if !text.utf8.contains(UInt8(ascii: "{")) { return text }
        return String(decoding: replaced(in: Array(text.utf8)) { _ in plain }, as: UTF8.self)
    }

    private static let longest = 16

    /// Where a placeholder ends that begins here; `nil` where none does.
    private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
        let name = bytes.prefix(7)
        guard name.elementsEqual("{secret".utf8) else { return nil }
        var rest = bytes[name.endIndex...]
        if rest.first == UInt8(ascii: "-") {
            rest = rest.dropFirst()
            let number = rest.prefix(while: isDigit)
            let word = number.isEmpty ? rest.prefix { $0 != UInt8(ascii: "}") } : number
            guard (1...6).contains(number.count) || word.elementsEqual("other".utf8) else { return nil }
            rest = rest[word.endIndex...]
        }
        return rest.first == UInt8(ascii: "}") ? rest.startIndex + 1 : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }
}
