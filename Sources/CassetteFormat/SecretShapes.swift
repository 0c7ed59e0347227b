import TapedeckAWSWire

/// What looks like a secret by its form alone, whoever made it.
///
/// Sources of the forms: AWS's "IAM identifiers", GitHub's "About authentication", GitLab's "Token overview", Slack's "Token
/// types", Atlassian's "API tokens", RFC 7519 (JWT), RFC 7468 (PEM), RFC 7617 and RFC 6750 (basic and bearer credentials),
/// RFC 3986, section 3.2.1 (user information).
enum SecretShapes {
    /// What was found.
    enum Kind: Sendable, Hashable, CaseIterable {
        /// An access key id of AWS.
        case keyID
        /// Anything that opens something by itself.
        case token
    }

    /// Something of a known form.
    struct Found {
        let range: Range<Int>
        let kind: Kind
    }

    private typealias Text = UnsafeBufferPointer<UInt8>
    private struct Shape: Sendable {
        let beginning: [UInt8]
        let kind: Kind
        /// Whether letters count without their case, as in names and schemes.
        var isLoose = false
        /// The part to take out of what begins at an index; `nil` where the form isn't kept.
        let match: @Sendable (Text, Int) -> Range<Int>?
    }

    /// Everything of a known form, in order and apart.
    static func found(in bytes: [UInt8]) -> [Found] {
        var found: [Found] = []
        bytes.withUnsafeBufferPointer { text in
            table.numbers.withUnsafeBufferPointer { numbers in
                var index = 0
                while index + 2 < text.count {
                    let number = Int(numbers[Int(text[index]) << 8 | Int(text[index + 1])])
                    if number > 0, let hit = first(of: table.shapes[number], text, index) {
                        found.append(hit)
                        index = max(hit.range.upperBound, index + 1)
                    } else {
                        index += 1
                    }
                }
            }
        }
        return found
    }

    /// How everything of a known form begins, and whether letters count without their case.
    static var beginnings: [(bytes: [UInt8], isLoose: Bool)] {
        shapes.map { ($0.beginning, $0.isLoose) }
    }

    /// Whether something of a known form begins at an index.
    static func begins(at index: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard index + 2 < text.count else { return false }
        let number = Int(table.numbers[Int(text[index]) << 8 | Int(text[index + 1])])
        return number > 0 && first(of: table.shapes[number], text, index) != nil
    }

    /// Where something of a known form begins that a text ends within, at least eight bytes of it; `nil` where nothing does.
    static func cutOff(in text: [UInt8]) -> Int? {
        let tail = Array(text.suffix(4096))
        let letters = String(repeating: "a", count: 64)
        // Whatever goes on as a form asks for makes it whole.
        let endings =
            [letters, "\(letters).\(letters).\(letters)", "@"] + (0..<16).map { String(repeating: "A", count: $0) }
        let starts = endings.flatMap { ending in
            found(in: tail + ending.utf8).filter { $0.range.upperBound >= tail.count }.map(\.range.lowerBound)
        }
        return starts.filter { $0 + 8 <= tail.count }.min().map { text.count - tail.count + $0 }
    }

    private static func first(of shapes: [Shape], _ text: Text, _ index: Int) -> Found? {
        for shape in shapes where begins(text, index, shape.beginning, isLoose: shape.isLoose) {
            if let range = shape.match(text, index) { return Found(range: range, kind: shape.kind) }
        }
        return nil
    }

    /// The shapes that begin with the same two bytes, and for each two bytes, in each case that they may have, the number of
    /// theirs: 0 for none, by which nearly every position of a text is passed over.
    private static let table: (numbers: [UInt8], shapes: [[Shape]]) = {
        var numbers = [UInt8](repeating: 0, count: 1 << 16)
        var table: [[Shape]] = [[]]
        for shape in shapes {
            let (one, two) = (shape.beginning[0], shape.beginning[1])
            let firsts: Set<UInt8> = shape.isLoose ? [lower(one), upper(one)] : [one]
            let seconds: Set<UInt8> = shape.isLoose ? [lower(two), upper(two)] : [two]
            for first in firsts {
                for second in seconds {
                    let beginning = Int(first) << 8 | Int(second)
                    if numbers[beginning] == 0 {
                        numbers[beginning] = UInt8(table.count)
                        table.append([])
                    }
                    table[Int(numbers[beginning])].append(shape)
                }
            }
        }
        return (numbers, table)
    }()

