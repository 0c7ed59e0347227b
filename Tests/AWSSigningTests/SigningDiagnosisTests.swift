import TapedeckAWSWire
import TapedeckExchangeModel
import Testing

@testable import TapedeckAWSSigning

struct SigningDiagnosisTests {
    private static let token = "aToken/That=Opens"
    private static let credentials = Credentials(
        accessKeyID: "ASIAEXAMPLE", secretAccessKey: "se/cret%2Bkey", sessionToken: token)
    private static let check = SignatureCheck([credentials], service: "apprunner")

    /// A request in which every mistake shows.
    private static func request(host: String) -> Request {
        var request = Envelope.request(.createConnection, body: Array("{}\n".utf8), host: host)
        request.target = "/a/../b?y=1&x=a/b"
        request.headers.replace("Content-Type", with: "application/x-amz-json-1.0; charset=utf-8")
        request.headers.append("X-Amz-Meta", "two  spaces")
        let names = ["x-amz-target", "x-amz-meta", "content-type"]
        SignatureV4(region: "eu-west-1", service: "apprunner").sign(
            &request, credentials: credentials, at: SignatureCheckTests.time, signedHeaders: names)
        let sorted = "content-type;host;x-amz-date;x-amz-meta;x-amz-security-token;x-amz-target"
        let other = "x-amz-target;x-amz-security-token;x-amz-meta;x-amz-date;host;content-type"
        request.headers.replace(
            "Authorization", with: (request.headers["Authorization"] ?? "").replacingText(sorted, other))
        return request
    }

    private static func signedWith(_ mistakes: [SigningMistake], host: String) throws -> Request {
        var request = request(host: host)
        let claim = try SignatureClaim(request, service: "apprunner")
        var attempt = SigningAttempt(request, claim, credentials, service: "apprunner")
        for mistake in mistakes { mistake.make(&attempt, request) }
        var header = claim.header
        header.signature = attempt.signature
        request.headers.replace("Authorization", with: header.description)
        return request
    }

    @Test(arguments: SigningMistake.all.indices)
    func findsEachMistakeByTheSignatureThatItMakes(index: Int) throws {
        let mistake = SigningMistake.all[index]
        let host = mistake.name.contains(" port ") ? "127.0.0.1" : "127.0.0.1:4000"
        let request = try Self.signedWith([mistake], host: host)
        #expect(throws: SignatureError.self) { try Self.check.check(request, at: nil) }
        let text = try #require(Self.check.explanation(of: request))
        #expect(text.hasPrefix("the client \(mistake.name)\n"), "\(text)")
    }

    @Test
    func findsTwoMistakesAtOnce() throws {
        let two = [SigningMistake.all[0], SigningMistake.all[6]]
        let request = try Self.signedWith(two, host: "127.0.0.1:4000")
        let text = try #require(Self.check.explanation(of: request))
        for mistake in two { #expect(text.contains(mistake.name)) }
    }

    @Test
    func showsOursBesideTheClientsWhereTheyDiffer() throws {
        let request = try Self.signedWith([SigningMistake.all[6]], host: "127.0.0.1:4000")
        let lines = try #require(Self.check.explanation(of: request)).split(separator: "\n").map(String.init)
        #expect(
            lines[0...8] == [
                "the client signed the service's own host, not the one it sent",
                "  canonical request:",
                "           POST", "           /b", "           x=a%2Fb&y=1",
                "           content-type:application/x-amz-json-1.0; charset=utf-8",
                "    ours   host:127.0.0.1:4000", "    client host:apprunner.eu-west-1.amazonaws.com",
                "           x-amz-date:20201103T003251Z",
            ])
    }

    @Test
    func saysWhatItCanWhereNoUsualMistakeExplainsTheSignature() throws {
        var request = Self.request(host: "h")
        request.body = Array("another".utf8)
        let text = try #require(Self.check.explanation(of: request))
        #expect(text.hasPrefix("no usual mistake explains the client's signature"))
        #expect(text.contains("  string to sign:\n           AWS4-HMAC-SHA256\n           20201103T003251Z\n"))
    }

    @Test
    func showsNeitherSecretNorToken() throws {
        for mistakes in [[], [SigningMistake.all[0]]] {
            var request = try Self.signedWith(mistakes, host: "h")
            request.headers.append("X-Amz-Meta", Self.credentials.secretAccessKey)
            let text = try #require(Self.check.explanation(of: request))
            #expect(!text.contains(Self.token))
            #expect(!text.contains(Self.credentials.secretAccessKey))
            #expect(text.contains("x-amz-security-token:(token)"))
        }
        let presigned = SignatureCheckTests.presigned(SignatureCheckTests.temporary) { $0 += "&more=1" }
        let text = try #require(SignatureCheckTests.check.explanation(of: presigned))
        #expect(text.contains("X-Amz-Security-Token=(token)"))
        #expect(!text.contains("TOKEN"))
    }
}
