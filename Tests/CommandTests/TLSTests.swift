import TapedeckTestSupport
import Testing

/// The reference client and certificates (NET-2, NET-3): what is not trusted is refused, and no request is sent.
struct TLSTests {
    static let isPossible = ["openssl", "python3"].allSatisfy { access("/usr/bin/\($0)", X_OK) == 0 }

    private static let server = """
        import http.server, ssl, subprocess, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                open("requests", "a").write("one\\n")
                body = b'{"ConnectionSummaryList":[]}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *words): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("cert.pem", "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        import threading
        threading.Thread(target=server.serve_forever, daemon=True).start()
        words = [word.replace("{port}", str(server.server_port)) for word in sys.argv[1:]]
        sys.exit(subprocess.run(words).returncode)
        """

    @Test(
        .enabled(if: isPossible, "openssl and python3, which make the certificate and the server, are not both here"),
        arguments: [
            ("an unknown authority", ["--endpoint-url", "https://127.0.0.1:{port}"], 255, "is not trusted", 0),
            (
                "another name", ["--endpoint-url", "https://localhost:{port}", "--ca-bundle", "cert.pem"], 255,
                "is not trusted", 0
            ),
            (
                "an authority handed over", ["--endpoint-url", "https://127.0.0.1:{port}", "--ca-bundle", "cert.pem"],
                0,
                "", 1
            ),
            ("no check at all", ["--endpoint-url", "https://127.0.0.1:{port}", "--no-verify-ssl"], 0, "", 1),
            (
                "no such bundle", ["--endpoint-url", "https://127.0.0.1:{port}", "--ca-bundle", "none.pem"], 255,
                "none.pem", 0
            ),
        ])
    func trustsWhatItIsTold(name: String, options: [String], status: Int32, part: String, requests: Int) async throws {
        let scratch = Scratch()
        let made = try await DeckProgram.run(
            program: [
                "/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out",
                "cert.pem",
                "-days", "2", "-subj", "/CN=deck", "-addext", "subjectAltName=IP:127.0.0.1",
            ], in: scratch.path)
        try #require(made.status == 0, "\(made.error)")
        let outcome = try await DeckProgram.run(
            program: ["/usr/bin/python3", "-c", Self.server, "\(DeckProgram.products)/apprunner", "list-connections"]
                + options,
            in: scratch.path, environment: ["AWS_MAX_ATTEMPTS": "1"])
        #expect(outcome.status == status, "\(outcome.error)")
        #expect(outcome.error.contains(part))
        let seen = scratch.names.contains("requests") ? try scratch.read("requests").count / 4 : 0
        #expect(seen == requests)
    }
}
