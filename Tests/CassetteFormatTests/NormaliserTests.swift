import TapedeckCassetteFormat
import TapedeckExchangeModel
import Testing

struct NormaliserTests {
    private func normalised(_ exchanges: Exchange...) -> [Exchange] {
        var normaliser = Normaliser()
        return exchanges.map { normaliser.normalise($0) }
    }

    @Test
    func putsTheClientsClockAndHostAway() throws {
        let exchange = try #require(
            normalised(Samples.exchange(3, headers: [HeaderField("User-Agent", "aws-cli/1 x")])).first)
        #expect(exchange.startedAt == 946_684_803_000)
        #expect(exchange.request.headers["X-Amz-Date"] == "20000101T000003Z")
        #expect(exchange.request.headers["Host"] == "apprunner.eu-west-1.amazonaws.com")
        #expect(exchange.request.headers["Authorization"]?.contains("/20000101/eu-west-1/") == true)
        #expect(!exchange.request.headers.contains("User-Agent"))
    }

    @Test
    func oneIdForAllAttemptsStaysOneId() {
        func attempt(_ sequence: Int, _ id: String) -> Exchange {
            Samples.exchange(sequence, headers: [HeaderField("amz-sdk-invocation-id", id)])
        }
        let ids = normalised(attempt(1, "x"), attempt(2, "x"), attempt(3, "y")).map {
            $0.request.headers["amz-sdk-invocation-id"]?.suffix(2)
        }
        #expect(ids == ["01", "01", "02"])
    }

    @Test
    func leavesWhatTheServiceMadeUp() {
        let exchange = Samples.exchange()
        #expect(normalised(exchange).first?.response == exchange.response)
    }

    @Test
    func anEqualConversationGivesEqualBytes() {
        var later = Samples.exchange()
        later.startedAt += 99_999
        later.timing = Exchange.Timing(send: 1, wait: 2, receive: 3)
        #expect(Samples.cassette([Samples.exchange()]).bytes == Samples.cassette([later]).bytes)
    }

    /// Nobody signed: the host that the client named says which region is meant.
    @Test(
        arguments: [
            (
                Arrival.tunnel(authority: "apprunner.eu-west-1.amazonaws.com:443"), "h",
                "apprunner.eu-west-1.amazonaws.com"
            ),
            (
                .proxy(scheme: "http", authority: "apprunner.us-gov-west-1.amazonaws.com."), "h",
                "apprunner.us-gov-west-1.amazonaws.com"
            ),
            (.endpoint, "apprunner.cn-north-1.amazonaws.com.cn", "apprunner.cn-north-1.amazonaws.com.cn"),
            (.endpoint, "127.0.0.1:99", "apprunner.us-east-1.amazonaws.com"),
        ] as [(Arrival, String, String)])
    func theHostNamesTheRegionOfWhatIsNotSigned(arrival: Arrival, host: String, kept: String) {
        let request = Request(headers: [HeaderField("Host", host)], arrival: arrival)
        let exchange = Exchange(sequence: 1, request: request, response: nil, startedAt: 0)
        #expect(CanonicalURL.url(for: Redactor().redact(exchange)) == "https://\(kept)/")
        #expect(CanonicalURL.host(for: request) == kept)
    }
}
