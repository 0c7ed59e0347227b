public import TapedeckExchangeModel

/// What a request says of its own signature: in its authorization header or, presigned, in its query.
///
/// Where both are there the header counts; what App Runner does with both is not known.
public struct SignatureClaim: Sendable {
    /// Who signed, in which scope, which fields, and the signature.
    public let header: AuthorizationHeader
    /// When the request says that it was signed.
    public let date: Instant
    /// The session token; `nil` where none is sent.
    public let token: String?
    /// Seconds for which a presigned request is good; `nil` for one with a header.
    public let lifetime: Int64?
    /// The field that says the date: `X-Amz-Date`, or `Date` where that alone is sent.
    private let dateName: String

    /// Reads the claim, and checks all of its form that needs no secret.
    ///
    /// - Throws: ``SignatureError`` naming the first thing that is wrong.
    public init(_ request: Request, service: String) throws(SignatureError) {
        if let value = request.headers["Authorization"] {
            header = try AuthorizationHeader(value)
            lifetime = nil
            token = request.headers["X-Amz-Security-Token"]
            let hasOnlyDate = request.headers.contains("Date") && !request.headers.contains("X-Amz-Date")
            dateName = hasOnlyDate ? "Date" : "X-Amz-Date"
            date = try Self.date(request.headers[dateName], header, name: dateName)
        } else {
            let parameters = request.query.mapValues {
                String(decoding: PercentCoding.decoded($0[...]), as: UTF8.self)
            }
            guard parameters["X-Amz-Algorithm"] != nil || parameters["X-Amz-Signature"] != nil else {
                throw SignatureError(
                    .missing, "there is no authorization header", answer: "Request is missing Authentication Token")
            }
            header = try Self.header(of: parameters)
            token = parameters["X-Amz-Security-Token"]
            dateName = "X-Amz-Date of the query"
            date = try Self.date(parameters["X-Amz-Date"], header, name: dateName)
            guard let seconds = parameters["X-Amz-Expires"].flatMap({ Int64($0) }), (1...604_800).contains(seconds)
            else {
                throw SignatureError(.incomplete, "X-Amz-Expires is not a number of seconds from 1 to 604800")
            }
            lifetime = seconds
        }
        try check(request, service)
    }

    private static func header(of parameters: [String: String]) throws(SignatureError) -> AuthorizationHeader {
        let needed = [
            "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date",
            "X-Amz-Expires",
        ]
        let missing = needed.filter { parameters[$0] == nil }
        guard missing.isEmpty, let credential = parameters["X-Amz-Credential"],
            let signature = parameters["X-Amz-Signature"], let names = parameters["X-Amz-SignedHeaders"]
        else {
            throw SignatureError(
                .incomplete, "the query lacks \(missing.joined(separator: " and "))",
                answer: missing.map { "AWS query-string parameters must include '\($0)'. " }.joined()
                    + "Re-examine the query-string parameters.")
        }
        guard parameters["X-Amz-Algorithm"] == AuthorizationHeader.algorithm else {
            throw SignatureError(.incomplete, "X-Amz-Algorithm is not \(AuthorizationHeader.algorithm)")
        }
        return try AuthorizationHeader(credential: credential, signedHeaders: names, signature: signature)
    }

    private static func date(
        _ text: String?, _ header: AuthorizationHeader, name: String
    ) throws(SignatureError) -> Instant {
        guard let text else {
            throw SignatureError(
                .incomplete, "\(name) is missing",
                answer: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
                    + "Authorization=\(AuthorizationHeader.algorithm)")
        }
        guard let date = Instant(basicFormat: text) ?? (name == "Date" ? Instant(httpDate: text) : nil) else {
            throw SignatureError(
                .incomplete, "\(name) is not of the form 20201103T003251Z",
                answer: "Date must be in ISO-8601 'basic format'. Got '\(text)'. "
                    + "See http://en.wikipedia.org/wiki/ISO_8601")
        }
        return date
    }

    /// The names that must be signed, and the scope.
    private func check(_ request: Request, _ service: String) throws(SignatureError) {
        guard header.signedHeaders.contains("host") else {
            throw SignatureError(
                .incomplete, "host is not signed",
                answer: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
        }
        guard lifetime != nil || header.signedHeaders.contains(dateName.lowercased()) else {
            throw SignatureError(.incomplete, "\(dateName.lowercased()) is not signed")
        }
        for name in header.signedHeaders where !request.headers.contains(name) {
            // Not known: services may as well take it for an empty value, and find that the signature differs.
            throw SignatureError(.incomplete, "\(name) is signed but not sent")
        }
        let day = String(date.basicFormat.prefix(8))
        guard header.scope.date == day else {
            throw SignatureError(
                .wrongScope,
                "the scope's date \(header.scope.date) is not that of \(dateName), \(date.basicFormat)",
                answer: "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                    + "'\(header.scope.date)' != '\(day)', from '\(date.basicFormat)'.")
        }
        guard header.scope.service == service else {
            throw SignatureError(
                .wrongScope, "the scope's service is \(header.scope.service), not \(service)",
                answer: "Credential should be scoped to correct service: '\(service)'. ")
        }
        guard header.signature.utf8.count == 64, header.signature.utf8.allSatisfy(Self.isLowercaseHex) else {
            throw SignatureError(.incomplete, "the signature is not 64 lower-case hexadecimal digits")
        }
    }

    private static func isLowercaseHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
