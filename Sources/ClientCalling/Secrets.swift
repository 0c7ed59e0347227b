/// The values that must never be written, and what is written in their place.
package struct Secrets: Sendable {
    private let values: [(secret: [UInt8], placeholder: String)]

    /// Nothing is secret yet.
    package init() {
        values = []
    }

    /// Takes the values; those under 8 bytes are left out: they are no real secrets (a key has 40 characters), and taking
    /// them out would tear ordinary words apart.
    init(secretAccessKey: String, sessionToken: String?) {
        let pairs = [(secretAccessKey, "{secret}"), (sessionToken ?? "", "{token}")]
        values = pairs.filter { $0.0.utf8.count >= 8 }.map { (Array($0.0.utf8), $0.1) }
    }

    /// The text without any of the values.
    package func redacted(_ text: String) -> String {
        values.reduce(text) { text, value in
            Secrets.replacing(value.secret, in: text, with: value.placeholder)
        }
    }

    private static func replacing(_ secret: [UInt8], in text: String, with placeholder: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count >= secret.count else { return text }
        var result: [UInt8] = []
        var index = 0
        var isChanged = false
        while index < bytes.count {
            let end = index + secret.count
            if bytes[index] == secret[0], end <= bytes.count, bytes[index..<end].elementsEqual(secret) {
                result += Array(placeholder.utf8)
                index = end
                isChanged = true
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return isChanged ? String(decoding: result, as: UTF8.self) : text
    }
}
