import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

/// One replacement in a text.
struct Edit {
    /// What is replaced, and what a note calls it.
    enum Kind: Hashable, CaseIterable {
        case secret, token, keyID, account, rule, compressed

        /// What stands there, for people.
        var words: String {
            switch self {
            case .secret: "a secret that this process knows"
            case .token: "something that looks like an access token"
            case .keyID: "something that looks like an access key id"
            case .account: "an account id"
            case .rule: "something that a rule names"
            case .compressed: "something compressed that can't be looked into"
            }
        }

        fileprivate func note(_ place: String) -> String {
            switch self {
            case .secret: "a secret in \(place) was replaced"
            case .token: "what looks like an access token in \(place) was replaced"
            case .keyID: "an access key id in \(place) was replaced"
            case .account: "account ids in \(place) were replaced"
            case .rule: "what a rule names in \(place) was replaced"
            case .compressed: "\(words) in \(place) was replaced"
            }
        }
    }

    var range: Range<Int>
    var replacement: [UInt8]
    var kind: Kind
    /// What is taken out, as it is decoded; `nil` where it is what stands there.
    var secret: ArraySlice<UInt8>?

    /// Whether a secret's placeholder takes its place.
    var isSecret: Bool {
        kind != .account && kind != .keyID
    }

    init(
        range: Range<Int>, replacement: [UInt8] = SecretPlaceholder.plain, kind: Kind, secret: ArraySlice<UInt8>? = nil
    ) {
        (self.range, self.replacement, self.kind, self.secret) = (range, replacement, kind, secret)
    }
}

extension [Edit] {
    /// The bytes with these edits made, which must be in order and apart.
    func applied(to bytes: [UInt8]) -> [UInt8] {
        if isEmpty { return bytes }
        var result: [UInt8] = []
        var copied = 0
        for edit in self {
            result += bytes[copied..<edit.range.lowerBound] + edit.replacement
            copied = edit.range.upperBound
        }
        return result + bytes[copied...]
    }

    /// The edits in order; where some overlap, or nothing stands between them, one secret takes the place of all: nobody could
    /// tell where one ends.
    var apart: [Edit] {
        var result: [Edit] = []
        for edit in sorted(by: {
            ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
        }) {
            guard let last = result.last,
                last.range.overlaps(edit.range)
                    || last.isSecret && edit.isSecret
                        && last.range.upperBound == edit.range.lowerBound
            else {
                result.append(edit)
                continue
            }
            if edit.kind == .account { continue }
            let union = last.range.lowerBound..<Swift.max(last.range.upperBound, edit.range.upperBound)
            if last.kind == .account || union != last.range {
                result[result.count - 1] = Edit(range: union, kind: edit.kind)
            }
        }
        return result
    }
}

extension Redactor {
    /// The redaction of one exchange: what it knows, and what it did.
    struct Pass {
        let glance: SecretGlance
        let accounts: AccountIDs
        let rules: RedactionRules
        /// Whether the exchange broke off, so that its bodies may end within a secret.
        var isCutOff = false
        /// Whether only secrets that are known count, and not what looks like one.
        var onlyKnown = false
        /// Gives secrets placeholders of their own; `nil` where all get the same.
        var numbers: SecretNumbers?
        /// Whether a value counts that stands beside a secret's name. In an entry so stand the fields that a rule keeps.
        var countsPairs = true
        private let authorization: Authorization?
        private(set) var notes: Set<String> = []

        init(
            glance: SecretGlance = SecretGlance(), accounts: AccountIDs = AccountIDs(),
            rules: RedactionRules = RedactionRules(), authorization: Authorization? = nil
        ) {
            self.glance = glance
            self.accounts = rules.keepsAccounts ? AccountIDs() : accounts
            self.rules = rules
            self.authorization = authorization
        }

