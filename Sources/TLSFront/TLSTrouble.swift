import NIOCore
import NIOSSL

/// Why TLS with a client did not come about, as a clause whose subject is the client.
struct TLSTrouble: Error, Hashable, CustomStringConvertible {
    let description: String

    private init(_ description: String) {
        self.description = description
    }

    /// It closed the connection without a word.
    static let left = TLSTrouble("it left before TLS stood")

    /// It speaks HTTP without TLS.
    static let plainHTTP = TLSTrouble("it speaks no TLS that this deck knows (http request)")

    /// Takes from an error what the client said or did, and leaves what the library says of itself.
    init(_ error: any Error) {
        switch error {
        case NIOSSLError.handshakeFailed(.sslError(let stack)):
            guard let last = stack.last, last != .eofDuringHandshake else { self = .left; return }
            self = Self.read("\(last)")
        case is IOError: self = .left
        default: self = .brokenOff
        }
    }

    /// It ended TLS in a way that says nothing.
    private static let brokenOff = TLSTrouble("it broke TLS off")
    /// Reasons that are about what it speaks.
    private static let languages = [
        "http request", "https proxy request", "wrong version number", "unsupported protocol", "no shared cipher",
        "no application protocol",
    ]

    /// BoringSSL's text is `error:CODE:LIBRARY:FUNCTION:REASON at FILE:LINE`, and the reason of an alert is its name
    /// (RFC 8446, section 6). One that came in a form that can't be read says nothing of the client.
    private static func read(_ text: String) -> TLSTrouble {
        let parts = text.split(separator: " at ", maxSplits: 1)[0].split(separator: ":")
        let reason = parts.last?.lowercased().replacing("_", with: " ") ?? ""
        if let alert = reason.split(separator: " alert ", maxSplits: 1).dropFirst().first {
            return TLSTrouble("it answered with the alert \"\(alert)\"")
        }
        return languages.contains(reason) ? TLSTrouble("it speaks no TLS that this deck knows (\(reason))") : brokenOff
    }
}
