public import TapedeckAWSWire
public import TapedeckExchangeModel

/// AWS Signature Version 4, in the authorization header.
///
/// Source: "AWS Signature Version 4 for API requests" in the IAM User Guide, and AWS's public test suite, which the
/// tests read.
public struct SignatureV4: Sendable {
    /// Such as `us-east-1`.
    public var region: String
    /// Such as `apprunner`.
    public var service: String
    /// Whether `.`, `..` and repeated slashes are taken out of the path first; every service but S3 asks for it.
    public var normalizesPath: Bool

    /// Makes a signer or verifier for a region and service.
    public init(region: String, service: String, normalizesPath: Bool = true) {
        self.region = region
        self.service = service
        self.normalizesPath = normalizesPath
    }

    /// The request in the form that is hashed: method, path, query, headers, their names, and the body's hash.
    ///
    /// - Parameter signedHeaders: lower-case names; repeats of a header are joined by commas in their order.
    public func canonicalRequest(_ request: Request, signedHeaders: [String]) -> String {
        let names = signedHeaders.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let query = request.target.firstIndex(of: "?").map { request.target[request.target.index(after: $0)...] } ?? ""
        var lines = [request.method, canonicalPath(request.path), canonicalQuery(query)]
        for name in names {
            lines.append("\(name):\(request.headers.values(name).map(trimmedValue).joined(separator: ","))")
        }
        lines.append("")
        lines.append(names.joined(separator: ";"))
        lines.append(Digest.sha256Hex(request.body))
        return lines.joined(separator: "\n")
    }

    /// The text that is signed.
    public func stringToSign(canonicalRequest: String, at time: Instant) -> String {
        let date = time.basicFormat
        let scope = CredentialScope(date: String(date.prefix(8)), region: region, service: service)
        let hash = Digest.sha256Hex(Array(canonicalRequest.utf8))
        return "\(AuthorizationHeader.algorithm)\n\(date)\n\(scope)\n\(hash)"
    }

    /// The signature of a text, 64 lower-case hexadecimal digits.
    public func signature(of stringToSign: String, date: String, secretAccessKey: String) -> String {
        var key = Digest.hmac(key: Array("AWS4\(secretAccessKey)".utf8), Array(date.utf8))
        for part in [region, service, "aws4_request"] { key = Digest.hmac(key: key, Array(part.utf8)) }
        return Hexadecimal.text(Digest.hmac(key: key, Array(stringToSign.utf8)))
    }

    /// Signs a request in place: sets `X-Amz-Date`, the token where there is one, and `Authorization`.
    ///
    /// - Parameters:
    ///   - request: must have its `Host` field and final body.
    ///   - signedHeaders: lower-case names of the fields to sign; those that the request lacks are left out, and the
    ///     ones that must be signed (`host`, `x-amz-date`, `x-amz-security-token`) are added.
    ///   - signsToken: whether the session token is part of what is signed; services want it so.
    public func sign(
        _ request: inout Request, credentials: Credentials, at time: Instant,
        signedHeaders: [String] = ["content-type", "x-amz-target"], signsToken: Bool = true
    ) {
        let date = time.basicFormat
        request.headers.replace("X-Amz-Date", with: date)
        if let token = credentials.sessionToken {
            request.headers.replace("X-Amz-Security-Token", with: token)
        } else {
            request.headers.remove("X-Amz-Security-Token")
        }
        var names = Set(signedHeaders.map { $0.lowercased() }).union(["host", "x-amz-date", "x-amz-security-token"])
        if !signsToken { names.remove("x-amz-security-token") }
        names.remove("authorization")
        let present = names.filter { request.headers.contains($0) }.sorted()
        let text = stringToSign(canonicalRequest: canonicalRequest(request, signedHeaders: present), at: time)
        let day = String(date.prefix(8))
        let header = AuthorizationHeader(
            accessKeyID: credentials.accessKeyID,
            scope: CredentialScope(date: day, region: region, service: service), signedHeaders: present,
            signature: signature(of: text, date: day, secretAccessKey: credentials.secretAccessKey))
        request.headers.replace("Authorization", with: header.description)
    }

