import TapedeckExchangeModel

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
        // Bytes in one array and plain loops: the header is read several times for every exchange.
        let bytes = Array(value.utf8)
        var start = 0
        while start < bytes.count, bytes[start] == 0x20 { start += 1 }
        let isKnown = bytes[start...].starts(with: Self.algorithm.utf8)
        start += Self.algorithm.utf8.count
        guard isKnown, start + 1 < bytes.count, bytes[start] == 0x20 else {
            throw SignatureError(.incomplete, "the authorization header does not begin with \(Self.algorithm)")
        }
        let names = ["Credential", "SignedHeaders", "Signature"]
        var parts = [ArraySlice<UInt8>?](repeating: nil, count: names.count)
        var index = start + 1
        while index < bytes.count {
            var end = index
            while end < bytes.count, bytes[end] != UInt8(ascii: ",") { end += 1 }
            defer { index = end + 1 }
            if end == index { continue }
            var equals = index
            while equals < end, bytes[equals] != UInt8(ascii: "=") { equals += 1 }
            if equals == end {
                throw SignatureError(.incomplete, "the authorization header has a part without an equals sign")
            }
            while index < equals, bytes[index] == 0x20 { index += 1 }
            let name = bytes[index..<equals]
            guard let number = names.firstIndex(where: { name.elementsEqual($0.utf8) }) else { continue }
            var last = equals + 1
            while last < end, bytes[last] != 0x20 { last += 1 }
            parts[number] = bytes[(equals + 1)..<last]
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
        let fields = Self.texts(credential, separator: UInt8(ascii: "/"), omitsEmpty: false)
        guard fields.count >= 5, fields.last == "aws4_request" else {
            throw SignatureError(
                .incomplete, "the credential is not of the form KEY/DATE/REGION/SERVICE/aws4_request")
        }
        let end = fields.count
        self.accessKeyID = end == 5 ? fields[0] : fields[0..<(end - 4)].joined(separator: "/")
        self.scope = CredentialScope(date: fields[end - 4], region: fields[end - 3], service: fields[end - 2])
        self.signedHeaders = Self.texts(signedHeaders, separator: UInt8(ascii: ";"), omitsEmpty: true).map { name in
            name.utf8.contains { $0 > 0x7F || (0x41...0x5A).contains($0) } ? name.lowercased() : name
        }
        self.signature = signature
    }

    private static func texts(_ bytes: ArraySlice<UInt8>, separator: UInt8, omitsEmpty: Bool) -> [String] {
        var texts: [String] = []
        var start = bytes.startIndex
        for index in bytes.startIndex...bytes.endIndex where index == bytes.endIndex || bytes[index] == separator {
            if index > start || !omitsEmpty { texts.append(text(bytes[start..<index])) }
            start = index + 1
        }
        return texts
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

extension Request {
    /// The region in the scope of the signature; `nil` where it is not signed, or for none.
    package var signedRegion: String? {
        let scope = headers["Authorization"].flatMap { try? AuthorizationHeader($0) }?.scope
        return scope.flatMap { $0.region.isEmpty ? nil : $0.region }
    }
}
