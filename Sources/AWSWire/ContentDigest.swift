/// SHA-256 of what a cassette holds, by which a change by hand is noticed, and of a key id, from which the stand-in derives an
/// account.
///
/// It protects nothing, and signing does not use it. It is written out here because whoever only replays cassettes would
/// build BoringSSL for this one call, which takes longer than all that replaying needs. Source: FIPS 180-4, section 6.2;
/// the tests compare it with swift-crypto's.
public struct ContentDigest: Sendable {
    private var state = ContentDigest.initial
    /// Bytes that don't fill a block yet.
    private var rest: [UInt8] = []
    private var count = 0
    private var schedule = [UInt32](repeating: 0, count: 64)

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
        count += bytes.count
        rest += bytes
        let whole = rest.count - rest.count % 64
        // By pointers: cassettes of many entries are digested whole, and each entry once more.
        rest.withUnsafeBytes { message in
            schedule.withUnsafeMutableBufferPointer { schedule in
                Self.roundConstants.withUnsafeBufferPointer { constants in
                    for start in stride(from: 0, to: whole, by: 64) {
                        for index in 0..<16 {
                            schedule[index] = UInt32(
                                bigEndian: message.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self))
                        }
                        Self.compress(schedule, constants, into: &state)
                    }
                }
            }
        }
        rest.removeFirst(whole)
    }

    /// The digest of all bytes, once there are no more.
    public mutating func ended() -> String {
        let length = withUnsafeBytes(of: UInt64(count * 8).bigEndian) { Array($0) }
        let padding = [UInt8](repeating: 0, count: (119 - count % 64) % 64)
        add([0x80] + padding + length)
        return Hexadecimal.text(state.flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } })
    }

    private static func compress(
        _ schedule: UnsafeMutableBufferPointer<UInt32>, _ constants: UnsafeBufferPointer<UInt32>,
        into state: inout [UInt32]
    ) {
        for index in 16..<64 {
            let (late, early) = (schedule[index - 2], schedule[index - 15])
            let sum1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >> 10)
            let sum0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >> 3)
            schedule[index] = sum1 &+ schedule[index - 7] &+ sum0 &+ schedule[index - 16]
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in 0..<64 {
            let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
            let first = h &+ sum1 &+ ((e & f) ^ (~e & g)) &+ constants[index] &+ schedule[index]
            let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
            let second = sum0 &+ ((a & b) ^ (a & c) ^ (b & c))
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 - count)
    }

    /// The first 32 bits of the fractional parts of the square roots of the first eight primes.
    private static let initial: [UInt32] = primes.prefix(8).map { fraction(Double($0).squareRoot()) }

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
