import TapedeckCassetteFormat

/// A recorded text with secrets taken out: what stands around them, and which they were.
struct RedactedText: Sendable, Hashable {
    /// What stands before the first secret, between one and the next, and behind the last: one more than secrets. Between two
    /// there is something, or nobody could tell where one ends.
    struct Frame: Sendable, Hashable {
        let literals: [[UInt8]]

        /// How much of a text it is sure of.
        var length: Int {
            literals.reduce(0) { $0 + $1.count }
        }

        /// What a text says in the places of the secrets; `nil` for a text that says something else around them.
        func secrets(in text: String) -> [String]? {
            let bytes = Array(text.utf8)
            guard let first = literals.first, let last = literals.last, bytes.count >= length + literals.count - 1,
                bytes.starts(with: first)
            else { return nil }
            var (secrets, start): ([String], Int) = ([], first.count)
            for literal in literals.dropFirst().dropLast() {
                // A secret is at least one byte long.
                let rest = bytes[(start + 1)...]
                guard let place = rest.firstRange(of: literal) else { return nil }
                secrets.append(String(decoding: bytes[start..<place.lowerBound], as: UTF8.self))
                start = place.upperBound
            }
            let end = bytes.count - last.count
            guard start < end, bytes[end...].elementsEqual(last) else { return nil }
            return secrets + [String(decoding: bytes[start..<end], as: UTF8.self)]
        }

        /// The text with these in the places of the secrets.
        func text(with secrets: [String]) -> String {
            var bytes = literals[0]
            for (secret, literal) in zip(secrets, literals.dropFirst()) { bytes += secret.utf8 + literal }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    let frame: Frame
    /// One for each secret, in order.
    let placeholders: [String]

    /// Reads a text; `nil` for one without a secret, and for one in which two stand side by side.
    init?(_ text: String) {
        var (literals, placeholders): ([[UInt8]], [String]) = ([], [])
        var rest = Array(text.utf8)[...]
        while let range = SecretPlaceholder.first(in: rest) {
            let literal = rest[..<range.lowerBound]
            if literal.isEmpty, !literals.isEmpty { return nil }
            literals.append(Array(literal))
            placeholders.append(String(decoding: rest[range], as: UTF8.self))
            rest = rest[range.upperBound...]
        }
        if placeholders.isEmpty { return nil }
        frame = Frame(literals: literals + [Array(rest)])
        self.placeholders = placeholders
    }
}
