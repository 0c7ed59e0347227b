import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckJSONText

/// Values, and what stands in their place.
///
/// A text value is replaced where a rule names its place, and in other texts where it stands as a word of its own: next to no
/// letter, digit, `-` or `_`. An account, a region and a partition are replaced within ARNs only, where nothing else can be meant.
/// All are replaced in one pass, so two values may change places.
struct TextFitting: Sendable {
    private var whole: [Bindings.Found: String] = [:]
    private var words: [ArraySlice<UInt8>: [UInt8]] = [:]
    /// By the member that a rule's place is in: what stood there, and what stands in its place.
    private var ofPlaces: [String: [String: String]] = [:]
    /// Whether its values are masked.
    fileprivate private(set) var isMask = false
    /// Names of connections that nothing says.
    private var maskedNames: [String: String] = [:]
    /// Those that are not made of letters, digits, `-` and `_` alone, the longest first.
    private var phrases: [(from: [UInt8], to: [UInt8])] = []
    /// Whether any value has another one in its place.
    private(set) var changesAnything = false
    /// Whether any region has.
    private(set) var changesRegions = false

    /// Adds a pair.
    mutating func add(_ kind: Bindings.Kind, _ from: String, _ to: String) {
        whole[Bindings.Found(kind: kind, text: from)] = to
        if from != to {
            changesAnything = true
            if kind == .region { changesRegions = true }
        }
        guard case .text(let rule) = kind else { return }
        if case .place = rule, let member = rule.member {
            ofPlaces[member, default: [:]][from] = to
        }
        let (old, new) = (Array(from.utf8), Array(to.utf8))
        guard old.allSatisfy(Self.isWord) else {
            let place = phrases.firstIndex { $0.from.count < old.count } ?? phrases.count
            return phrases.insert((old, new), at: place)
        }
        // Where a word may be two values it is a connection's name, which stands in ARNs and messages.
        if words[old[...]] == nil || rule == .member("ConnectionName") { words[old[...]] = new }
    }

    /// Makes a value at its own places and in ARNs one that nothing says.
    ///
    /// - Parameter said: what the client says where it means the value.
    mutating func mask(_ value: Bindings.Found, saidAs said: String) {
        if value.text == said { return }
        isMask = true
        let masked = "\(value.text) (recorded; \(said) here)"
        whole[value] = masked
        if value.member == "ConnectionName" { maskedNames[value.text] = masked }
        changesAnything = true
    }

    /// What stands in the place of a connection's name in its ARN.
    fileprivate func name(_ word: ArraySlice<UInt8>) -> [UInt8]? {
        let text = String(decoding: word, as: UTF8.self)
        let own = self[.text(.member("ConnectionName")), text]
        return own.map { Array($0.utf8) } ?? self.word(word) ?? maskedNames[text].map { Array($0.utf8) }
    }

    /// What stands in the place of a whole value.
    subscript(kind: Bindings.Kind, text: String) -> String? {
        whole[Bindings.Found(kind: kind, text: text)]
    }

    /// What stands in the place of a whole value of a member, as a rule says for a place in a member of that name.
    fileprivate func value(_ text: String, placedIn member: String) -> String? {
        ofPlaces[member]?[text]
    }

    fileprivate func word(_ word: ArraySlice<UInt8>) -> [UInt8]? {
        words[word]
    }

    fileprivate func phrase(in bytes: [UInt8], at index: Int) -> (from: [UInt8], to: [UInt8])? {
        phrases.first { phrase in
            let end = index + phrase.from.count
            return bytes[index...].starts(with: phrase.from) && (end == bytes.count || !Self.isWord(bytes[end]))
        }
    }

    fileprivate var hasPhrases: Bool {
        !phrases.isEmpty
    }

    fileprivate static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: byte >= 0x80
        }
    }
}

/// Replaces values by one set of pairs after the other: the first that knows a value says what stands in its place.
struct TextFitter {
    private let layers: [TextFitting]

    init(_ layers: TextFitting...) {
        self.layers = layers.filter(\.changesAnything).isEmpty ? [] : layers
    }

