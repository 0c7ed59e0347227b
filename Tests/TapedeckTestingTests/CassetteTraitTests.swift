import TapedeckAWSWire
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckPlayback
import TapedeckTesting
import Testing

/// What a client's author writes.
@Suite(.cassette("apprunner/connections/create-github", allowingLeftovers: true))
struct CassetteTraitTests {
    private func call(_ operation: ConnectionOperation, _ body: String) async throws -> Response {
        let deck = try #require(Deck.current)
        let request = Envelope.request(
            operation, body: Array(body.utf8), host: String(deck.url.dropFirst("http://".count)))
        return try await CurlTransport().send(request, to: "\(deck.url)/").response
    }

    @Test(.cassette("apprunner/connections/create-github"))
    func replaysTheCassette() async throws {
        let answer = try await call(
            .createConnection, #"{"ConnectionName":"my-github-connection","ProviderType":"GITHUB"}"#)
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self).contains(#""Status":"PENDING_HANDSHAKE""#))
    }

    @Test(arguments: 1...3)
    func eachTestOfASuiteHasAPlayerOfItsOwn(_ time: Int) async throws {
        #expect(Deck.current?.summary.played == 0)
        let answer = try await call(
            .createConnection, #"{"ConnectionName":"my-github-connection","ProviderType":"GITHUB"}"#)
        #expect(answer.status == 200)
        #expect(Deck.current?.environment["AWS_ENDPOINT_URL_APPRUNNER"] == Deck.current?.url)
    }

    @Test(.cassette("apprunner/connections/handshake-available"))
    func replaysTransitions() async throws {
        _ = try await call(.createConnection, #"{"ConnectionName":"my-github-connection","ProviderType":"GITHUB"}"#)
        var seen: [String] = []
        for _ in 0..<2 {
            let answer = try await call(.listConnections, #"{"ConnectionName":"my-github-connection"}"#)
            let body = String(decoding: answer.body, as: UTF8.self)
            seen.append(body.contains("AVAILABLE") ? "AVAILABLE" : "PENDING_HANDSHAKE")
        }
        #expect(seen == ["PENDING_HANDSHAKE", "AVAILABLE"])
    }

    @Test
    func aMissIsAnIssueThatSaysWhy() async throws {
        try await withKnownIssue {
            try await CassetteTrait.replaying("apprunner/connections/create-github") {
                _ = try await call(.createConnection, #"{"ConnectionName":"other-name","ProviderType":"GITHUB"}"#)
            }
        } matching: { issue in
            let text = issue.comments.map(\.rawValue).joined()
            return text.contains("/ConnectionName: recorded \"my-github-connection\", sent \"other-name\"")
                || text.contains("was never played")
        }
    }

    @Test
    func aMissingCassetteSaysHowToMakeOne() async throws {
        try await withKnownIssue {
            try await CassetteTrait.replaying("apprunner/no-such-cassette") {}
        } matching: { issue in
            issue.error.map { "\($0)" }?.contains("to make it: tapedeck record --upstream URL --cassette") == true
        }
    }
}

extension CassetteTrait {
    /// Does what the trait does round a test, within one.
    fileprivate static func replaying(_ name: String, _ body: @Sendable () async throws -> Void) async throws {
        let trait: CassetteTrait = .cassette(name)
        let test = try #require(Test.current)
        try await trait.provideScope(for: test, testCase: Test.Case.current, performing: body)
    }
}
