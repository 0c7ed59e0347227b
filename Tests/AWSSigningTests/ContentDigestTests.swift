import TapedeckAWSSigning
import TapedeckAWSWire
import Testing

struct ContentDigestTests {
    /// Every length round the ends of one, two and three blocks, and a long one.
    @Test(arguments: Array(0...200) + [100_003])
    func agreesWithCrypto(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ length) }
        #expect(ContentDigest.sha256(bytes) == Digest.sha256Hex(bytes))
    }
}
