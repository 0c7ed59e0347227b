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
        beginnings = Beginnings()
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
        beginnings.parts.bits.withUnsafeBufferPointer { parts in
            // At every second byte: what begins at one of two places has its first or its second byte here.
            var index = 0
            var memo = SecretShapes.Memo()
            while index &+ 2 < text.count {
                let three = ThreeBytes.number(text, index)
                if parts[three &>> 6] & (1 &<< UInt64(truncatingIfNeeded: three & 63)) != 0,
                    begins(at: index, in: text, &memo) || index > 0 && begins(at: index - 1, in: text, &memo)
                {
                    return false
                }
                index &+= 2
            }
            return true
        }
    }

    // Apart from the loop over a text, which has few places then that it goes back and forth to memory for.
    @inline(never)
    private func begins(
        at start: Int, in text: UnsafeBufferPointer<UInt8>, _ memo: inout SecretShapes.Memo
    ) -> Bool {
        let three = ThreeBytes.number(text, start)
        if Beginnings.shapes.contains(three), SecretShapes.begins(at: start, in: text, &memo) { return true }
        return beginnings.ofSecrets.contains(three)
            && (secrets.begins(at: start, in: text) || proof.begins(at: start, in: text))
    }

    /// How everything begins that is looked for.
    private struct Beginnings: Sendable {
        /// The first three bytes of what is of a known form.
        static let shapes = ThreeBytes(ofShapesFrom: 0)
        private static let partsOfShapes = shapes.union(ThreeBytes(ofShapesFrom: 1))
        /// The first three bytes of each, and the three behind the first one.
        var parts = partsOfShapes
        /// The first three bytes of secrets that are known.
        var ofSecrets = ThreeBytes()

        /// Takes in what begins with the four lowest bytes of a number, the lowest one first.
        mutating func add(_ bytes: UInt64) {
            func byte(_ place: UInt64) -> UInt8 { UInt8(bytes >> (8 * place) & 255) }
            ofSecrets.insert(byte(0), byte(1), byte(2))
            parts.insert(byte(0), byte(1), byte(2))
            parts.insert(byte(1), byte(2), byte(3))
        }
    }

    /// A set of three bytes in a row, as bits of a small table; it has some more in it.
    private struct ThreeBytes: Sendable {
        private(set) var bits = [UInt64](repeating: 0, count: 1 << 9)

        init() {}

        init(ofShapesFrom start: Int) {
            for (bytes, isLoose) in SecretShapes.beginnings {
                var cases = bytes.prefix(4).map { isLoose ? [SecretShapes.lower($0), SecretShapes.upper($0)] : [$0] }
                // Nothing is of a known form with three bytes alone.
                if cases.count == 3 { cases.append(Array(0...UInt8.max)) }
                for one in cases[start] {
                    for two in cases[start + 1] {
                        for three in cases[start + 2] { insert(one, two, three) }
                    }
                }
            }
        }

        @inline(__always)
        static func number(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
            number(text[index], text[index &+ 1], text[index &+ 2])
        }

        @inline(__always)
        private static func number(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
            (Int(first) &<< 10 ^ Int(second) &<< 5 ^ Int(third)) & 0x7FFF
        }

        func contains(_ number: Int) -> Bool {
            bits[number >> 6] & (1 << UInt64(number & 63)) != 0
        }

        mutating func insert(_ first: UInt8, _ second: UInt8, _ third: UInt8) {
            let number = Self.number(first, second, third)
            bits[number >> 6] |= 1 << UInt64(number & 63)
        }

        func union(_ other: ThreeBytes) -> ThreeBytes {
            var union = self
            for index in bits.indices { union.bits[index] |= other.bits[index] }
            return union
        }
    }
}
