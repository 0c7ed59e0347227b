import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

struct SignatureCheckTests {
    static let credentials = SignatureV4Tests.credentials
    static let temporary = Credentials(accessKeyID: "ASIAEXAMPLE", secretAccessKey: "s", sessionToken: "a/TOKEN=")
    static let check = SignatureCheck([credentials, temporary], service: "apprunner")
    static let time = Instant(seconds: 1_604_363_571)

    static func signed(
        _ credentials: Credentials = credentials, host: String = "127.0.0.1:4000", region: String = "us-east-1",
        _ change: (inout Request) -> Void = { _ in }
    ) -> Request {
        var request = Envelope.request(.createConnection, body: Array("{}".utf8), host: host)
        change(&request)
        SignatureV4(region: region, service: "apprunner").sign(&request, credentials: credentials, at: time)
        return request
    }

    /// A request as `aws … presign` would make it: all in the query.
    static func presigned(
        _ credentials: Credentials = credentials, lifetime: String = "900", _ change: (inout String) -> Void = { _ in }
    ) -> Request {
        let scope = "20201103/us-east-1/apprunner/aws4_request"
        var query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\(credentials.accessKeyID)%2F"
        query += "\(scope.replacingText("/", "%2F"))&X-Amz-Date=20201103T003251Z&X-Amz-Expires=\(lifetime)"
        query += "&X-Amz-SignedHeaders=host%3Bx-amz-target"
        if let token = credentials.sessionToken {
            query += "&X-Amz-Security-Token=\(token.replacingText("/", "%2F").replacingText("=", "%3D"))"
        }
        var request = Envelope.request(.listConnections, body: Array("{}".utf8), host: "127.0.0.1:4000")
        request.target = "/?\(query)"
        let signer = SignatureV4(region: "us-east-1", service: "apprunner")
        let text = signer.canonicalRequest(request, signedHeaders: ["host", "x-amz-target"])
        let signature = signer.signature(
            of: signer.stringToSign(canonicalRequest: text, at: time), date: "20201103",
            secretAccessKey: credentials.secretAccessKey)
        query += "&X-Amz-Signature=\(signature)"
        change(&query)
        request.target = "/?\(query)"
        return request
    }

    @Test(.enabled(if: Conformance.isPresent, "\(Conformance.absence)"), arguments: SignatureV4Tests.names)
    func passesTheSignedRequestOfEachVector(name: String) throws {
        var request = try RequestText.parse(Conformance.bytes("\(name).sreq"))
        // One signed request has another vector's signature in it; the header's own file is right.
        request.headers.replace("Authorization", with: try Conformance.text("\(name).authz"))
        var credentials = Self.credentials
        let names = try AuthorizationHeader(request.headers["Authorization"] ?? "").signedHeaders
        credentials.sessionToken = request.headers["X-Amz-Security-Token"]
        let check = SignatureCheck([credentials], service: "service")
        guard credentials.sessionToken == nil || names.contains("x-amz-security-token") else {
            // The vector of a service that takes the token unsigned; this check wants it signed.
            #expect(throws: SignatureError.self) { try check.check(request, at: nil) }
            return
        }
        try check.check(request, at: Instant(basicFormat: "20150830T123600Z"))
    }

    @Test
    func passesWhatIsSignedInAnyWay() throws {
        for credentials in [Self.credentials, Self.temporary] {
            try Self.check.check(Self.signed(credentials), at: Self.time)
            try Self.check.check(Self.presigned(credentials), at: Self.time)
        }
        try Self.check.check(
            Self.signed(host: "apprunner.eu-west-1.amazonaws.com", region: "eu-west-1"), at: Self.time)
    }

