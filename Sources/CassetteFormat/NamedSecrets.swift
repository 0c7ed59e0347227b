import TapedeckAWSWire

/// Values that are secrets by the name of what holds them: a member, a variable, a parameter, an element, or the other half of a pair
/// of a name and a value.
enum NamedSecrets {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// How a value is judged.
    enum Kind: Sendable {
        /// What a machine made: long, of the characters that base64 and URLs have.
        case generated
        /// What somebody chose or was given.
        case chosen
        /// What may be as short as anything.
        case password
        /// A user and a password in base64.
        case basic
    }

    private static let ofKinds: [(Kind, [String])] = [
        (
            .generated,
            [
                "SecretAccessKey", "aws_secret_access_key", "SessionToken", "aws_session_token", "Security-Token",
                "Signature", "client_secret", "AccountKey",
            ]
        ),
        (.password, ["password", "passwd", "passphrase", "_pass"]),
        (
            .chosen,
            [
                "pwd", "secret", "token", "api_key", "apikey", "api-key", "private_key", "private-key", "privatekey",
                "access_key", "accesskey",
            ]
        ), (.basic, ["auth"]),
    ]

    /// Names, in any case, that may stand at the end of longer ones.
    static let names: [(name: String, kind: Kind)] = ofKinds.flatMap { kind, names in
        names.map { (name: $0, kind: kind) }
    }

    /// The value of what has a name that begins at an index; `nil` where there is none, or it is no secret.
    ///
    /// - Parameter isSpelt: whether the text is as it was spelt; else what stood before its quotation marks is gone.
    static func value(
        in text: UnsafeBufferPointer<UInt8>, of name: String, _ kind: Kind, at start: Int, isSpelt: Bool
    ) -> Range<Int>? {
        let end = start + name.utf8.count
        guard end < text.count, mayTell(text, name, start),
            let place = element(text, start, end) ?? assignment(text, start, end, kind, isSpelt)
        else { return nil }
        return secret(in: text, place, kind, start)
    }

    /// The value that stands beside the name: as another member of the same object, another attribute of the same tag, the next
    /// element, or the rest of the same part of a form.
    static func pairedValue(
        in text: UnsafeBufferPointer<UInt8>, of name: String, _ kind: Kind, at start: Int, isSpelt: Bool
    ) -> Range<Int>? {
        var begin = start
        while begin > 0, start - begin < 64,
            SecretShapes.isWord(text[begin - 1]) || "-./".utf8.contains(text[begin - 1])
        {
            begin -= 1
        }
        let end = start + name.utf8.count
        guard mayTell(text, name, start), begin > 0,
            let place = isQuote(text[begin - 1])
                ? pair(text, end, isSpelt) ?? pair(text, before: begin) ?? part(text, begin, end)
                    ?? attribute(text, begin, end, kind)
                : sibling(text, begin, end)
        else { return nil }
        return secret(in: text, place, kind, start)
    }

    private static func mayTell(_ text: Bytes, _ name: String, _ start: Int) -> Bool {
        name != "token" || !tellsOfAPage(text, start)
    }

    private static func secret(in text: Bytes, _ place: Place, _ kind: Kind, _ start: Int) -> Range<Int>? {
        var value = place.value
        if kind == .generated, let rest = text[value].firstIndex(where: { !isGenerated($0) }) {
            value = value.lowerBound..<rest
        }
        let isPart = start > 0 && DecodedText.isLetterOrDigit(text[start - 1])
        return isSecret(text[value], place, kind, isPart: isPart) ? value : nil
    }

    /// Where a value stands, and how that is told.
    struct Place {
        var value: Range<Int>
        /// Whether it is told where it ends.
        var isEnclosed = true
        var isAssigned = false
        var isPaired = false
        var isFollowedBySpace = false
    }

