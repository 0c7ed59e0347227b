public import TapedeckAWSWire
public import TapedeckExchangeModel

/// AWS Signature Version 4: made in the authorization header, checked there and in the query of presigned requests.
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
        canonical(request, signedHeaders: signedHeaders).text
    }

    /// The parts of the canonical request.
    func canonical(_ request: Request, signedHeaders: [String]) -> CanonicalRequest {
        let names = signedHeaders.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let query = request.target.firstIndex(of: "?").map { request.target[request.target.index(after: $0)...] } ?? ""
        return CanonicalRequest(
            method: request.method, path: canonicalPath(request.path), query: canonicalQuery(query),
            fields: names.map { name in
                HeaderField(name, request.headers.values(name).map(trimmedValue).joined(separator: ","))
            }, names: names.joined(separator: ";"), bodyHash: Digest.sha256Hex(request.body))
    }

    /// The text that is signed.
    public func stringToSign(canonicalRequest: String, at time: Instant) -> String {
        stringToSign(Array(canonicalRequest.utf8), on: time.basicFormat)
    }

    private func stringToSign(_ canonicalRequest: [UInt8], on date: String) -> String {
        let scope = CredentialScope(date: String(date.prefix(8)), region: region, service: service)
        let hash = Digest.sha256Hex(canonicalRequest)
        return "\(AuthorizationHeader.algorithm)\n\(date)\n\(scope)\n\(hash)"
    }

    /// The signature of a text, 64 lower-case hexadecimal digits.
    public func signature(of stringToSign: String, date: String, secretAccessKey: String) -> String {
        let key = SigningKeys.key(secretAccessKey: secretAccessKey, date: date, region: region, service: service)
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
        let present = signed(signedHeaders, of: request, signsToken: signsToken)
        let text = stringToSign(canonical(request, signedHeaders: present).bytes, on: date)
        let day = String(date.prefix(8))
        let header = AuthorizationHeader(
            accessKeyID: credentials.accessKeyID,
            scope: CredentialScope(date: day, region: region, service: service), signedHeaders: present,
            signature: signature(of: text, date: day, secretAccessKey: credentials.secretAccessKey))
        request.headers.replace("Authorization", with: header.description)
    }

    /// The names of the fields to sign that a request has, in order, each once.
    private func signed(_ names: [String], of request: Request, signsToken: Bool) -> [String] {
        var found: [String] = []
        let token = "x-amz-security-token"
        for name in names.map({ $0.lowercased() }) + ["host", "x-amz-date", token] {
            if name == "authorization" || name == token && !signsToken { continue }
            if !found.contains(name), request.headers.contains(name) { found.append(name) }
        }
        return found.sorted()
    }
}

extension SignatureV4 {
    /// The path with every byte but the unreserved ones and the slash percent-encoded.
    private func canonicalPath(_ path: Substring) -> String {
        if path == "/" { return "/" }
        var path = path.isEmpty ? "/" : String(path)
        if normalizesPath {
            var segments: [Substring] = []
            for segment in path.split(separator: "/") where segment != "." {
                if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
            }
            let ends = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
            path = "/" + segments.joined(separator: "/") + (ends && !segments.isEmpty ? "/" : "")
        }
        return PercentCoding.encoded(path.utf8, keepsSlash: true)
    }

    /// The query's parameters, encoded and sorted; a presigned request's signature is none of them.
    private func canonicalQuery(_ query: Substring) -> String {
        if query.isEmpty { return "" }
        let pairs = query.split(separator: "&").filter { !$0.hasPrefix("X-Amz-Signature=") }.map {
            part -> (String, String) in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count > 1 ? pair[1] : ""
            return (Self.reencoded(pair[0]), Self.reencoded(value))
        }
        let sorted = pairs.sorted { left, right in
            left.0 == right.0
                ? left.1.utf8.lexicographicallyPrecedes(right.1.utf8)
                : left.0.utf8.lexicographicallyPrecedes(right.0.utf8)
        }
        return sorted.map { "\($0)=\($1)" }.joined(separator: "&")
    }

    /// A part of a query, decoded where it was percent-encoded, in the one encoding that is signed.
    private static func reencoded(_ text: Substring) -> String {
        PercentCoding.encoded(PercentCoding.decoded(text))
    }

    /// A header's value without outer white space, inner runs of it as one space.
    private func trimmedValue(_ value: String) -> String {
        // Most values have no space at all; characters are looked at only where there may be one.
        if value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return value }
        return value.split { $0 == " " || $0 == "\t" || $0.isNewline }.joined(separator: " ")
    }
}