        mutating func redact(_ text: String, _ place: @autoclosure () -> String) -> String {
            var text = text
            if rules.patterns.isEmpty, text.withUTF8({ isLeftAsItIs($0) }) { return text }
            let bytes = Array(text.utf8)
            let (kept, kinds) = settled(bytes)
            if kinds.isEmpty { return text }
            for kind in kinds { notes.insert(kind.note(place())) }
            return String(decoding: kept, as: UTF8.self)
        }

        /// A body; one that is compressed gives way to a marker.
        mutating func redact(_ body: [UInt8], _ message: String, _ headers: HeaderFields) -> [UInt8] {
            guard let coding = Compression.of(body, headers) else {
                var named = rules.values(in: body).map { range in
                    // The quotes belong to the value, and not to the secret.
                    let text = (try? JSONParser.parse(body[range]))?.string.map { Array($0.utf8)[...] }
                    return Edit(range: range, replacement: Self.quotedPlaceholder, kind: .rule, secret: text)
                }
                if isCutOff, let start = cutOff(in: body) {
                    named.append(Edit(range: start..<body.count, kind: .token))
                }
                return redact(body, "the \(message)'s body", named)
            }
            notes.insert("the \(message)'s body was not kept: it is \(coding) and can't be looked into")
            return Array("{a \(coding) body that was not kept}".utf8)
        }

        mutating func redact(_ headers: HeaderFields, allowed: Set<String>, _ message: String) -> HeaderFields {
            var kept = HeaderFields()
            for field in headers.fields {
                let name = field.name.lowercased()
                if name == "x-amz-security-token" {
                    notes.insert("the session token was replaced")
                    kept.append(field.name, "{token}")
                } else if name == "authorization" {
                    kept.append(field.name, header(of: field.value)?.redacted ?? "{authorization}")
                } else if rules.keeps(name, beside: allowed) {
                    // A request is found by its operation as it stands.
                    let numbers = numbers
                    if name == "x-amz-target" { self.numbers = nil }
                    kept.append(field.name, redact(field.value, "the \(message)'s \(name)"))
                    self.numbers = numbers
                } else {
                    let shown = redact(name, "the name of a header field of the \(message)")
                    notes.insert("the \(message)'s header field \(shown) was dropped")
                }
            }
            return kept
        }

        private func header(of value: String) -> AuthorizationHeader? {
            if let authorization, authorization.value == value { return authorization.header }
            return try? AuthorizationHeader(value)
        }

        mutating func redact(_ bytes: [UInt8], _ place: String, _ named: [Edit] = []) -> [UInt8] {
            let (kept, kinds) = settled(bytes, named)
            for kind in kinds { notes.insert(kind.note(place)) }
            return kept
        }

        /// Some bytes with everything taken out, and what it was. What stands beside a placeholder may look like a secret only
        /// then, so that is looked for until nothing does.
        private func settled(_ bytes: [UInt8], _ named: [Edit] = []) -> (kept: [UInt8], kinds: Set<Edit.Kind>) {
            var (kept, kinds) = (bytes, Set<Edit.Kind>())
            for turn in 0..<Self.turns {
                // An account's number is replaced once: what takes its place may be another one's.
                let edits = numbered(edits(of: kept, turn == 0 ? named : []), in: kept).filter {
                    turn == 0 || $0.kind != .account
                }
                if edits.isEmpty { return (kept, kinds) }
                kinds.formUnion(edits.map(\.kind))
                kept = edits.applied(to: kept)
            }
            // Nobody has seen a text that gets here; it is not one to keep.
            return (SecretPlaceholder.plain, kinds)
        }

        /// How often a text is looked through.
        private static let turns = 8

        private static let quotedPlaceholder = Array("\"".utf8) + SecretPlaceholder.plain + Array("\"".utf8)

