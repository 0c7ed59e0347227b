/// The parts of a Signature Version 4 `Authorization` header.
public struct AuthorizationHeader: Sendable, Hashable, CustomStringConvertible {
    /// The name of the algorithm, the only one this module knows.
    public static let algorithm = "AWS4-HMAC-SHA256"

    /// The access key id.
    public var accessKeyID: String
    /// The scope.
    public var scope: CredentialScope
    /// The signed headers' names, lower case, in the order given.
    public var signedHeaders: [String]
    /// 64 lower-case hexadecimal digits.
    public var signature: String

    /// Makes a header of its parts.
    public init(accessKeyID: String, scope: CredentialScope, signedHeaders: [String], signature: String) {
        self.accessKeyID = accessKeyID
        self.scope = scope
        self.signedHeaders = signedHeaders
        self.signature = signature
    }

    /// Reads a header's value; the parts may stand in any order, with or without a space after their commas.
    ///
    /// - Throws: ``SignatureError`` with the code `incomplete`, naming what is missing or not understood.
    public init(_ value: String) throws(SignatureError) {
        // Bytes in one array, not characters: the header is read several times for every exchange.
        let pieces = Array(value.utf8).split(separator: 0x20, maxSplits: 1)
        guard let name = pieces.first, name.elementsEqual(Self.algorithm.utf8), pieces.count == 2 else {
            throw SignatureError(.incomplete, "the authorization header does not begin with \(Self.algorithm)")
        }
        let names = ["Credential", "SignedHeaders", "Signature"]
        var parts = [ArraySlice<UInt8>?](repeating: nil, count: names.count)
        for part in pieces[1].split(separator: UInt8(ascii: ",")) {
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else {
                throw SignatureError(.incomplete, "the authorization header has a part without an equals sign")
            }
            let name = part[..<equals].drop { $0 == 0x20 }
            guard let index = names.firstIndex(where: { name.elementsEqual($0.utf8) }) else { continue }
            parts[index] = part[(equals + 1)...].prefix { $0 != 0x20 }
        }
        guard let credential = parts[0], let signed = parts[1], let signature = parts[2] else {
            let missing = names.indices.filter { parts[$0] == nil }.map { names[$0] }
            throw SignatureError(
                .incomplete, "the authorization header lacks \(missing.joined(separator: " and "))",
                answer: missing.map { "Authorization header requires '\($0)' parameter. " }.joined()
                    + "Authorization=\(Self.algorithm)")
        }
        try self.init(credential: credential, signedHeaders: signed, signature: Self.text(signature))
    }

    /// Reads the parts as they stand in a header, or decoded in the query of a presigned request.
    ///
    /// - Throws: ``SignatureError`` with the code `incomplete`, where the credential is not of its form.
    public init(credential: String, signedHeaders: String, signature: String) throws(SignatureError) {
        try self.init(
            credential: Array(credential.utf8)[...], signedHeaders: Array(signedHeaders.utf8)[...],
            signature: signature)
    }

    private init(
        credential: ArraySlice<UInt8>, signedHeaders: ArraySlice<UInt8>, signature: String
    ) throws(SignatureError) {
        let fields = credential.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Self.text)
        guard fields.count >= 5, fields.last == "aws4_request" else {
            throw SignatureError(
                .incomplete, "the credential is not of the form KEY/DATE/REGION/SERVICE/aws4_request")
        }
        let end = fields.count
        self.accessKeyID = fields[0..<(end - 4)].joined(separator: "/")
        self.scope = CredentialScope(date: fields[end - 4], region: fields[end - 3], service: fields[end - 2])
        self.signedHeaders = signedHeaders.split(separator: UInt8(ascii: ";")).map { Self.text($0).lowercased() }
        self.signature = signature
    }

    private static func text(_ part: ArraySlice<UInt8>) -> String {
        String(decoding: part, as: UTF8.self)
    }

    public var description: String {
        let headers = signedHeaders.joined(separator: ";")
        let credential = "\(accessKeyID)/\(scope)"
        return "\(Self.algorithm) Credential=\(credential), SignedHeaders=\(headers), Signature=\(signature)"
    }

    /// The value as it may be kept: scope and signed headers stay, key id and signature become placeholders.
    public var redacted: String {
        AuthorizationHeader(
            accessKeyID: "{key}", scope: scope, signedHeaders: signedHeaders, signature: "{signature}"
        ).description
    }
}
