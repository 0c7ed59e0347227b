/// Tells in one pass over a text that nothing in it is a secret, as for most it is so, and makes nothing for that.
struct SecretGlance: Sendable {
    /// Secrets that are known.
    let secrets: SecretMatcher
    /// What a request proves itself with.
    let proof: SecretMatcher
    private var beginnings: Beginnings

    /// Whether something that is looked for may go over a quotation mark; nothing of a known form does.
    var hasQuotes: Bool { secrets.hasQuotes || proof.hasQuotes }

    init(secrets: SecretMatcher = SecretMatcher([])) {
        (self.secrets, proof) = (secrets, SecretMatcher([]))
        beginnings = Beginnings.ofShapes
        for beginning in secrets.beginnings { beginnings.add(beginning) }
    }

    /// The same that knows some more secrets.
    init(_ known: SecretGlance, and more: some Sequence<String>) {
        (secrets, proof) = (SecretMatcher(known.secrets, and: more), known.proof)
        beginnings = known.beginnings
        for beginning in secrets.beginnings { beginnings.add(beginning) }
    }

    /// Where a secret begins that a text ends within; `nil` where it ends within none.
    func cutOff(in text: [UInt8]) -> Int? {
        [SecretShapes.cutOff(in: text), secrets.cutOff(in: text), proof.cutOff(in: text)].compactMap { $0 }.min()
    }

    /// The same that knows what a request proves itself with, too.
    init(_ known: SecretGlance, proof: SecretMatcher) {
        (secrets, self.proof) = (known.secrets, proof)
        beginnings = known.beginnings
        for beginning in proof.beginnings { beginnings.add(beginning) }
    }

    /// Whether a text says just what it is spelt and holds nothing encoded: it need not be looked into any deeper.
    static func isShallow(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        DecodedText.isFlat(text) && Base64Runs.runs(in: text).isEmpty
    }

    /// Whether nothing that must not be kept stands in a text as it is spelt.
    func isClean(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        beginnings.bits.withUnsafeBufferPointer { bits in
            // Every second byte: with the one behind it, it is the end or the middle of what begins at one of two places.
            var index = 1
            while index + 1 < text.count {
                let pair = Beginnings.pair(text[index], text[index + 1])
                if bits[Beginnings.pairs + (pair >> 6)] & (1 &<< UInt64(pair & 63)) != 0 {
                    if begins(at: index - 1, in: text, bits) || begins(at: index, in: text, bits) { return false }
                }
                index &+= 2
            }
            return true
        }
    }

    private func begins(
        at start: Int, in text: UnsafeBufferPointer<UInt8>, _ bits: UnsafeBufferPointer<UInt64>
    ) -> Bool {
        guard start + 2 < text.count else { return false }
        let three = Beginnings.three(text[start], text[start + 1], text[start + 2])
        return bits[three >> 6] & (1 &<< UInt64(three & 63)) != 0
            && (SecretShapes.begins(at: start, in: text) || secrets.begins(at: start, in: text)
                || proof.begins(at: start, in: text))
    }

    /// The three bytes that something begins with, as bits of a small table in which some that are none stand too.
    private struct Beginnings: Sendable {
        /// Behind the bits of three bytes those of two: of the first two, and of the last two.
        var bits = [UInt64](repeating: 0, count: pairs + (1 << 7))
        static let pairs = 1 << 9

        @inline(__always)
        static func three(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
            (Int(first) &<< 10 ^ Int(second) &<< 5 ^ Int(third)) & 0x7FFF
        }

        @inline(__always)
        static func pair(_ first: UInt8, _ second: UInt8) -> Int {
            (Int(first) &<< 5 ^ Int(second)) & 0x1FFF
        }

        static let ofShapes: Beginnings = {
            var beginnings = Beginnings()
            for (bytes, isLoose) in SecretShapes.beginnings {
                let cases = bytes.prefix(3).map { isLoose ? [SecretShapes.lower($0), SecretShapes.upper($0)] : [$0] }
                for one in cases[0] {
                    for two in cases[1] {
                        for three in cases[2] { beginnings.add(one, two, three) }
                    }
                }
            }
            return beginnings
        }()

        /// Takes in what begins with the three lowest bytes of a number, the lowest one first.
        mutating func add(_ bytes: UInt64) {
            func byte(_ place: UInt64) -> UInt8 { UInt8(bytes >> (8 * place) & 255) }
            add(byte(0), byte(1), byte(2))
        }

        private mutating func add(_ first: UInt8, _ second: UInt8, _ third: UInt8) {
            set(Self.three(first, second, third), from: 0)
            set(Self.pair(first, second), from: Self.pairs)
            set(Self.pair(second, third), from: Self.pairs)
        }

        private mutating func set(_ number: Int, from start: Int) {
            bits[start + (number >> 6)] |= 1 << UInt64(number & 63)
        }
    }
}
