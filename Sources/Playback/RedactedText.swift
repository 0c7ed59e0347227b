import TapedeckCassetteFormat

/// A recorded text with secrets taken out: what stands around them, and which they were.
struct RedactedText: Sendable, Hashable {
    /// What stands before the first secret, between one and the next, and behind the last: one more than secrets.
    struct Frame: Sendable, Hashable {
        let literals: [[UInt8]]

        /// How much of a text it is sure of.
        var length: Int {
            literals.reduce(0) { $0 + $1.count }
        }

        /// What a text says in the places of the secrets; `nil` for a text that says something else around them.
        func secrets(in bytes: [UInt8]) -> [[UInt8]]? {
            guard let first = literals.first, let last = literals.last, bytes.count >= length + literals.count - 1,
                bytes.starts(with: first)
            else { return nil }
            var (secrets, start): ([[UInt8]], Int) = ([], first.count)
            for literal in literals.dropFirst().dropLast() {
                // A secret is at least one byte long.
                let rest = bytes[(start + 1)...]
                guard let place = rest.firstRange(of: literal) else { return nil }
                secrets.append(Array(bytes[start..<place.lowerBound]))
                start = place.upperBound
            }
            let end = bytes.count - last.count
            guard start < end, bytes[end...].elementsEqual(last) else { return nil }
            return secrets + [Array(bytes[start..<end])]
        }

        /// The text with these in the places of the secrets.
        func text(with placeholders: [String]) -> [UInt8] {
            var bytes = literals[0]
            for (placeholder, literal) in zip(placeholders, literals.dropFirst()) {
                bytes += placeholder.utf8 + literal
            }
            return bytes
        }
    }

    let frame: Frame
    /// One for each secret, in order; where nothing stands between two, they are together.
    let placeholders: [String]

    /// Reads a text; `nil` for one without a secret.
    init?(_ bytes: [UInt8]) {
        var (literals, placeholders): ([[UInt8]], [String]) = ([], [])
        var rest = bytes[...]
        while let range = SecretPlaceholder.first(in: rest) {
            let literal = rest[..<range.lowerBound]
            let placeholder = String(decoding: rest[range], as: UTF8.self)
            rest = rest[range.upperBound...]
            if literal.isEmpty, let last = placeholders.indices.last {
                // Nobody can tell where one ends and the next one begins: they are one.
                placeholders[last] += placeholder
                continue
            }
            literals.append(Array(literal))
            placeholders.append(placeholder)
        }
        if placeholders.isEmpty { return nil }
        frame = Frame(literals: literals + [Array(rest)])
        self.placeholders = placeholders
    }
}
