import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

struct SignatureV4Tests {
    static let credentials = Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    static let names = Conformance.files(under: "sigv4", ending: ".req").map { String($0.dropLast(4)) }

    @Test(.enabled(if: Conformance.isPresent, "\(Conformance.absence)"))
    func findsTheVectors() {
        #expect(Self.names.count >= 30)
    }

    /// AWS's public suite, step by step: canonical request, string to sign, header.
    @Test(.enabled(if: Conformance.isPresent, "\(Conformance.absence)"), arguments: names)
    func keepsTheVector(name: String) throws {
        var request = try RequestText.parse(Conformance.bytes("\(name).req"))
        // One vector's token stands in the signed request only.
        let signed = try RequestText.parse(Conformance.bytes("\(name).sreq"))
        if request.headers["X-Amz-Security-Token"] == nil, let token = signed.headers["X-Amz-Security-Token"] {
            request.headers.append("X-Amz-Security-Token", token)
        }
        let header = try AuthorizationHeader(Conformance.text("\(name).authz"))
        let signer = SignatureV4(region: header.scope.region, service: header.scope.service)
        let date = try #require(Instant(basicFormat: request.headers["X-Amz-Date"] ?? ""))

        let canonical = signer.canonicalRequest(request, signedHeaders: header.signedHeaders)
        #expect(canonical == (try Conformance.text("\(name).creq")).withoutReturns)
        let text = signer.stringToSign(canonicalRequest: canonical, at: date)
        #expect(text == (try Conformance.text("\(name).sts")).withoutReturns)
        let signature = signer.signature(
            of: text, date: header.scope.date, secretAccessKey: Self.credentials.secretAccessKey)
        #expect(signature == header.signature)
    }

    private func signed(_ credentials: Credentials = credentials) -> Request {
        var request = Envelope.request(.createConnection, body: Array("{}".utf8), host: "example.com")
        SignatureV4(region: "us-east-1", service: "apprunner").sign(
            &request, credentials: credentials, at: Instant(seconds: 1_604_363_571))
        return request
    }

    @Test
    func whatIsSignedVerifies() throws {
        let request = signed()
        try SignatureV4.verify(
            request, credentials: Self.credentials, service: "apprunner", at: Instant(seconds: 1_604_363_571 + 900))
        #expect(
            try AuthorizationHeader(request.headers["Authorization"] ?? "").signedHeaders == [
                "content-type", "host", "x-amz-date", "x-amz-target",
            ])
    }

    @Test
    func aTokenIsSentAndSigned() throws {
        let temporary = Credentials(accessKeyID: "ASIA", secretAccessKey: "s", sessionToken: "TOKEN")
        let request = signed(temporary)
        #expect(request.headers["X-Amz-Security-Token"] == "TOKEN")
        try SignatureV4.verify(request, credentials: temporary, service: "apprunner", at: nil)
    }

    @Test(
        arguments: [(String, SignatureError.Code)]([
            ("body", .mismatch), ("target", .mismatch), ("path", .mismatch), ("secret", .mismatch),
            ("key", .unknownKey),
            ("token", .wrongToken), ("late", .expired), ("early", .expired), ("none", .missing), ("host", .mismatch),
            ("unsigned host", .incomplete), ("date", .wrongScope), ("service", .wrongScope), ("absent", .incomplete),
            ("signature", .incomplete), ("scheme", .incomplete),
        ]))
    func refusesWhatWasChanged(what: String, expected: SignatureError.Code) {
        var request = signed()
        var credentials = Self.credentials
        var time = Instant(seconds: 1_604_363_571)
        var service = "apprunner"
        let header = request.headers["Authorization"] ?? ""
        switch what {
        case "body": request.body = Array("{ }".utf8)
        case "target": request.headers.replace("X-Amz-Target", with: "AppRunner.DeleteConnection")
        case "path": request.target = "/x"
        case "secret": credentials.secretAccessKey = "another"
        case "key": credentials.accessKeyID = "ANOTHER"
        case "token": request.headers.append("X-Amz-Security-Token", "stray")
        case "late": time.milliseconds += 901_000
        case "early": time.milliseconds -= 901_000
        case "none": request.headers.remove("Authorization")
        case "host": request.headers.replace("Host", with: "example.org")
        case "unsigned host":
            request.headers.replace("Authorization", with: header.replacingText("content-type;host;", "content-type;"))
        case "date": request.headers.replace("X-Amz-Date", with: "20201104T000000Z")
        case "service": service = "s3"
        case "absent": request.headers.remove("X-Amz-Target")
        case "signature": request.headers.replace("Authorization", with: String(header.dropLast()) + "G")
        default: request.headers.replace("Authorization", with: "Bearer x")
        }
        let error = #expect(throws: SignatureError.self) {
            try SignatureV4.verify(request, credentials: credentials, service: service, at: time)
        }
        #expect(error?.code == expected)
        #expect(error?.message.contains(credentials.secretAccessKey) == false)
    }
}