    /// As botocore signs a request that has a date of its own.
    @Test(arguments: ["Tue, 03 Nov 2020 00:32:51 GMT", "20201103T003251Z"])
    func passesWhatSaysItsDateInDate(text: String) throws {
        try Self.check.check(Self.signedByDate(text), at: Self.time)
        let late = #expect(throws: SignatureError.self) {
            try Self.check.check(Self.signedByDate(text), at: Instant(seconds: Self.time.seconds + 901))
        }
        #expect(late?.serviceMessage.hasPrefix("Signature expired: 20201103T003251Z is now earlier") == true)
        let other = Self.signedByDate(text).with("Date", "Tue, 03 Nov 2020 00:32:52 GMT")
        #expect(throws: SignatureError.self) { try Self.check.check(other, at: Self.time) }
    }

    @Test
    func aDateThatIsNoneIsNotSaidToBeMissing() {
        let error = #expect(throws: SignatureError.self) {
            try Self.check.check(Self.signedByDate("yesterday"), at: Self.time)
        }
        #expect(error?.serviceMessage.hasPrefix("Date must be in ISO-8601 'basic format'. Got 'yesterday'.") == true)
    }

    private static func signedByDate(_ text: String) -> Request {
        var request = Envelope.request(.createConnection, body: Array("{}".utf8), host: "127.0.0.1:4000")
        request.headers.append("Date", text)
        let signer = SignatureV4(region: "us-east-1", service: "apprunner")
        let names = ["content-type", "date", "host", "x-amz-target"]
        let signature = signer.signature(
            of: signer.stringToSign(
                canonicalRequest: signer.canonicalRequest(request, signedHeaders: names), at: time),
            date: "20201103", secretAccessKey: credentials.secretAccessKey)
        let header = AuthorizationHeader(
            accessKeyID: credentials.accessKeyID,
            scope: CredentialScope(date: "20201103", region: "us-east-1", service: "apprunner"), signedHeaders: names,
            signature: signature)
        request.headers.append("Authorization", header.description)
        return request
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let request: Request
        var seconds: Int64 = 0
        /// The code and the beginning of the text that the service answers with.
        let answer: String
    }

    @Test(arguments: [
        Case(
            testDescription: "nothing signed", request: Envelope.request(.listConnections, body: [], host: "h"),
            answer: "MissingAuthenticationTokenException: Request is missing Authentication Token"),
        Case(
            testDescription: "parts missing",
            request: signed().with("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request"),
            answer: "IncompleteSignatureException: Authorization header requires 'SignedHeaders' parameter. "
                + "Authorization header requires 'Signature' parameter. Authorization=AWS4-HMAC-SHA256"),
        Case(
            testDescription: "a key that nobody knows",
            request: signed(Credentials(accessKeyID: "AKIDOTHER", secretAccessKey: "s")),
            answer: "UnrecognizedClientException: The security token included in the request is invalid."),
        Case(
            testDescription: "no date", request: signed().with("X-Amz-Date", nil),
            answer: "IncompleteSignatureException: Authorization header requires existence of either a 'X-Amz-Date'"),
        Case(
            testDescription: "too old", request: signed(), seconds: 901,
            answer:
                "InvalidSignatureException: Signature expired: 20201103T003251Z is now earlier than 20201103T003252Z "
                + "(20201103T004752Z - 15 min.)"),
        Case(
            testDescription: "not yet", request: signed(), seconds: -901,
            answer: "InvalidSignatureException: Signature not yet current: 20201103T003251Z is still later than"),
        Case(
            testDescription: "another Region than the host's",
            request: signed(host: "apprunner.eu-west-1.amazonaws.com"),
            answer: "InvalidSignatureException: Credential should be scoped to a valid region, not 'us-east-1'."),
        Case(
            testDescription: "a field of AWS's that is not signed", request: signed().with("X-Amz-Meta", "1"),
            answer: "IncompleteSignatureException: There were headers present in the request which were not signed: "
                + "x-amz-meta"),
        Case(
            testDescription: "another body", request: signed().with(body: "{ }"),
            answer: "InvalidSignatureException: The request signature we calculated does not match the signature you"),
        Case(
            testDescription: "presigned, over", request: presigned(), seconds: 901,
            answer:
                "InvalidSignatureException: Signature expired: 20201103T004751Z is now earlier than 20201103T004752Z"),
        Case(
            testDescription: "presigned, for too long", request: presigned(lifetime: "604801"),
            answer: "IncompleteSignatureException: X-Amz-Expires"),
        Case(
            testDescription: "presigned, a parameter missing",
            request: presigned { $0 = $0.replacingText("&X-Amz-Expires=900", "") },
            answer: "IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-Expires'."),
        Case(
            testDescription: "presigned, a parameter more", request: presigned { $0 += "&x=1" },
            answer: "InvalidSignatureException: The request signature we calculated"),
        Case(
            testDescription: "presigned with the token of another",
            request: presigned(temporary) { $0 = $0.replacingText("TOKEN", "OTHER") },
            answer: "UnrecognizedClientException: The security token"),
    ])
    func refusesAsAServiceDoes(item: Case) {
        let error = #expect(throws: SignatureError.self) {
            try Self.check.check(item.request, at: Instant(seconds: Self.time.seconds + item.seconds))
        }
        let said = "\(error?.serviceCode ?? ""): \(error?.serviceMessage ?? "")"
        #expect(said.hasPrefix(item.answer), "\(said)")
    }
}

extension Request {
    fileprivate func with(_ name: String, _ value: String?) -> Request {
        var request = self
        if let value { request.headers.replace(name, with: value) } else { request.headers.remove(name) }
        return request
    }

    fileprivate func with(body: String) -> Request {
        var request = self
        request.body = Array(body.utf8)
        return request
    }
}