    /// Checks a request's signature with the credentials that it should have been made with.
    ///
    /// - Parameters:
    ///   - time: the verifier's clock; `nil` leaves the age of the request unchecked.
    ///   - tolerance: how far the request's date may be from it, in seconds.
    /// - Throws: ``SignatureError`` naming the first thing that is wrong.
    public static func verify(
        _ request: Request, credentials: Credentials, service: String, at time: Instant?, tolerance: Int64 = 900
    ) throws(SignatureError) {
        let header = try form(of: request, service: service)
        guard header.accessKeyID == credentials.accessKeyID else {
            throw SignatureError(.unknownKey, "the access key id is another one")
        }
        guard request.headers["X-Amz-Security-Token"] == credentials.sessionToken else {
            let seen = request.headers.contains("X-Amz-Security-Token")
            throw SignatureError(
                .wrongToken, seen ? "the session token is not the one expected" : "the session token is missing")
        }
        if credentials.sessionToken != nil, !header.signedHeaders.contains("x-amz-security-token") {
            throw SignatureError(.incomplete, "x-amz-security-token is sent but not signed")
        }
        guard let date = requestDate(request) else {
            throw SignatureError(.incomplete, "X-Amz-Date is missing or not of the form 20201103T003251Z")
        }
        if let time, (time.seconds - date.seconds).magnitude > tolerance.magnitude {
            throw SignatureError(
                .expired,
                "the request's date \(date.basicFormat) is more than \(tolerance / 60) minutes from \(time.basicFormat)"
            )
        }
        let signer = SignatureV4(region: header.scope.region, service: service)
        let canonical = signer.canonicalRequest(request, signedHeaders: header.signedHeaders)
        let expected = signer.signature(
            of: signer.stringToSign(canonicalRequest: canonical, at: date), date: header.scope.date,
            secretAccessKey: credentials.secretAccessKey)
        guard Digest.isEqual(expected, header.signature) else {
            throw SignatureError(
                .mismatch, "the signature does not verify with the secret key of \(header.accessKeyID)")
        }
    }

    /// Checks everything about a signature that needs no secret: its form, its scope, what must be signed.
    ///
    /// - Throws: ``SignatureError`` naming the first thing that is wrong.
    @discardableResult
    public static func form(of request: Request, service: String) throws(SignatureError) -> AuthorizationHeader {
        guard let value = request.headers["Authorization"] else {
            throw SignatureError(.missing, "there is no authorization header")
        }
        let header = try AuthorizationHeader(value)
        for name in ["host", "x-amz-date"] where !header.signedHeaders.contains(name) {
            throw SignatureError(.incomplete, "\(name) is not signed")
        }
        for name in header.signedHeaders where !request.headers.contains(name) {
            throw SignatureError(.incomplete, "\(name) is signed but not sent")
        }
        guard let date = requestDate(request) else {
            throw SignatureError(.incomplete, "X-Amz-Date is missing or not of the form 20201103T003251Z")
        }
        guard header.scope.date == date.basicFormat.prefix(8) else {
            throw SignatureError(
                .wrongScope, "the scope's date \(header.scope.date) is not that of X-Amz-Date, \(date.basicFormat)")
        }
        guard header.scope.service == service else {
            throw SignatureError(.wrongScope, "the scope's service is \(header.scope.service), not \(service)")
        }
        guard header.signature.utf8.count == 64, header.signature.utf8.allSatisfy(isLowercaseHex) else {
            throw SignatureError(.incomplete, "the signature is not 64 lower-case hexadecimal digits")
        }
        return header
    }

    private static func requestDate(_ request: Request) -> Instant? {
        request.headers["X-Amz-Date"].flatMap { Instant(basicFormat: $0) }
    }

    private static func isLowercaseHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}

extension SignatureV4 {
    /// The path with every byte but the unreserved ones and the slash percent-encoded.
    private func canonicalPath(_ path: Substring) -> String {
        var path = path.isEmpty ? "/" : String(path)
        if normalizesPath {
            var segments: [Substring] = []
            for segment in path.split(separator: "/") where segment != "." {
                if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
            }
            let ends = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
            path = "/" + segments.joined(separator: "/") + (ends && !segments.isEmpty ? "/" : "")
        }
        return percentEncoded(path.utf8, keepsSlash: true)
    }

    private func canonicalQuery(_ query: Substring) -> String {
        let pairs = query.split(separator: "&").map { part -> (String, String) in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count > 1 ? pair[1] : ""
            return (reencoded(pair[0]), reencoded(value))
        }
        let sorted = pairs.sorted { left, right in
            left.0 == right.0
                ? left.1.utf8.lexicographicallyPrecedes(right.1.utf8)
                : left.0.utf8.lexicographicallyPrecedes(right.0.utf8)
        }
        return sorted.map { "\($0)=\($1)" }.joined(separator: "&")
    }

    /// A part of a query, decoded where it was percent-encoded, in the one encoding that is signed.
    private func reencoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(Substring(rest.prefix(2))), radix: 16) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return percentEncoded(bytes, keepsSlash: false)
    }

    private func percentEncoded(_ bytes: some Sequence<UInt8>, keepsSlash: Bool) -> String {
        var text = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "/") where keepsSlash:
                text.append("/")
            default:
                text += "%" + Hexadecimal.text([byte]).uppercased()
            }
        }
        return text
    }

    /// A header's value without outer white space, inner runs of it as one space.
    private func trimmedValue(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" || $0.isNewline }.joined(separator: " ")
    }
}
