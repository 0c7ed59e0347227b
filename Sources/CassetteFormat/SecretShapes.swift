import TapedeckAWSWire

/// What looks like a secret by its form alone, whoever made it.
///
/// Sources of the forms: AWS's "IAM identifiers", GitHub's "About authentication", GitLab's "Token overview", Slack's "Token
/// types" and "Incoming webhooks", Atlassian's "API tokens", the documentation of npm, PyPI, Vault, Stripe and others of their
/// tokens, RFC 7519 (JWT), RFC 7516 (JWE), RFC 7468 (PEM), RFC 7617 and RFC 6750 (basic and bearer credentials), RFC 3986, section
/// 3.2.1 (user information). What is a secret by its name is told by ``NamedSecrets``.
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
        let isLoose: Bool
        /// Whether the value stands beside its name in an object, as all fields of a head do in a HAR.
        let isPaired: Bool
        /// The part to take out of what begins at an index; `nil` where the form isn't kept.
        let match: @Sendable (Text, Int, inout Memo) -> Range<Int>?

        init(
            _ beginning: String, _ kind: Kind = .token, isLoose: Bool = false, isPaired: Bool = false,
            match: @escaping @Sendable (Text, Int, inout Memo) -> Range<Int>?
        ) {
            (self.beginning, self.kind, self.match) = (Array(beginning.utf8), kind, match)
            (self.isLoose, self.isPaired) = (isLoose, isPaired)
        }
    }

    /// What was found out of a text before, for what begins further on in the same part of it: else a text in which much begins
    /// and nothing ends is searched for as long as its square.
    struct Memo {
        /// Whether the text is as it was spelt, with all its escapes.
        let isSpelt: Bool
        /// A run of the characters of web tokens, and where the token ends that goes on behind it.
        fileprivate var word = 0..<0
        fileprivate var tokenEnd: Int?
        /// Where the last line of a private key was looked for, where it was found, and where it ends.
        fileprivate var keyEnd: (from: Int, at: Int, end: Int?)?

        init(isSpelt: Bool = true) {
            self.isSpelt = isSpelt
        }
    }

    /// Everything of a known form.
    ///
    /// - Parameters:
    ///   - isSpelt: whether the text is as it was spelt, with all its escapes.
    ///   - countsPairs: whether a value counts that stands beside a secret's name in an object.
    static func found(in bytes: [UInt8], isSpelt: Bool = true, countsPairs: Bool = true) -> [Found] {
        var found: [Found] = []
        bytes.withUnsafeBufferPointer { text in
            table.numbers.withUnsafeBufferPointer { numbers in
                var index = 0
                var memo = Memo(isSpelt: isSpelt)
                while index + 2 < text.count {
                    let number = Int(numbers[Int(text[index]) << 8 | Int(text[index + 1])])
                    if number > 0, let hit = first(of: table.shapes[number], text, index, countsPairs, &memo) {
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
    ///
    /// - Parameter memo: of the same text.
    static func begins(at index: Int, in text: UnsafeBufferPointer<UInt8>, _ memo: inout Memo) -> Bool {
        guard index + 2 < text.count else { return false }
        let number = Int(table.numbers[Int(text[index]) << 8 | Int(text[index + 1])])
        return number > 0 && first(of: table.shapes[number], text, index, true, &memo) != nil
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

    private static func first(
        of shapes: [Shape], _ text: Text, _ index: Int, _ countsPairs: Bool, _ memo: inout Memo
    ) -> Found? {
        for shape in shapes
        where (countsPairs || !shape.isPaired) && begins(text, index, shape.beginning, isLoose: shape.isLoose) {
            if let range = shape.match(text, index, &memo) {
                return Found(range: range, kind: shape.kind)
            }
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

    private static let shapes: [Shape] = keyIDs + tokens + endings + sessionTokens + schemes + named + paired

    private static let keyIDs = ["AKIA", "ASIA", "AROA", "AIDA"].map {
        Shape($0, .keyID) { text, start, _ in accessKeyID(text, start) }
    }

    /// How tokens begin, and how many characters follow at least.
    private static let beginningsOfTokens: [(String, Int)] = [
        ("ghp_", 36), ("gho_", 36), ("ghu_", 36), ("ghs_", 36), ("ghr_", 36), ("github_pat_", 22), ("glpat-", 20),
        ("gloas-", 20), ("gldt-", 20), ("glrt-", 20), ("glcbt-", 20), ("glptt-", 20), ("glft-", 20), ("glimt-", 20),
        ("glagent-", 20), ("glwt-", 20), ("glsoat-", 20), ("glffct-", 20), ("xoxb-", 20), ("xoxp-", 20),
        ("xoxa-", 20), ("xoxr-", 20), ("xoxs-", 20), ("xoxe-", 20), ("xoxc-", 20), ("xoxd-", 20), ("xapp-", 20),
        ("xwfp-", 20), ("ATATT3x", 20), ("ATCTT3x", 20), ("ATBB", 28), ("npm_", 36), ("pypi-AgE", 30), ("hvs.", 20),
        ("sk_live_", 16), ("AIza", 35), ("dckr_pat_", 20), ("sk-ant-", 20), ("sk-proj-", 20),
    ]

    private static let tokens = beginningsOfTokens.map { beginning, rest in
        Shape(beginning) { text, start, _ in parts(text, start, beginning, rest) }
    }

    /// What is a secret behind something that tells of it.
    private static let endings = [
        ("hooks.slack.com/services/", 20), ("hooks.slack.com/workflows/", 20), (".atlasv1.", 40),
    ].map { (beginning: String, rest: Int) in
        Shape(beginning) { text, start, _ in
            run(text, start, beginning, rest) { isWord($0) || $0 == 0x2F || $0 == 0x2D }.map {
                ($0.lowerBound + beginning.utf8.count)..<$0.upperBound
            }
        }
    }

    /// How session tokens of AWS's token service and keys of Bedrock begin.
    private static let sessionTokens = [
        "FwoGZXIvYXdz", "FQoGZXIvYXdz", "IQoJb3JpZ2luX2Vj", "AQoDYXdz", "ABSKQmVkcm9ja0FQSUtleS", "bedrock-api-key-",
    ].map { (beginning: String) in
        Shape(beginning) { text, start, _ in
            run(text, start, beginning, 16) { DecodedText.isLetterOrDigit($0) || "+/=-_".utf8.contains($0) }
        }
    }

    private static let schemes = [
        Shape("eyJ", match: webToken), Shape("-----BEGIN ", match: privateKey),
        Shape("://") { text, start, _ in userInformation(text, start) },
        Shape("bearer", isLoose: true) { text, start, _ in credentials(text, start, "bearer") },
        Shape("basic", isLoose: true) { text, start, _ in credentials(text, start, "basic") },
    ]

    private static let named = NamedSecrets.names.map { name, kind in
        Shape(name, isLoose: true) { text, start, memo in
            NamedSecrets.value(in: text, of: name, kind, at: start, isSpelt: memo.isSpelt)
        }
    }

    private static let paired = NamedSecrets.names.map { name, kind in
        Shape(name, isLoose: true, isPaired: true) { text, start, memo in
            NamedSecrets.pairedValue(in: text, of: name, kind, at: start, isSpelt: memo.isSpelt)
        }
    }
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

    static func isWord(_ byte: UInt8) -> Bool {
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

    /// A beginning and at least so many bytes of a token, and what follows it after full stops.
    private static func parts(_ text: Text, _ start: Int, _ beginning: String, _ rest: Int) -> Range<Int>? {
        func isPart(_ byte: UInt8) -> Bool { isWord(byte) || byte == 0x2D }
        guard var end = run(text, start, beginning, rest, isPart)?.upperBound else { return nil }
        while end + 1 < text.count, text[end] == 0x2E || text[end] == 0x25, isPart(text[end + 1]) {
            end += 1
            while end < text.count, isPart(text[end]) { end += 1 }
        }
        return start..<end
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

    /// Three or five runs of base64 digits with dots between; the first says `{"`.
    private static func webToken(_ text: Text, _ start: Int, _ memo: inout Memo) -> Range<Int>? {
        if !memo.word.contains(start) {
            memo.word = start..<endOfWord(text, start)
            memo.tokenEnd = endOfToken(text, memo.word.upperBound)
        }
        guard let end = memo.tokenEnd, memo.word.upperBound - start >= 10 else { return nil }
        return start..<end
    }

    private static func endOfWord(_ text: Text, _ start: Int) -> Int {
        var end = start
        while end < text.count, isWord(text[end]) || text[end] == 0x2D { end += 1 }
        return end
    }

    /// Where a token ends whose first part does; `nil` where it is none. Its second part is empty where a key was agreed on (RFC
    /// 7516, section 7.1).
    private static func endOfToken(_ text: Text, _ first: Int) -> Int? {
        var end = first
        var count = 1
        var hasKey = true
        while count < 5, end < text.count, text[end] == 0x2E {
            let begin = end + 1
            let next = endOfWord(text, begin)
            if count == 1 { hasKey = next > begin }
            if count == 1, hasKey, next - begin < 10 { return nil }
            // A full stop that ends a sentence is no part of it.
            if count > 2, next == begin { break }
            end = next
            count += 1
        }
        return count >= (hasKey ? 3 : 5) ? end : nil
    }

    /// From the beginning line of a private key to its last, or to the end of the string where that is missing.
    private static func privateKey(_ text: Text, _ start: Int, _ memo: inout Memo) -> Range<Int>? {
        let rest = text[(start + 11)...]
        guard let end = rest.prefix(64).firstRange(of: Array("-----".utf8)), case let label = rest[..<end.lowerBound],
            label.firstRange(of: Array("PRIVATE KEY".utf8)) != nil, !label.contains(0x22)
        else { return nil }
        if memo.keyEnd.map({ ($0.from...$0.at).contains(start) }) != true {
            let last = rest.firstRange(of: Array("-----END ".utf8))
            let close = last.flatMap { text[$0.upperBound...].firstRange(of: Array("-----".utf8)) }
            memo.keyEnd = (start, last?.lowerBound ?? text.count, close?.upperBound)
        }
        return start..<(memo.keyEnd?.end ?? text[start...].firstIndex(of: 0x22) ?? text.count)
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
        let password = user.firstIndex(of: 0x3A).map { user[($0 + 1)...] } ?? user
        // A placeholder is nothing to find.
        guard isWeb || user.contains(0x3A), !NamedSecrets.isPlaceholder(password) else { return nil }
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
        var begin = start + scheme.utf8.count
        while begin < text.count, " \t+".utf8.contains(text[begin]) { begin += 1 }
        if begin == start + scheme.utf8.count { return nil }
        var end = begin
        while end < text.count, isWord(text[end]) || "-.~+/=".utf8.contains(text[end]) { end += 1 }
        if scheme == "basic" {
            let decoded = Base64.decode(String(decoding: text[begin..<end], as: UTF8.self))
            return end - begin >= 4 && decoded?.contains(0x3A) == true ? begin..<end : nil
        }
        let hasDigit = text[begin..<end].contains { (0x30...0x39).contains($0) }
        return end - begin >= (hasDigit ? 16 : 20) ? begin..<end : nil
    }
}
