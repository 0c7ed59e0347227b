import Glibc
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

/// An upstream that speaks HTTP/2, with node as the server.
struct HTTP2UpstreamTests {
    private static let isPossible = ["openssl", "node"].allSatisfy { access("/usr/bin/\($0)", X_OK) == 0 }

    /// Answers POST with its version of HTTP; `/cut` resets its stream within the body, `/drop` before a head. Runs the
    /// command line behind it with {port} replaced.
    private static let server = """
        const http2 = require('http2'), fs = require('fs');
        const server = http2.createSecureServer({key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem'), allowHTTP1: true});
        server.on('request', (request, response) => {
            request.on('data', () => {});
            request.on('end', () => {
                if (request.url === '/drop') return response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
                response.setHeader('Content-Type', 'application/x-amz-json-1.0');
                if (request.url === '/cut') {
                    response.setHeader('Content-Length', '10');
                    response.write('half');
                    return setTimeout(() => response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR), 50);
                }
                response.end(JSON.stringify({version: request.httpVersion, host: request.authority || request.headers.host}));
            });
        });
        server.listen(0, '127.0.0.1', () => {
            const words = process.argv.slice(1).map((word) => word.replace('{port}', server.address().port));
            const child = require('child_process').spawn(words[0], words.slice(1), {stdio: 'inherit'});
            child.on('exit', (status) => process.exit(status));
        });
        """

    private func record(_ target: String) async throws -> (DeckProgram.Outcome, Entry?) {
        let scratch = Scratch()
        let made = try await DeckProgram.run(
            program: [
                "/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out",
                "cert.pem", "-days", "2", "-subj", "/CN=deck", "-addext", "subjectAltName=DNS:localhost",
            ], in: scratch.path)
        try #require(made.status == 0, "\(made.error)")
        let outcome = try await DeckProgram.run(
            program: [
                "/usr/bin/node", "-e", Self.server, "--", DeckProgram.path, "record", "--upstream",
                "https://localhost:{port}",
                "--upstream-ca", "cert.pem", "--resign", "off", "--cassette", "c.har", "--", "sh", "-c",
                "curl -sS -i -d '{}' \"$TAPEDECK_URL\(target)\"; true",
            ], in: scratch.path)
        let entry = scratch.names.contains("c.har") ? try Cassette(bytes: scratch.read("c.har")).entries.first : nil
        return (outcome, entry)
    }

    @Test(.enabled(if: isPossible, "openssl and node, which are the server, are not both here"))
    func isNegotiatedAndTheClientGetsHTTP1() async throws {
        let (outcome, entry) = try await record("/")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.hasPrefix("HTTP/1.1 200"))
        #expect(outcome.output.contains(#"{"version":"2.0","host":"localhost:"#))
        #expect(entry?.exchange.response?.version == "HTTP/2")
        #expect(entry?.exchange.ending == .complete)
    }

    @Test(.enabled(if: isPossible, "openssl and node, which are the server, are not both here"))
    func aStreamThatIsResetIsKeptAsCutOff() async throws {
        let (_, cut) = try await record("/cut")
        #expect(cut?.exchange.response.map { String(decoding: $0.body, as: UTF8.self) } == "half")
        #expect(cut?.exchange.ending == .resetBody)
        let (_, dropped) = try await record("/drop")
        #expect(dropped?.exchange.response == nil)
        #expect(dropped?.exchange.ending == .reset)
    }
}