    /// Whether all stays as it is.
    var isIdle: Bool {
        layers.isEmpty
    }

    /// Whether any region has another one in its place.
    var changesRegions: Bool {
        layers.contains(where: \.changesRegions)
    }

    /// What stands in the place of a whole value.
    subscript(kind: Bindings.Kind, text: String) -> String? {
        value(kind, text, isMasked: true)
    }

    /// - Parameter isMasked: whether a value that nothing says here is one.
    fileprivate func value(_ kind: Bindings.Kind, _ text: String, isMasked: Bool) -> String? {
        layers.lazy.compactMap { $0.isMask && !isMasked ? nil : $0[kind, text] }.first
    }

    /// A value with everything replaced.
    ///
    /// - Parameters:
    ///   - rules: whose places are looked at.
    ///   - everywhere: whether words are replaced in other texts than those at the places and ARNs, too.
    func fit(_ value: JSONValue, _ rules: [BindRule], everywhere: Bool) -> JSONValue {
        let pointers = rules.compactMap { rule in
            if case .place(let pointer) = rule { (rule, pointer) } else { nil }
        }
        return value.mapTexts { text, member, place in
            for (rule, pointer) in pointers where pointer == place {
                if let fitted = self[.text(rule), text] { return fitted }
            }
            return fit(text, of: member, everywhere: everywhere)
        }
    }

    /// A text as it stands as the value of a member.
    private func fit(_ text: String, of member: String, everywhere: Bool = true) -> String {
        if let fitted = self[.text(.member(member)), text] { return fitted }
        if everywhere, let fitted = layers.lazy.compactMap({ $0.value(text, placedIn: member) }).first { return fitted }
        guard everywhere ? !Self.isOfTheModel(text, member) : text.hasPrefix("arn:") else { return text }
        let bytes = Array(text.utf8)
        let fitted = words(bytes)
        return fitted == bytes ? text : String(decoding: fitted, as: UTF8.self)
    }

    /// Whether a value is one that the model knows at its place, so that it is not what a client made up.
    private static func isOfTheModel(_ text: String, _ member: String) -> Bool {
        switch member {
        case "ProviderType": ProviderType.known.contains(text)
        case "Status": ConnectionStatus.known.contains(text)
        default: false
        }
    }

    /// A text that is JSON with everything replaced in its strings, each other byte as it is; any other text by its words alone.
    func fit(_ bytes: [UInt8]) -> [UInt8] {
        let isJSON = bytes.beginsAsJSON
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        var member = ""
        var index = 0
        while index < bytes.count {
            let start = index
            guard bytes[index] == UInt8(ascii: "\""), let end = Self.endOfString(bytes, at: index) else {
                index = bytes[(index + 1)...].firstIndex(of: UInt8(ascii: "\"")) ?? bytes.count
                // A number, true, false and null are never what a client calls something.
                result += isJSON ? Array(bytes[start..<index]) : words(Array(bytes[start..<index]))
                continue
            }
            index = end
            let token = bytes[start..<end]
            let isEscaped = token.contains(UInt8(ascii: "\\"))
            let text =
                (isEscaped ? (try? JSONParser.parse(token))?.string : nil)
                ?? String(decoding: token.dropFirst().dropLast(), as: UTF8.self)
            if bytes[end...].first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: ":") {
                // The name of a member is never a value.
                member = text
                result += token
                continue
            }
            let fitted = fit(text, of: member)
            result += fitted == text ? Array(token) : JSONValue.string(fitted).bytes(.compact)
        }
        return result
    }

    /// A text with words and ARNs replaced.
    private func words(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        let hasPhrases = layers.contains(where: \.hasPhrases)
        var index = 0
        while index < bytes.count {
            if index > 0, TextFitting.isWord(bytes[index - 1]) == TextFitting.isWord(bytes[index]), !hasPhrases {
                result.append(bytes[index])
                index += 1
                continue
            }
            let begins = index == 0 || !TextFitting.isWord(bytes[index - 1])
            if begins, let arn = ARNHead(bytes, at: index) {
                result += arn.fitted(self) + bytes[arn.end..<arn.resource]
                index = arn.resource
                let name = bytes[index...].prefix(while: TextFitting.isWord)
                if index > arn.end, let fitted = layers.lazy.compactMap({ $0.name(name) }).first {
                    result += fitted
                    index = name.endIndex
                }
                continue
            }
            if begins, let phrase = layers.lazy.compactMap({ $0.phrase(in: bytes, at: index) }).first {
                result += phrase.to
                index += phrase.from.count
                continue
            }
            let word = bytes[index...].prefix(while: TextFitting.isWord)
            if begins, !word.isEmpty {
                result += layers.lazy.compactMap { $0.word(word) }.first ?? Array(word)
                index = word.endIndex
                continue
            }
            result.append(bytes[index])
            index += 1
        }
        return result
    }

    /// Where a string of JSON ends that begins here; `nil` where it doesn't.
    private static func endOfString(_ bytes: [UInt8], at start: Int) -> Int? {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index < bytes.count ? index + 1 : nil
    }
}