    private static func isSecret(_ value: Slice<Bytes>, _ place: Place, _ kind: Kind, isPart: Bool) -> Bool {
        // The name of a resource tells where a secret is kept.
        if value.isEmpty || isPlaceholder(value) || value.starts(with: arn) { return false }
        switch kind {
        case .generated: return value.count >= 16
        case .basic:
            return value.count >= 6
                && Base64.decode(String(decoding: value, as: UTF8.self))?.dropFirst().contains(0x3A) == true
        case .password where place.isEnclosed || place.isAssigned:
            return !flags.contains { $0.elementsEqual(value.map(SecretShapes.lower)) }
                && !value.allSatisfy { $0 == 0x2A }
        case .password, .chosen:
            if value.count < 6 { return false }
            let isLowerWord = value.count < 16 && value.allSatisfy { (0x61...0x7A).contains($0) }
            // `AccessToken` may tell of what an access token has, such as a unit; a tag `token`, of anything.
            if place.isEnclosed { return !(isLowerWord && kind == .chosen && (isPart || place.isPaired)) }
            if place.isAssigned { return true }
            // Words of a sentence follow a colon too.
            let words = value.last.map { ".:,;".utf8.contains($0) } == true ? value.dropLast() : value
            return
                !(place.isFollowedBySpace
                && words.allSatisfy { SecretShapes.isWord($0) && !(0x30...0x39).contains($0) || $0 == 0x2E })
        }
    }

    /// What stands for a password that is none.
    private static let flags = ["true", "false", "null", "none"].map { Array($0.utf8) }

    private static func isGenerated(_ byte: UInt8) -> Bool {
        SecretShapes.isWord(byte) || "-.~+/=%".utf8.contains(byte)
    }

    /// Whether a value is a word in braces, as what was taken out leaves behind. Not all that begins with a brace is one.
    static func isPlaceholder(_ value: some Collection<UInt8>) -> Bool {
        guard value.first == UInt8(ascii: "{") else { return false }
        let rest = value.dropFirst().drop {
            SecretShapes.isWord($0) && !(0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x20
        }
        // Where braces stand round it, a value ends before its own.
        return rest.isEmpty || rest.elementsEqual("}".utf8) || SecretPlaceholder.isOne(value)
            || SecretPlaceholder.isOne(Array(value) + "}".utf8)
    }

    /// Whether what is called a token tells of a page or a request, as `NextToken` does.
    private static func tellsOfAPage(_ text: Bytes, _ start: Int) -> Bool {
        var begin = start
        while begin > 0, start - begin < 24, SecretShapes.isWord(text[begin - 1]) || text[begin - 1] == 0x2D {
            begin -= 1
        }
        var end = start
        if end > begin, text[end - 1] == 0x2D || text[end - 1] == 0x5F { end -= 1 }
        let word = text[begin..<end].map(SecretShapes.lower)
        return pages.contains { word.suffix($0.count).elementsEqual($0) }
    }

    private static let pages = [
        "next", "page", "pagination", "continuation", "client", "request", "starting", "start", "idempotency",
        "creation",
        "resume", "lock", "sequence", "change", "sync", "forward", "backward", "previous", "prev", "marker", "cursor",
        "invalid", "expired",
    ].map { Array($0.utf8) }
}

/// Where a value stands by its name.
extension NamedSecrets {
    /// The text of an element of XML with this name; it may have attributes.
    private static func element(_ text: Bytes, _ start: Int, _ end: Int) -> Place? {
        guard end < text.count, text[end] == UInt8(ascii: ">") || isSpace(text[end]) else { return nil }
        var begin = start
        while begin > 0, start - begin < 64,
            SecretShapes.isWord(text[begin - 1]) || ":-.".utf8.contains(text[begin - 1])
        {
            begin -= 1
        }
        guard begin > 0, text[begin - 1] == UInt8(ascii: "<"),
            let close = text[end...].prefix(256).firstIndex(where: { "<>".utf8.contains($0) }),
            text[close] == UInt8(ascii: ">"), text[close - 1] != UInt8(ascii: "/")
        else { return nil }
        let (value, isClosed) = content(text, close + 1)
        // Words in angle brackets stand in instructions too.
        guard isClosed || value.upperBound == text.count && !text[value].contains(where: isSpace) else { return nil }
        return Place(value: value)
    }

