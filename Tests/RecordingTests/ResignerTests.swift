import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckRecording
import Testing

struct ResignerTests {
    static let client = Credentials(accessKeyID: "CLIENT", secretAccessKey: "client", sessionToken: "client-token")
    static let own = Credentials(accessKeyID: "OWN", secretAccessKey: "own")
    let time = Instant(seconds: 1_604_363_571)

    private func signed() -> Request {
        var request = Envelope.request(.createConnection, body: Array("{}".utf8), host: "127.0.0.1:1")
        request.headers.append("Connection", "keep-alive")
        SignatureV4(region: "eu-west-1", service: "apprunner").sign(&request, credentials: Self.client, at: time)
        return request
    }

    @Test(arguments: [ResignMode.auto, .always])
    func signsForTheUpstreamWithItsOwnCredentials(mode: ResignMode) throws {
        let (request, signature) = Resigner(mode: mode, credentials: Self.own).prepare(
            signed(), authority: "up.example", at: time)
        #expect(signature == .signedAgain)
        #expect(request.headers["Host"] == "up.example")
        #expect(!request.headers.contains("X-Amz-Security-Token"))
        #expect(!request.headers.contains("Connection"))
        try SignatureV4.verify(request, credentials: Self.own, service: "apprunner", at: time)
        #expect(try AuthorizationHeader(request.headers["Authorization"] ?? "").scope.region == "eu-west-1")
    }

    @Test(arguments: [(ResignMode.off, ResignerTests.own), (.auto, nil)] as [(ResignMode, Credentials?)])
    func passesTheSignatureOn(mode: ResignMode, credentials: Credentials?) {
        let original = signed()
        let (request, signature) = Resigner(mode: mode, credentials: credentials).prepare(
            original, authority: "u", at: time)
        #expect(signature == .asSent)
        #expect(request.headers["Authorization"] == original.headers["Authorization"])
    }

    @Test
    func leavesAnUnsignedRequestUnsignedUnlessTold() {
        let plain = Envelope.request(.listConnections, body: Array("{}".utf8), host: "h")
        #expect(Resigner(mode: .auto, credentials: Self.own).prepare(plain, authority: "u", at: time).1 == .unsigned)
        #expect(
            Resigner(mode: .always, credentials: Self.own).prepare(plain, authority: "u", at: time).1 == .signedAgain)
    }

    @Test
    func givesAChunkedRequestALength() {
        var chunked = signed()
        chunked.headers.remove("Content-Length")
        chunked.headers.append("Transfer-Encoding", "chunked")
        let (request, _) = Resigner(mode: .off, credentials: nil).prepare(chunked, authority: "u", at: time)
        #expect(request.headers["Content-Length"] == "2")
        #expect(!request.headers.contains("Transfer-Encoding"))
    }
}
