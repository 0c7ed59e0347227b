import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel

/// Exchanges for tests, with secrets that look real and open nothing.
enum Samples {
    static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    static let token = "FwoGZXIvYXdzEXAMPLETOKEN//////////wEaD=="
    static let key = "AKIAIOSFODNN7EXAMPLE"
    static let account = "987654321098"

    static func exchange(
        _ sequence: Int = 1, request: String = #"{"ConnectionName":"my-connection","ProviderType":"GITHUB"}"#,
        response: String = body(), headers: HeaderFields = [], operation: ConnectionOperation = .createConnection
    ) -> Exchange {
        var sent = Envelope.request(operation, body: Array(request.utf8), host: "127.0.0.1:4000")
        sent.headers.fields += headers.fields
        SignatureV4(region: "eu-west-1", service: "apprunner").sign(
            &sent, credentials: Credentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token),
            at: Instant(seconds: 1_604_363_571))
        return Exchange(
            sequence: sequence, request: sent,
            response: Response(
                status: 200, reason: "OK",
                headers: [
                    HeaderField("Date", "Tue, 03 Nov 2020 00:32:51 GMT"),
                    HeaderField("Content-Type", "application/x-amz-json-1.0"),
                    HeaderField("Content-Length", String(response.utf8.count)),
                    HeaderField("x-amzn-RequestId", "00000000-0000-4000-8000-000000000001"),
                ], body: Array(response.utf8)),
            startedAt: 1_604_363_571_000)
    }

    static func body(status: String = "PENDING_HANDSHAKE") -> String {
        #"{"Connection":{"ConnectionArn":"arn:aws:apprunner:eu-west-1:\#(account):connection/my-connection/0123456789abcdef0123456789abcdef","#
            + #""ConnectionName":"my-connection","CreatedAt":1.604363571E9,"ProviderType":"GITHUB","Status":"\#(status)"}}"#
    }

    /// A cassette as the recorder makes it.
    static func cassette(_ exchanges: [Exchange] = [exchange()]) -> Cassette {
        let redactor = Redactor(secrets: [secret, token])
        var normaliser = Normaliser()
        let entries = exchanges.map { exchange in
            let redacted = redactor.redact(exchange)
            let url = CanonicalURL.url(for: exchange.request)
            return Entry(
                normaliser.normalise(redacted.exchange), url: url, origin: Origin(.captured, upstream: "stand-in"),
                redactions: redacted.notes)
        }
        return Cassette(title: "A test", recordedAt: "2026-11-24T00:00:00Z", entries: entries)
    }

    /// The body of an exchange's response as text.
    static func answer(_ exchange: Exchange) -> String {
        String(decoding: exchange.response?.body ?? [], as: UTF8.self)
    }

    /// All that an exchange says.
    static func text(_ exchange: Exchange) -> String {
        let request = exchange.request
        let response = exchange.response
        let fields = request.headers.fields + (response?.headers.fields ?? [])
        return request.target + fields.map { "\($0.name): \($0.value)\n" }.joined()
            + String(decoding: request.body + (response?.body ?? []), as: UTF8.self)
    }
}