    /// What stands behind a name and a colon or an equals sign. What can be told before the end of a value is told then, so that a
    /// text is gone through once.
    private static func assignment(
        _ text: Bytes, _ start: Int, _ end: Int, _ kind: Kind, _ isSpelt: Bool
    ) -> Place? {
        var index = end
        while index < text.count, "\"'\\]".utf8.contains(text[index]) { index += 1 }
        skipBlanks(text, &index)
        guard index < text.count, text[index] == 0x3A || text[index] == 0x3D else { return nil }
        let isAssigned = text[index] == 0x3D
        // In the name of a resource that is a secret, the next part is its name.
        if !isAssigned, index == end, start > 0, text[start - 1] == 0x3A { return nil }
        index += 1
        if isAssigned, index < text.count, text[index] == UInt8(ascii: ">") { index += 1 }
        let from = index
        skipBlanks(text, &index)
        let isFollowedBySpace = index > from
        var begin = index
        let isQuoted = openQuote(text, &begin) != nil
        if text[begin...].starts(with: arn) { return nil }
        if kind == .generated || kind == .basic {
            var to = begin
            while to < text.count, isGenerated(text[to]), kind == .generated || text[to] != 0x3D { to += 1 }
            while kind == .basic, to < text.count, text[to] == 0x3D { to += 1 }
            return Place(value: begin..<to, isEnclosed: isQuoted)
        }
        if isQuoted, let value = quoted(text, index, isSpelt) { return Place(value: value, isAssigned: isAssigned) }
        var to = index
        while to < text.count, text[to] > 0x20, !"\"'\\<>&;,)]}".utf8.contains(text[to]) { to += 1 }
        // A line of YAML says nothing else.
        let isLine = to < text.count && text[to] == 0x0A && beginsLine(text, start)
        return Place(
            value: index..<to, isEnclosed: false, isAssigned: isAssigned || isLine && kind == .password,
            isFollowedBySpace: isFollowedBySpace)
    }

    /// Whether a name is the first word of its line; it may be the end of a longer one.
    private static func beginsLine(_ text: Bytes, _ start: Int) -> Bool {
        var begin = start
        while begin > 0, start - begin < 64, SecretShapes.isWord(text[begin - 1]) { begin -= 1 }
        while begin > 0, start - begin < 64, " -".utf8.contains(text[begin - 1]) { begin -= 1 }
        return begin == 0 || text[begin - 1] == 0x0A
    }

    private static let arn = Array("arn:aws".utf8)

    /// The value of an object that has the name as another member's: `{"Name":"DB_PASSWORD","Value":"…"}`.
    private static func pair(_ text: Bytes, _ end: Int, _ isSpelt: Bool) -> Place? {
        var index = end
        guard let quote = openQuote(text, &index) else { return nil }
        skipSpace(text, &index)
        guard index < text.count, text[index] == UInt8(ascii: ",") else { return nil }
        index += 1
        skipSpace(text, &index)
        guard let member = quoted(text, index, isSpelt), ends(text[member], with: "value") else { return nil }
        index = member.upperBound + quote
        skipSpace(text, &index)
        guard index < text.count, text[index] == 0x3A else { return nil }
        index += 1
        skipSpace(text, &index)
        return quoted(text, index, isSpelt).map { Place(value: $0, isPaired: true) }
    }

    /// The same with the value first.
    private static func pair(_ text: Bytes, before start: Int) -> Place? {
        var index = start
        guard closeQuote(text, &index), skipBack(text, &index, over: 0x3A), let member = quoted(text, before: index),
            ends(text[member.value], with: "name") || ends(text[member.value], with: "key")
        else { return nil }
        index = member.begin
        guard skipBack(text, &index, over: UInt8(ascii: ",")), let value = quoted(text, before: index) else {
            return nil
        }
        index = value.begin
        guard skipBack(text, &index, over: 0x3A), let name = quoted(text, before: index),
            ends(text[name.value], with: "value")
        else { return nil }
        return Place(value: value.value, isPaired: true)
    }