extension [UInt8] {
    /// Whether a body is taken for JSON: one that was cut off is that as far as it goes.
    var beginsAsJSON: Bool {
        first { !" \t\r\n".utf8.contains($0) }.map { "{[".utf8.contains($0) } ?? false
    }
}

/// The beginning of an ARN in a text: `arn:PARTITION:SERVICE:REGION:ACCOUNT`, the account twelve digits.
struct ARNHead {
    let partition: String
    let service: String
    let region: String
    let account: String
    /// Where it ends.
    let end: Int
    /// Where what it names begins: behind the word `connection`, which is the ARN's own, else at the end.
    let resource: Int

    init?(_ bytes: [UInt8], at index: Int) {
        guard bytes[index] == UInt8(ascii: "a"), bytes[index...].starts(with: "arn:aws".utf8) else { return nil }
        var parts: [String] = []
        var start = index + 4
        while parts.count < 3 {
            guard let colon = bytes[start...].prefix(64).firstIndex(of: 0x3A) else { return nil }
            parts.append(String(decoding: bytes[start..<colon], as: UTF8.self))
            start = colon + 1
        }
        let account = bytes[start...].prefix(12)
        guard account.count == 12, account.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        (partition, service, region) = (parts[0], parts[1], parts[2])
        self.account = String(decoding: account, as: UTF8.self)
        end = start + 12
        let kind = ":connection/".utf8
        resource = bytes[end...].starts(with: kind) ? end + kind.count : end
    }

    /// The head of every ARN in a text.
    static func all(in bytes: [UInt8]) -> [ARNHead] {
        bytes.indices.compactMap { index in
            guard bytes[index] == UInt8(ascii: "a"), index == 0 || !TextFitting.isWord(bytes[index - 1]) else {
                return nil
            }
            return ARNHead(bytes, at: index)
        }
    }

    fileprivate func fitted(_ fitter: TextFitter) -> [UInt8] {
        // In an ARN of another service a recorded account may be meant as it stands.
        func fitted(_ kind: Bindings.Kind, _ text: String) -> String {
            fitter.value(kind, text, isMasked: service == "apprunner") ?? text
        }
        let parts = [fitted(.partition, partition), service, fitted(.region, region), fitted(.account, account)]
        return Array("arn:\(parts.joined(separator: ":"))".utf8)
    }
}

extension JSONValue {
    /// This value with another text in the place of each.
    ///
    /// - Parameter change: gets the text, the name of the member that it stands in, if only within an array, and its place.
    func mapTexts(_ change: (_ text: String, _ member: String, _ place: JSONPointer) -> String) -> JSONValue {
        mapTexts(member: "", at: JSONPointer(steps: []), change)
    }

    private func mapTexts(
        member: String, at place: JSONPointer, _ change: (String, String, JSONPointer) -> String
    ) -> JSONValue {
        switch self {
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { name, value in
                        (name, value.mapTexts(member: name, at: place.appending(name), change))
                    }))
        case .array(let items):
            .array(
                items.enumerated().map { number, item in
                    item.mapTexts(member: member, at: place.appending(String(number)), change)
                })
        case .string(let text): .string(change(text, member, place))
        default: self
        }
    }
}