    private static let shapes: [Shape] =
        ["AKIA", "ASIA", "AROA", "AIDA"].map { Shape(beginning: Array($0.utf8), kind: .keyID, match: accessKeyID) }
        + [
            ("ghp_", 36), ("gho_", 36), ("ghu_", 36), ("ghs_", 36), ("ghr_", 36), ("github_pat_", 22), ("glpat-", 20),
            ("gldt-", 20), ("glrt-", 20), ("glcbt-", 20), ("glptt-", 20), ("glft-", 20), ("glsoat-", 20),
            ("xoxb-", 20), ("xoxp-", 20), ("xoxa-", 20), ("xoxr-", 20), ("xoxs-", 20), ("xapp-", 20),
            ("ATATT3x", 20), ("ATCTT3x", 20), ("ATBB", 28),
        ].map { beginning, rest in
            Shape(beginning: Array(beginning.utf8), kind: .token) { text, start in
                run(text, start, beginning, rest) { isWord($0) || $0 == 0x2D }
            }
        }
        // How session tokens of AWS's token service begin.
        + ["FwoGZXIvYXdz", "FQoGZXIvYXdz", "IQoJb3JpZ2luX2Vj", "AQoDYXdz"].map { beginning in
            Shape(beginning: Array(beginning.utf8), kind: .token) { text, start in
                run(text, start, beginning, 16) { DecodedText.isLetterOrDigit($0) || "+/=-_".utf8.contains($0) }
            }
        }
        + [
            Shape(beginning: Array("eyJ".utf8), kind: .token, match: webToken),
            Shape(beginning: Array("-----BEGIN ".utf8), kind: .token, match: privateKey),
            Shape(beginning: Array("://".utf8), kind: .token, match: userInformation),
            Shape(beginning: Array("bearer ".utf8), kind: .token, isLoose: true) { credentials($0, $1, "bearer ") },
            Shape(beginning: Array("basic ".utf8), kind: .token, isLoose: true) { credentials($0, $1, "basic ") },
        ]
        + [
            "SecretAccessKey", "aws_secret_access_key", "SessionToken", "aws_session_token", "Security-Token",
            "X-Amz-Signature", "client_secret",
        ].map { name in Shape(beginning: Array(name.utf8), kind: .token, isLoose: true) { assigned($0, $1, name) } }
        + [
            "password", "passwd", "passphrase", "pwd", "secret", "token", "api_key", "apikey", "api-key", "private_key",
            "private-key", "privatekey", "access_key", "accesskey",
        ].map { name in Shape(beginning: Array(name.utf8), kind: .token, isLoose: true) { chosen($0, $1, name) } }
}

extension SecretShapes {
    private static func begins(_ text: Text, _ index: Int, _ beginning: [UInt8], isLoose: Bool = false) -> Bool {
        guard index + beginning.count <= text.count else { return false }
        var offset = 0
        while offset < beginning.count {
            let (seen, wanted) = (text[index + offset], beginning[offset])
            if seen != wanted, !isLoose || lower(seen) != lower(wanted) { return false }
            offset += 1
        }
        return true
    }

    static func lower(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    static func upper(_ byte: UInt8) -> UInt8 {
        (0x61...0x7A).contains(byte) ? byte & 0xDF : byte
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        DecodedText.isLetterOrDigit(byte) || byte == 0x5F
    }

    /// A beginning and at least so many bytes of a kind.
    private static func run(
        _ text: Text, _ start: Int, _ beginning: String, _ rest: Int, _ isPart: (UInt8) -> Bool
    ) -> Range<Int>? {
        var end = start + beginning.utf8.count
        while end < text.count, isPart(text[end]) { end += 1 }
        return end - start - beginning.utf8.count >= rest ? start..<end : nil
    }

    /// Four capitals of a known beginning and sixteen capitals or digits, nothing alphanumeric round them.
    private static func accessKeyID(_ text: Text, _ start: Int) -> Range<Int>? {
        func isKeyByte(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) }
        let end = start + 20
        guard end <= text.count, text[start..<end].allSatisfy(isKeyByte),
            end == text.count || !DecodedText.isLetterOrDigit(text[end]),
            start == 0 || !DecodedText.isLetterOrDigit(text[start - 1])
        else { return nil }
        return start..<end
    }

    /// Three runs of base64 digits with dots between; the first says `{"`.
    private static func webToken(_ text: Text, _ start: Int) -> Range<Int>? {
        var end = start
        for part in 0..<3 {
            let begin = end
            while end < text.count, isWord(text[end]) || text[end] == 0x2D { end += 1 }
            if part == 2 { break }
            guard end - begin >= 10, end < text.count, text[end] == 0x2E else { return nil }
            end += 1
        }
        return start..<end
    }

    /// From the beginning line of a private key to its last, or to the end of the string where that is missing.
    private static func privateKey(_ text: Text, _ start: Int) -> Range<Int>? {
        let rest = text[(start + 11)...]
        guard let end = rest.prefix(64).firstRange(of: Array("-----".utf8)), case let label = rest[..<end.lowerBound],
            label.firstRange(of: Array("PRIVATE KEY".utf8)) != nil, !label.contains(0x22)
        else { return nil }
        guard let last = rest.firstRange(of: Array("-----END ".utf8)),
            let close = text[last.upperBound...].firstRange(of: Array("-----".utf8))
        else { return start..<(text[start...].firstIndex(of: 0x22) ?? text.count) }
        return start..<close.upperBound
    }