    static func ends(_ text: Slice<Bytes>, with word: String) -> Bool {
        text.suffix(word.utf8.count).lazy.map(SecretShapes.lower).elementsEqual(word.utf8)
    }
}

/// Strings within strings: at each level a quotation mark has one backslash more before it, and twice those that there were.
extension NamedSecrets {
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    static func isQuote(_ byte: UInt8) -> Bool {
        byte == 0x22 || byte == 0x27
    }

    static func skipSpace(_ text: Bytes, _ index: inout Int) {
        while index < text.count, isSpace(text[index]) { index += 1 }
    }

    /// Goes over what stands within a line.
    private static func skipBlanks(_ text: Bytes, _ index: inout Int) {
        while index < text.count, text[index] == 0x20 || text[index] == 0x09 { index += 1 }
    }

    /// Goes back over one byte, and the spaces on both sides of it.
    private static func skipBack(_ text: Bytes, _ index: inout Int, over byte: UInt8) -> Bool {
        while index > 0, isSpace(text[index - 1]) { index -= 1 }
        guard index > 0, text[index - 1] == byte else { return false }
        index -= 1
        while index > 0, isSpace(text[index - 1]) { index -= 1 }
        return true
    }

    private static func backslashes(_ text: Bytes, before index: Int) -> Int {
        var start = index
        while start > 0, text[start - 1] == 0x5C { start -= 1 }
        return index - start
    }

    /// Goes over a quotation mark and the backslashes before it; gives how many bytes they are.
    private static func openQuote(_ text: Bytes, _ index: inout Int) -> Int? {
        var end = index
        while end < text.count, text[end] == 0x5C { end += 1 }
        guard end < text.count, isQuote(text[end]) else { return nil }
        defer { index = end + 1 }
        return end + 1 - index
    }

    /// Goes back over a quotation mark and the backslashes before it.
    static func closeQuote(_ text: Bytes, _ index: inout Int) -> Bool {
        guard index > 0, isQuote(text[index - 1]) else { return false }
        index -= 1
        index -= backslashes(text, before: index)
        return true
    }

    /// Whether a quotation mark ends what a string stands in.
    private static func isOuterEnd(_ byte: UInt8, _ quote: UInt8, _ run: Int, _ depth: Int) -> Bool {
        byte == 0x22 && (quote != 0x22 || run < depth)
    }

    /// The inside of a string that begins at an index, up to its end or that of the line; `nil` where none begins.
    static func quoted(_ text: Bytes, _ start: Int, _ isSpelt: Bool) -> Range<Int>? {
        var begin = start
        guard let length = openQuote(text, &begin) else { return nil }
        let (quote, depth) = (text[begin - 1], length - 1)
        // In tables of commas a quotation mark is doubled.
        let isDoubled =
            begin + 1 < text.count && text[begin] == quote && !isSpace(text[begin + 1])
            && !",}])".utf8.contains(text[begin + 1])
        if isDoubled { begin += 1 }
        var end = begin
        var run = 0
        while end < text.count, text[end] >= 0x20 {
            // The string that it stands in ends too where there are fewer, and no string goes over another mark than its own.
            if isOuterEnd(text[end], quote, run, depth) { return begin..<(end - run) }
            if text[end] == quote, !isSpelt || run % (2 * depth + 2) == depth { return begin..<(end - min(depth, run)) }
            run = text[end] == 0x5C ? run + 1 : 0
            end += 1
        }
        return begin..<end
    }

    /// The inside of a string that ends before an index, and where it begins with its quotation mark.
    private static func quoted(_ text: Bytes, before index: Int) -> (value: Range<Int>, begin: Int)? {
        var end = index
        guard closeQuote(text, &end) else { return nil }
        let (quote, depth) = (text[index - 1], index - 1 - end)
        var begin = end
        while begin > 0, text[begin - 1] >= 0x20 {
            if isQuote(text[begin - 1]) {
                let run = backslashes(text, before: begin - 1)
                if text[begin - 1] == quote, run == depth { return (begin..<end, begin - 1 - depth) }
                if isOuterEnd(text[begin - 1], quote, run, depth) { return nil }
            }
            begin -= 1
        }
        return nil
    }
}
