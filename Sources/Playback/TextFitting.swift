import TapedeckCassetteFormat
import TapedeckJSONText

/// Puts values in the place of others in a text that is JSON, and leaves every other byte as it is.
///
/// A text value is replaced where it stands as a word of its own: next to no letter, digit, `-` or `_`. An account, a region
/// and a partition are replaced within ARNs only, where nothing else can be meant. All are replaced in one pass, so two values may
/// change places.
struct TextFitting {
    private struct Word {
        let from: [UInt8]
        let to: [UInt8]
    }

    private var words: [Word] = []
    private var accounts: [[UInt8]: [UInt8]] = [:]
    private var regions: [[UInt8]: [UInt8]] = [:]
    private var partitions: [[UInt8]: [UInt8]] = [:]

    /// Takes pairs: what is replaced, and by what.
    init(_ pairs: [(kind: Bindings.Kind, from: String, to: String)]) {
        for (kind, from, to) in pairs {
            let (old, new) = (Self.inJSON(from), Self.inJSON(to))
            switch kind {
            case .text: words.append(Word(from: old, to: new))
            case .account: accounts[old] = new
            case .region: regions[old] = new
            case .partition: partitions[old] = new
            }
        }
        // Of two values that begin alike the longer one is meant where it stands.
        words.sort { $0.from.count > $1.from.count }
    }

    /// The text with everything replaced.
    func fit(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        var index = 0
        while index < bytes.count {
            // The name of a member is never a value.
            if bytes[index] == UInt8(ascii: "\""), let end = Self.endOfName(bytes, at: index) {
                result += bytes[index..<end]
                index = end
                continue
            }
            let begins = index == 0 || !Self.isWord(bytes[index - 1])
            if begins, let arn = ARNHead(bytes, at: index) {
                result += "arn:".utf8
                result += partitions[arn.partition] ?? arn.partition
                result += [0x3A] + arn.service + [0x3A]
                result += regions[arn.region] ?? arn.region
                result += [0x3A] + (accounts[arn.account] ?? arn.account)
                index = arn.end
                continue
            }
            if begins, let word = words.first(where: { Self.stands($0.from, in: bytes, at: index) }) {
                result += word.to
                index += word.from.count
                continue
            }
            result.append(bytes[index])
            index += 1
        }
        return result
    }

    /// Partition, region and account of every ARN in a text.
    static func places(inARNsOf bytes: [UInt8]) -> [(partition: String, region: String, account: String)] {
        bytes.indices.compactMap { index in
            guard bytes[index] == UInt8(ascii: "a"), index == 0 || !isWord(bytes[index - 1]) else { return nil }
            return ARNHead(bytes, at: index).map {
                (
                    String(decoding: $0.partition, as: UTF8.self), String(decoding: $0.region, as: UTF8.self),
                    String(decoding: $0.account, as: UTF8.self)
                )
            }
        }
    }

    /// Where the name of a member ends that begins here: a string that a colon follows; `nil` for anything else.
    private static func endOfName(_ bytes: [UInt8], at start: Int) -> Int? {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < bytes.count else { return nil }
        let colon = bytes[(index + 1)...].first { !" \t\r\n".utf8.contains($0) }
        return colon == UInt8(ascii: ":") ? index + 1 : nil
    }

    private static func stands(_ word: [UInt8], in bytes: [UInt8], at index: Int) -> Bool {
        guard bytes[index] == word.first, bytes.count - index >= word.count,
            bytes[index..<(index + word.count)].elementsEqual(word)
        else { return false }
        let end = index + word.count
        return end == bytes.count || !isWord(bytes[end])
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: byte >= 0x80
        }
    }

    /// A text as it stands between the quotes of JSON.
    private static func inJSON(_ text: String) -> [UInt8] {
        Array(JSONValue.string(text).bytes(.compact).dropFirst().dropLast())
    }
}

/// The beginning of an ARN in a text: `arn:PARTITION:SERVICE:REGION:ACCOUNT`, the account twelve digits.
private struct ARNHead {
    let partition: [UInt8]
    let service: [UInt8]
    let region: [UInt8]
    let account: [UInt8]
    let end: Int

    init?(_ bytes: [UInt8], at index: Int) {
        guard bytes[index] == UInt8(ascii: "a"), bytes[index...].starts(with: "arn:aws".utf8) else { return nil }
        var parts: [[UInt8]] = []
        var start = index + 4
        while parts.count < 3 {
            guard let colon = bytes[start...].prefix(64).firstIndex(of: 0x3A) else { return nil }
            parts.append(Array(bytes[start..<colon]))
            start = colon + 1
        }
        let account = bytes[start...].prefix(12)
        guard account.count == 12, account.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        (partition, service, region) = (parts[0], parts[1], parts[2])
        self.account = Array(account)
        end = start + 12
    }
}
