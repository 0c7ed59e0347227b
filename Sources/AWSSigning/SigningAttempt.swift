import TapedeckAWSWire
import TapedeckExchangeModel

/// Every step from a request to its signature, so that each can be taken in another way.
struct SigningAttempt: Hashable {
    /// How the steps of the key are joined.
    enum KeySteps: Hashable {
        case bytes
        /// Each digest is written in hexadecimal before it is the next key.
        case hexadecimal
    }

    var canonical: CanonicalRequest
    /// Whether an empty line stands between the fields and their names.
    var hasEmptyLine = true
    var lineEnd = "\n"
    /// Whether the canonical request is hashed before it enters the string to sign.
    var hashesCanonical = true
    var date: String
    var scope: CredentialScope
    var keyPrefix = "AWS4"
    var secret: String
    /// The scope's parts, as the key is made of them.
    var keyParts: [String]
    var keySteps = KeySteps.bytes

    init(_ request: Request, _ claim: SignatureClaim, _ credentials: Credentials, service: String) {
        let scope = claim.header.scope
        canonical = SignatureV4(region: scope.region, service: service)
            .canonical(request, signedHeaders: claim.header.signedHeaders)
        date = claim.date.basicFormat
        self.scope = scope
        secret = credentials.secretAccessKey
        keyParts = [scope.date, scope.region, scope.service, "aws4_request"]
    }

    var canonicalText: String {
        var lines = canonical.text.split(separator: "\n", omittingEmptySubsequences: false)
        if !hasEmptyLine { lines.remove(at: 3 + canonical.fields.count) }
        return lines.joined(separator: lineEnd)
    }

    var stringToSign: String {
        let text = canonicalText
        return [
            AuthorizationHeader.algorithm, date, "\(scope)",
            hashesCanonical ? Digest.sha256Hex(Array(text.utf8)) : text,
        ].joined(separator: lineEnd)
    }

    var signature: String {
        var key = Array("\(keyPrefix)\(secret)".utf8)
        for part in keyParts {
            let digest = Digest.hmac(key: key, Array(part.utf8))
            key = keySteps == .bytes ? digest : Array(Hexadecimal.text(digest).utf8)
        }
        return Hexadecimal.text(Digest.hmac(key: key, Array(stringToSign.utf8)))
    }
}