        /// The edits with a placeholder for each secret; what was taken out before stays as it is.
        func numbered(_ edits: [Edit], in bytes: [UInt8]) -> [Edit] {
            guard let numbers, !edits.isEmpty else { return edits }
            return edits.compactMap { edit in
                if !edit.isSecret { return edit }
                let secret = edit.secret ?? bytes[edit.range]
                if SecretPlaceholder.isOne(secret) { return nil }
                var edit = edit
                let placeholder = numbers.placeholder(of: Array(secret))
                edit.replacement = edit.replacement.replacing(SecretPlaceholder.plain, with: placeholder)
                return edit
            }
        }

        /// Whether a text holds nothing to take out and no number of an account; one that has to be looked into is not said to.
        private func isLeftAsItIs(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
            glance.isClean(text) && (accounts.isEmpty || AccountIDs.numbers(in: text).isEmpty)
                && SecretGlance.isShallow(text)
        }

        /// What is to be done to some bytes, in order and apart.
        private func edits(of bytes: [UInt8], _ named: [Edit] = []) -> [Edit] {
            if named.isEmpty, rules.patterns.isEmpty,
                bytes.withUnsafeBufferPointer({ glance.isClean($0) && SecretGlance.isShallow($0) })
            {
                return accounts.isEmpty ? [] : numbers(in: bytes)
            }
            let edits = named + secretsFound(in: bytes) + accountsFound(in: bytes)
            return edits.isEmpty ? [] : edits.apart
        }

        /// Where secrets stand, and what rules match, however they are spelt; overlapping, in no order.
        ///
        /// - Parameter depth: how many encodings within each other are looked into.
        func secretsFound(in bytes: [UInt8], depth: Int = 6) -> [Edit] {
            var edits: [Edit] = []
            DecodedText.forEach(of: bytes, ignoresQuotes: !glance.hasQuotes && rules.patterns.isEmpty) { view in
                if !view.bytes.withUnsafeBufferPointer({ glance.isClean($0) }) { edits += secretsSpelt(in: view) }
                edits += rules.matches(in: view.bytes).map {
                    Edit(range: view.original($0), kind: .rule, secret: view.bytes[$0])
                }
                if depth == 0 { return }
                for run in Base64Runs.runs(in: view.bytes) {
                    // Half of a base64 text can't be replaced: the whole goes.
                    let kind =
                        run.isCompressed
                        ? (onlyKnown ? nil : .compressed) : secretsFound(in: run.decoded, depth: depth - 1).first?.kind
                    if let kind {
                        edits.append(Edit(range: view.original(run.range), kind: kind, secret: view.bytes[run.range]))
                    }
                }
            }
            return edits
        }

        /// Where a secret begins that a body ends within, however it is spelt; `nil` where it ends within none.
        private func cutOff(in body: [UInt8]) -> Int? {
            let tail = Array(body.suffix(1 << 16))
            var starts: [Int] = []
            DecodedText.forEach(of: tail) { view in
                // What a text ends with may be half an escape.
                let escapes = view.bytes.suffix(DecodedText.longestEscape).indices.filter {
                    DecodedText.beginsEscape(view.bytes[$0])
                }
                for end in [view.bytes.count] + escapes {
                    guard let start = glance.cutOff(in: Array(view.bytes[..<end])) else { continue }
                    starts.append(view.original(start..<end).lowerBound)
                }
                guard let run = Base64Runs.runs(in: view.bytes).last, run.range.upperBound == view.bytes.count,
                    glance.cutOff(in: run.decoded) != nil
                else { return }
                starts.append(view.original(run.range).lowerBound)
            }
            return starts.min().map { body.count - tail.count + $0 }
        }

        private func secretsSpelt(in view: DecodedText) -> [Edit] {
            var edits: [Edit] = []
            for range in glance.secrets.ranges(in: view.bytes) + glance.proof.ranges(in: view.bytes) {
                edits.append(Edit(range: view.original(range), kind: .secret, secret: view.bytes[range]))
            }
            for found in onlyKnown
                ? []
                : SecretShapes.found(
                    in: view.bytes, isSpelt: view.isSpelt, countsPairs: countsPairs)
            {
                let isKey = found.kind == .keyID
                edits.append(
                    Edit(
                        range: view.original(found.range),
                        replacement: isKey ? Array("{key}".utf8) : SecretPlaceholder.plain,
                        kind: isKey ? .keyID : .token, secret: view.bytes[found.range]))
            }
            return edits
        }

