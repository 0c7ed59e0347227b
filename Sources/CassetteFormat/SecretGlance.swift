/// Tells in one pass over a text that nothing in it is a secret, as for most it is so, and makes nothing for that.
struct SecretGlance: Sendable {
    /// Secrets that are known.
    let secrets: SecretMatcher
    /// What a request proves itself with.
    let proof: SecretMatcher
    private var beginnings: Beginnings

    init(secrets: SecretMatcher = SecretMatcher([])) {
        (self.secrets, proof) = (secrets, SecretMatcher([]))
        beginnings = Beginnings.ofShapes
        for spelling in secrets.spellings { beginnings.add(spelling) }
    }

    /// The same that knows what a request proves itself with, too.
    init(_ known: SecretGlance, proof: SecretMatcher) {
        (secrets, self.proof) = (known.secrets, proof)
        beginnings = known.beginnings
        for spelling in proof.spellings { beginnings.add(spelling) }
    }

    /// Whether a text says just what it is spelt and holds nothing encoded: it need not be looked into any deeper.
    static func isShallow(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        DecodedText.isFlat(text) && Base64Runs.runs(in: text).isEmpty
    }

    /// Whether nothing that must not be kept stands in a text as it is spelt.
    func isClean(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        beginnings.bits.withUnsafeBufferPointer { bits in
            var beginning = 0
            for index in text.indices {
                beginning = Beginnings.next(beginning, text[index])
                if bits[beginning >> 6] & (1 &<< UInt64(beginning & 63)) == 0 { continue }
                let start = index - 2
                if start < 0 { continue }
                if SecretShapes.begins(at: start, in: text) || secrets.begins(at: start, in: text)
                    || proof.begins(at: start, in: text)
                {
                    return false
                }
            }
            return true
        }
    }

    /// The three bytes that something begins with, as bits of a small table in which some that are none stand too.
    private struct Beginnings: Sendable {
        var bits = [UInt64](repeating: 0, count: 1 << 9)

        /// The number of three bytes, given that of the three that began one before and the last byte.
        @inline(__always)
        static func next(_ number: Int, _ byte: UInt8) -> Int {
            (number &<< 5 ^ Int(byte)) & 0x7FFF
        }

        static let ofShapes: Beginnings = {
            var beginnings = Beginnings()
            for (bytes, isLoose) in SecretShapes.beginnings {
                let cases = bytes.prefix(3).map { isLoose ? [SecretShapes.lower($0), SecretShapes.upper($0)] : [$0] }
                for one in cases[0] {
                    for two in cases[1] {
                        for three in cases[2] { beginnings.add([one, two, three]) }
                    }
                }
            }
            return beginnings
        }()

        mutating func add(_ bytes: [UInt8]) {
            let number = bytes.prefix(3).reduce(0, Self.next)
            bits[number >> 6] |= 1 << UInt64(number & 63)
        }
    }
}
