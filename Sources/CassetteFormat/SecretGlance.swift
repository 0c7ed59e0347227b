/// Tells in one pass over a text that nothing in it is a secret, as for most it is so, and makes nothing for that.
struct SecretGlance: Sendable {
    /// Secrets that are known.
    let secrets: SecretMatcher
    /// What a request proves itself with.
    let proof: SecretMatcher
    /// One bit for every two bytes that a spelling of a secret, or something of a known form, begins with.
    private let beginnings: [UInt64]

    init(secrets: SecretMatcher = SecretMatcher([])) {
        (self.secrets, proof) = (secrets, SecretMatcher([]))
        var beginnings = SecretShapes.beginnings
        secrets.mark(&beginnings)
        self.beginnings = beginnings
    }

    /// The same that knows what a request proves itself with, too.
    init(_ known: SecretGlance, proof: SecretMatcher) {
        (secrets, self.proof) = (known.secrets, proof)
        var beginnings = known.beginnings
        proof.mark(&beginnings)
        self.beginnings = beginnings
    }

    /// Whether a text says just what it is spelt and holds nothing encoded: it need not be looked into any deeper.
    static func isShallow(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        DecodedText.isFlat(text) && Base64Runs.runs(in: text).isEmpty
    }

    /// Whether nothing that must not be kept stands in a text as it is spelt.
    func isClean(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        beginnings.withUnsafeBufferPointer { beginnings in
            var index = 0
            while index + 1 < text.count {
                let beginning = Int(text[index]) << 8 | Int(text[index + 1])
                if beginnings[beginning >> 6] & (1 &<< UInt64(beginning & 63)) != 0 {
                    if SecretShapes.begins(at: index, in: text) || secrets.begins(at: index, in: text)
                        || proof.begins(at: index, in: text)
                    {
                        return false
                    }
                }
                index += 1
            }
            return true
        }
    }
}
