/// SHA-256 of bytes that come one after the other.
public protocol RunningDigest {
    /// Takes the next bytes.
    mutating func add(_ bytes: ArraySlice<UInt8>)

    /// The digest of all bytes as 64 lower-case hexadecimal digits, once there are no more.
    mutating func ended() -> String
}

/// SHA-256 of what a cassette holds, by which a change by hand is noticed, and of a key id, from which the stand-in derives an
/// account.
///
/// It protects nothing, and signing does not use it. It is written out here because whoever only replays cassettes would
/// build BoringSSL for this one call, which takes longer than all that replaying needs. Source: FIPS 180-4, section 6.2;
/// the tests compare it with swift-crypto's.
public struct ContentDigest: RunningDigest, Sendable {
    private var state = ContentDigest.initial
    /// Bytes that don't fill a block yet.
    private var rest: [UInt8] = []
    private var count = 0

    private typealias State = (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)

    /// Makes a digest of no bytes yet.
    public init() {}

    /// The digest as 64 lower-case hexadecimal digits.
    public static func sha256(_ bytes: [UInt8]) -> String {
        var digest = ContentDigest()
        digest.add(bytes)
        return digest.ended()
    }

    /// Takes the next bytes.
    public mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { add($0) }
    }

    /// Takes the next bytes.
    public mutating func add(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { add($0) }
    }

    private mutating func add(_ message: UnsafeRawBufferPointer) {
        count += message.count
        var start = 0
        if !rest.isEmpty {
            start = min(64 - rest.count, message.count)
            rest += message[..<start]
            if rest.count < 64 { return }
            rest.withUnsafeBytes { Self.compress($0, 0..<64, into: &state) }
            rest.removeAll(keepingCapacity: true)
        }
        let end = start + (message.count - start) / 64 * 64
        Self.compress(message, start..<end, into: &state)
        rest += message[end...]
    }

    /// The digest of all bytes, once there are no more.
    public mutating func ended() -> String {
        let length = withUnsafeBytes(of: UInt64(count * 8).bigEndian) { Array($0) }
        let padding = [UInt8](repeating: 0, count: (119 - count % 64) % 64)
        add([0x80] + padding + length)
        let (a, b, c, d, e, f, g, h) = state
        return Hexadecimal.text([a, b, c, d, e, f, g, h].flatMap { withUnsafeBytes(of: $0.bigEndian) { Array($0) } })
    }

    /// Takes whole blocks in: by pointers and without arrays, because long cassettes are digested whole, and each entry once more.
    private static func compress(_ message: UnsafeRawBufferPointer, _ blocks: Range<Int>, into state: inout State) {
        if blocks.isEmpty { return }
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
            roundConstants.withUnsafeBufferPointer { constants in
                for start in stride(from: blocks.lowerBound, to: blocks.upperBound, by: 64) {
                    for index in 0..<16 {
                        let word = message.loadUnaligned(fromByteOffset: start &+ 4 &* index, as: UInt32.self)
                        schedule[index] = UInt32(bigEndian: word)
                    }
                    for index in 16..<64 {
                        let (late, early) = (schedule[index &- 2], schedule[index &- 15])
                        let sum1 = rotated(late, 17) ^ rotated(late, 19) ^ (late &>> 10)
                        let sum0 = rotated(early, 7) ^ rotated(early, 18) ^ (early &>> 3)
                        schedule[index] = sum1 &+ schedule[index &- 7] &+ sum0 &+ schedule[index &- 16]
                    }
                    for index in 0..<64 { schedule[index] &+= constants[index] }
                    var (a, b, c, d, e, f, g, h) = state
                    // Eight rounds, after which each word is at its place again.
                    for index in stride(from: 0, to: 64, by: 8) {
                        round(a, b, c, &d, e, f, g, &h, schedule[index])
                        round(h, a, b, &c, d, e, f, &g, schedule[index &+ 1])
                        round(g, h, a, &b, c, d, e, &f, schedule[index &+ 2])
                        round(f, g, h, &a, b, c, d, &e, schedule[index &+ 3])
                        round(e, f, g, &h, a, b, c, &d, schedule[index &+ 4])
                        round(d, e, f, &g, h, a, b, &c, schedule[index &+ 5])
                        round(c, d, e, &f, g, h, a, &b, schedule[index &+ 6])
                        round(b, c, d, &e, f, g, h, &a, schedule[index &+ 7])
                    }
                    state = (
                        state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e, state.5 &+ f,
                        state.6 &+ g, state.7 &+ h
                    )
                }
            }
        }
    }

    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
        _ h: inout UInt32, _ word: UInt32
    ) {
        let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
        let first = h &+ sum1 &+ ((e & f) ^ (~e & g)) &+ word
        d &+= first
        let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
        h = first &+ sum0 &+ ((a & b) ^ (a & c) ^ (b & c))
    }

    @inline(__always)
    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &>> count | word &<< (32 &- count)
    }

    /// The first 32 bits of the fractional parts of the square roots of the first eight primes.
    private static let initial: State = {
        let words = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
        return (words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7])
    }()

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static let roundConstants: [UInt32] = primes.map { fraction(cubeRoot(Double($0))) }

    private static let primes: [Int] = (2...311).filter { number in
        !(2..<number).contains { number.isMultiple(of: $0) }
    }

    private static func fraction(_ value: Double) -> UInt32 {
        UInt32((value - value.rounded(.down)) * 4_294_967_296)
    }

    /// By Newton's method; the roots are under 7, so a double has bits to spare for the 32 that count.
    private static func cubeRoot(_ value: Double) -> Double {
        var root = value
        for _ in 0..<64 { root -= (root * root * root - value) / (3 * root * root) }
        return root
    }
}