        /// Where accounts that are known stand, as numbers and within page tokens.
        private func accountsFound(in bytes: [UInt8]) -> [Edit] {
            if accounts.isEmpty { return [] }
            var edits: [Edit] = []
            DecodedText.forEach(of: bytes) { view in
                edits += numbers(in: view.bytes).map { edit in
                    Edit(range: view.original(edit.range), replacement: edit.replacement, kind: .account)
                }
                for run in Base64Runs.runs(in: view.bytes) {
                    let inner = numbers(in: run.decoded)
                    if inner.isEmpty { continue }
                    var text = Array(Base64.encode(inner.applied(to: run.decoded)).utf8)
                    if view.bytes[run.range].last != 0x3D { text.removeAll { $0 == 0x3D } }
                    edits.append(Edit(range: view.original(run.range), replacement: text, kind: .account))
                }
            }
            return edits
        }

        private func numbers(in bytes: [UInt8]) -> [Edit] {
            AccountIDs.numbers(in: bytes).compactMap { range in
                guard let placeholder = accounts.placeholder(of: bytes[range]), !placeholder.elementsEqual(bytes[range])
                else { return nil }
                return Edit(range: range, replacement: placeholder, kind: .account)
            }
        }
    }
}

/// Bodies that can't be searched.
enum Compression {
    /// The coding of a body that was compressed, by what its head says of it or by how it begins; `nil` for any other.
    static func of(_ body: [UInt8], _ headers: HeaderFields) -> String? {
        if body.isEmpty { return nil }
        let said = headers.values("Content-Encoding").flatMap { $0.split(separator: ",") }.map {
            $0.filter { $0 != " " }.lowercased()
        }.filter { $0 != "identity" && $0 != "" && $0 != "aws-chunked" }
        if let last = said.last { return last }
        // A text has none of the bytes that anything compressed has.
        guard let name = name(byBeginningOf: body) ?? part(of: body) else { return nil }
        return String(validating: body, as: UTF8.self) == nil ? name : nil
    }

    /// The coding of something compressed that stands further in, as in a form with a file.
    private static func part(of body: [UInt8]) -> String? {
        guard body.contains(where: { $0 < 0x09 || 0x0E <= $0 && $0 < 0x20 }) else { return nil }
        for index in body.indices where sure.contains(where: { $0.bytes[0] == body[index] }) {
            if let found = sure.first(where: { body[index...].starts(with: $0.bytes) }) { return found.name }
        }
        return nil
    }

    /// The coding that some bytes begin like.
    static func name(byBeginningOf bytes: [UInt8]) -> String? {
        beginnings.first { bytes.starts(with: $0.bytes) }?.name
    }

    private typealias Beginning = (bytes: [UInt8], name: String)

    /// How compressed data begins, wherever it stands: nothing else has these bytes in it. Sources: RFC 1952, RFC 8878, and the
    /// formats' own pages.
    private static let sure: [Beginning] = [
        ([0x1F, 0x8B, 0x08], "gzip"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz"),
        ([0x50, 0x4B, 0x03, 0x04], "zip"),
    ]

    /// How it begins where it is all that there is. Source of those of deflate: RFC 1950.
    private static let beginnings: [Beginning] =
        sure + [
            ([0x1F, 0x8B], "gzip"), ([0x42, 0x5A, 0x68], "bzip2"), ([0x78, 0x01], "deflate"),
            ([0x78, 0x5E], "deflate"), ([0x78, 0x9C], "deflate"), ([0x78, 0xDA], "deflate"),
        ]
}