    /// What stands before the `@` of a URL's authority; a bare user's name is one in ssh's and git's URLs only.
    private static func userInformation(_ text: Text, _ start: Int) -> Range<Int>? {
        let begin = start + 3
        var end = begin
        while end < text.count, !endsAuthority(text[end]) { end += 1 }
        guard let at = text[begin..<end].lastIndex(of: 0x40), at > begin else { return nil }
        let isWeb =
            start >= 4 && (begins(text, start - 4, Array("http".utf8)) || begins(text, start - 4, Array("ttps".utf8)))
        let user = text[begin..<at]
        // A placeholder is nothing to find.
        guard isWeb || user.contains(0x3A), !user.contains(UInt8(ascii: "{")) else { return nil }
        return begin..<at
    }

    /// Whether a byte can't stand in a URL's authority, or what holds the URL ends with it.
    private static func endsAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\""), UInt8(ascii: "'"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "`"):
            true
        default: false
        }
    }

    /// What follows the name of a scheme of authentication, where it can't be an ordinary word.
    private static func credentials(_ text: Text, _ start: Int, _ scheme: String) -> Range<Int>? {
        if start > 0, DecodedText.isLetterOrDigit(text[start - 1]) { return nil }
        let begin = start + scheme.utf8.count
        var end = begin
        while end < text.count, isWord(text[end]) || "-.~+/=".utf8.contains(text[end]) { end += 1 }
        if scheme == "basic " {
            let decoded = Base64.decode(String(decoding: text[begin..<end], as: UTF8.self))
            return end - begin >= 4 && decoded?.contains(0x3A) == true ? begin..<end : nil
        }
        let hasDigit = text[begin..<end].contains { (0x30...0x39).contains($0) }
        return end - begin >= (hasDigit ? 16 : 20) ? begin..<end : nil
    }

    /// The value of a member, variable or parameter that holds a secret by its name.
    private static func assigned(_ text: Text, _ start: Int, _ name: String) -> Range<Int>? {
        var begin = start + name.utf8.count
        func skip(_ bytes: String) {
            while begin < text.count, bytes.utf8.contains(text[begin]) { begin += 1 }
        }
        skip("\"'\\ ")
        guard begin < text.count, text[begin] == 0x3A || text[begin] == 0x3D else { return nil }
        begin += 1
        skip("\"'\\ ")
        var end = begin
        while end < text.count, isWord(text[end]) || "-.~+/=%".utf8.contains(text[end]) { end += 1 }
        return end - begin >= 16 ? begin..<end : nil
    }

    /// The value of a member, variable or parameter that somebody keeps to himself by its name: a password may be short, and
    /// have any character in it.
    private static func chosen(_ text: Text, _ start: Int, _ name: String) -> Range<Int>? {
        var begin = start + name.utf8.count
        func skip(_ bytes: String) -> Bool {
            let from = begin
            while begin < text.count, bytes.utf8.contains(text[begin]) { begin += 1 }
            return begin > from
        }
        // A token in whose name another word goes on before it, such as NextToken, tells of a page or a request.
        let isWithinAWord = start > 0 && DecodedText.isLetterOrDigit(text[start - 1])
        if name == "token", isWithinAWord || pages.contains(where: { ends(text, start, $0) }) { return nil }
        _ = skip("\"'\\")
        let isSpaced = skip(" ")
        guard begin < text.count, text[begin] == 0x3A || text[begin] == 0x3D else { return nil }
        let isAssigned = text[begin] == 0x3D
        begin += 1
        let isFollowedBySpace = skip(" ")
        let isQuoted = skip("\"'\\")
        var end = begin
        while end < text.count, text[end] >= 0x20, !"\"'\\<>".utf8.contains(text[end]),
            isQuoted || !" &;,)]}".utf8.contains(text[end])
        { end += 1 }
        let value = text[begin..<end]
        guard value.count >= 6, value.first != UInt8(ascii: "{") else { return nil }
        if isQuoted || isAssigned && !isSpaced { return begin..<end }
        // Words of a sentence follow a colon too.
        let isWordOfASentence =
            isFollowedBySpace && value.allSatisfy { isWord($0) && !(0x30...0x39).contains($0) || $0 == 0x2E }
        return isWordOfASentence ? nil : begin..<end
    }

    private static let pages = ["next_", "page_", "next-", "page-", "client_", "client-", "continuation_"].map {
        Array($0.utf8)
    }

    private static func ends(_ text: Text, _ end: Int, _ word: [UInt8]) -> Bool {
        end >= word.count && begins(text, end - word.count, word, isLoose: true)
    }
}
