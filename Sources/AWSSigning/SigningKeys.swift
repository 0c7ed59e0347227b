import Crypto
import Synchronization

/// The keys that requests are signed with: each is good for a day, a region and a service, and takes four of the five
/// steps of a signature. The last one is kept, because a program signs most of its requests with one.
enum SigningKeys {
    private struct Kept {
        var steps: [String] = []
        var key = SymmetricKey(data: [UInt8]())
    }

    private static let last = Mutex(Kept())

    static func key(secretAccessKey: String, date: String, region: String, service: String) -> SymmetricKey {
        let steps = [secretAccessKey, date, region, service]
        let kept = last.withLock { $0 }
        if kept.steps == steps { return kept.key }
        let bytes = [date, region, service, "aws4_request"].reduce(Array("AWS4\(secretAccessKey)".utf8)) {
            Digest.hmac(key: $0, Array($1.utf8))
        }
        let key = SymmetricKey(data: bytes)
        last.withLock { $0 = Kept(steps: steps, key: key) }
        return key
    }
}
