import Crypto
public import TapedeckAWSWire

/// SHA-256 and its keyed form, as Signature Version 4 uses them.
public enum Digest {
    /// The SHA-256 of some bytes, 32 of them.
    public static func sha256(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var hash = SHA256()
        let used: Void? = bytes.withContiguousStorageIfAvailable {
            hash.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if used == nil { hash.update(data: Array(bytes)) }
        return Array(hash.finalize())
    }

    /// The SHA-256 of some bytes as 64 lower-case hexadecimal digits.
    public static func sha256Hex(_ bytes: some Collection<UInt8>) -> String {
        Hexadecimal.text(sha256(bytes))
    }

    /// The HMAC with SHA-256 of a message, 32 bytes.
    public static func hmac(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        hmac(key: SymmetricKey(data: key), message)
    }

    static func hmac(key: SymmetricKey, _ message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }

    /// Whether two texts are equal, in a time that does not depend on where they differ.
    public static func isEqual(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// SHA-256 by swift-crypto, which uses what the processor has for it.
public struct FastDigest: RunningDigest {
    private var hash = SHA256()

    /// Makes a digest of no bytes yet.
    public init() {}

    public mutating func add(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }

    public mutating func ended() -> String {
        Hexadecimal.text(Array(hash.finalize()))
    }
}
