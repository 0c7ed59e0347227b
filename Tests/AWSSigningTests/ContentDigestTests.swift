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

    /// In pieces of every length, so that one ends at each place of a block.
    @Test
    func piecesMakeWhatTheWholeMakes() {
        var digest = ContentDigest()
        var fast = FastDigest()
        var whole: [UInt8] = []
        for length in 0...200 {
            let piece = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
            if length.isMultiple(of: 2) { digest.add(piece) } else { digest.add(piece[...]) }
            fast.add(piece[...])
            whole += piece
        }
        #expect(digest.ended() == Digest.sha256Hex(whole))
        #expect(fast.ended() == Digest.sha256Hex(whole))
    }
}
