import Synchronization
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform
import TapedeckProcesses
import TapedeckTestSupport
import Testing

@testable import TapedeckTLSFront

/// The proxy with real clients of TLS in front of it.
struct ProxyTests {
    static let host = "apprunner.us-east-1.amazonaws.com"

    /// Says how it was asked.
    private struct Echo: Responder {
        func respond(to request: Request) async -> ResponsePlan {
            let text =
                "\(request.method) \(request.target) for \(request.arrival.origin ?? "the endpoint"): "
                + String(decoding: request.body, as: UTF8.self)
            return ResponsePlan(
                Response(
                    status: 200, reason: "OK", headers: [HeaderField("Content-Length", String(text.utf8.count))],
                    body: Array(text.utf8)))
        }
    }

    /// A front with a proxy in it.
    private struct Stand {
        let front: HTTPFront
        let authority: CertificateAuthority
        let proxy: Proxy
        let bundle: TrustBundle
        let events: AsyncStream<FrontEvent>

        /// Runs curl through the proxy.
        func curl(_ words: String..., trusting: Bool = true) async throws -> (
            exit: Program.Exit, output: String, error: String
        ) {
            let trust = trusting ? ["--cacert", bundle.path] : []
            let ran = try await Program(
                ["/usr/bin/curl", "-sS", "--proxy", front.url] + trust + words, environment: ["HOME": "/nonexistent"]
            ).captured(within: Patience.seconds)
            return (ran.exit, String(decoding: ran.output, as: UTF8.self), String(decoding: ran.error, as: UTF8.self))
        }
    }

    private func withProxy(
        _ patterns: HostPatterns = .appRunner, blocksOthers: Bool = false,
        vouchesFor: HostPatterns? = nil,
        upstreamProxy: String? = nil, exceptions: String = "", daysAgo: Int64 = 0, bad: FaultStep.BadCertificate? = nil,
        _ body: (Stand) async throws -> Void
    ) async throws {
        let authority = try CertificateAuthority(
            for: vouchesFor ?? patterns, now: SystemClock.milliseconds - daysAgo * 86_400_000)
        let bundle = try TrustBundle(of: authority)
        defer { bundle.remove() }
        let transport = try CurlTransport()
        defer { transport.shutdown() }
        let (events, continuation) = AsyncStream.makeStream(of: FrontEvent.self)
        let proxy = Proxy(
            authority, patterns: patterns, blocksOthers: blocksOthers, upstreamProxy: upstreamProxy,
            exceptions: exceptions, transport: transport, report: { continuation.yield($0) }, badCertificate: { bad })
        let configuration = HTTPFront.Configuration(tunnels: proxy, report: { continuation.yield($0) })
        try await HTTPFront.withFront(configuration, responder: proxy.responder(Echo())) { front in
            try await body(
                Stand(front: front, authority: authority, proxy: proxy, bundle: bundle, events: events))
        }
    }

    @Test
    func looksIntoItsHosts() async throws {
        try await withProxy { stand in
            let ran = try await stand.curl("-d", "one", "https://\(Self.host)/a?b", "https://\(Self.host)/again")
            #expect(ran.output == "POST /a?b for https://\(Self.host): onePOST /again for https://\(Self.host): one")
            #expect(stand.proxy.summary.passed == [:])
        }
    }

    /// An address is no name to those who look at certificates.
    @Test
    func vouchesForAnAddressThatItIsTold() async throws {
        try await withProxy(HostPatterns(["10.1.2.3", "deck.example"])) { stand in
            let ran = try await stand.curl("https://10.1.2.3/a", "https://deck.example/b")
            #expect(ran.output == "GET /a for https://10.1.2.3: GET /b for https://deck.example: ", "\(ran.error)")
        }
        try await withProxy(HostPatterns(["10.1.2.*", "deck.example"]), vouchesFor: HostPatterns(["10.1.2.3"])) {
            stand in
            let ran = try await stand.curl("https://10.1.2.4/a")
            #expect(ran.output.isEmpty)
        }
    }

    @Test
    func carriesOurOwnTransport() async throws {
        try await withProxy { stand in
            let transport = try CurlTransport()
            defer { transport.shutdown() }
            var options = CurlTransport.Options()
            options.proxy = stand.front.url
            options.certificateBundle = stand.bundle.path
            options.readTimeout = Patience.seconds
            let body = [UInt8](repeating: 0x61, count: 3 << 20)
            let reception = try await transport.send(
                Request(target: "/", headers: [HeaderField("Host", Self.host)], body: body),
                to: "https://\(Self.host)/",
                options: options)
            #expect(reception.response.body.count == "POST / for https://\(Self.host): ".utf8.count + body.count)
        }
    }

    @Test
    func agreesOnHTTP1ByALPN() async throws {
        try await withProxy { stand in
            let ran = try await stand.curl("-v", "--http2", "https://\(Self.host)/")
            #expect(ran.output == "GET / for https://\(Self.host): ")
            #expect(ran.error.contains("ALPN: server accepted http/1.1"))
        }
    }

    @Test
    func tellsOfAClientThatDoesNotTrustIt() async throws {
        try await withProxy { stand in
            let ran = try await stand.curl("https://\(Self.host)/", trusting: false)
            #expect(ran.exit == .status(60))
            for await event in stand.events {
                let advice = "it may not read the trust bundle that AWS_CA_BUNDLE names"
                // Whether the alert can be read is up to the client's library.
                let reasons = ["it answered with the alert \"unknown ca\"", "it broke TLS off"]
                let sentences = reasons.map {
                    "a client did not take this run's certificate for \(Self.host): \($0); \(advice)"
                }
                #expect(sentences.contains("\(event)"), "\(event)")
                break
            }
        }
    }

    @Test(arguments: [
        "bank.example", "s3.us-east-1.amazonaws.com", "sts.amazonaws.com", "apprunner.xx-new-9.amazonaws.com",
    ])
    func theAuthorityCountsForItsHostsOnly(host: String) async throws {
        // It signs for a host that it may not vouch for: clients see that.
        try await withProxy(HostPatterns([host]), vouchesFor: .appRunner) { stand in
            let ran = try await stand.curl("https://\(host)/")
            #expect(ran.exit == .status(60))
            #expect(ran.error.contains("permitted subtree violation"))
        }
    }

    @Test
    func aClientThatLeavesMidHandshakeIsToldOfAndForgotten() async throws {
        try await withProxy { stand in
            do {
                let client = try #require(RawConnection(port: stand.front.port))
                await client.send("CONNECT \(Self.host):443 HTTP/1.1\r\n\r\n")
                #expect(await client.receive(until: "\r\n\r\n") == "HTTP/1.1 200 Connection established\r\n\r\n")
                await client.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
                client.resetAtTheEnd()
            }
            for await event in stand.events {
                #expect("\(event)".contains("did not take this run's certificate for \(Self.host)"))
                break
            }
        }
    }

    @Test
    func otherHostsPassUntouchedAndAreCounted() async throws {
        try await HTTPFront.withFront(responder: Echo()) { other in
            try await withProxy { stand in
                // Tunnelled; the request lies behind CONNECT in one packet, and the client's half is closed at once.
                let text =
                    "CONNECT 127.0.0.1:\(other.port) HTTP/1.1\r\n\r\nGET /t HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                let seen = await RawSocket.exchange(text, port: stand.front.port, halfCloses: true)
                #expect(seen.text.hasPrefix("HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\n"))
                #expect(seen.text.hasSuffix("GET /t for the endpoint: "))
                // As a plain request with the whole URL.
                let plain = try await stand.curl("-d", "x", "http://127.0.0.1:\(other.port)/p")
                #expect(plain.output == "POST /p for the endpoint: x")
                #expect(stand.proxy.summary.passed == ["127.0.0.1:\(other.port)": 2])
            }
        }
    }

    @Test
    func aURLWithoutAHostIsAskedOfNobody() async throws {
        try await withProxy { stand in
            let seen = await RawSocket.exchange(
                "GET http:///nowhere.invalid HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", port: stand.front.port)
            #expect(seen.text.contains("names no host"), "\(seen.text)")
            #expect(stand.proxy.summary.passed.isEmpty)
        }
    }

    @Test
    func otherHostsAreReachedThroughTheUsersOwnProxy() async throws {
        try await HTTPFront.withFront(responder: Echo()) { other in
            try await withProxy { users in
                try await withProxy(upstreamProxy: users.front.url) { stand in
                    let url = "http://127.0.0.1:\(other.port)"
                    let ran = try await stand.curl(
                        "--proxytunnel", "\(url)/t", "--next", "-sS", "\(url)/p", "--proxy", stand.front.url)
                    #expect(ran.output == "GET /t for the endpoint: GET /p for the endpoint: ")
                    #expect(users.proxy.summary.passed == ["127.0.0.1:\(other.port)": 2])
                    let nowhere = await RawSocket.exchange(
                        "CONNECT nowhere.invalid:443 HTTP/1.1\r\n\r\n", port: stand.front.port)
                    #expect(nowhere.text.hasPrefix("HTTP/1.1 502 "))
                }
            }
        }
    }

    /// Refuses everybody, and keeps what it was shown.
    private final class Gate: Tunnels {
        let shown = Mutex<[String?]>([])

        func connectReceived(_ request: Request, on connection: TakenConnection) {
            shown.withLock { $0.append(request.headers["Proxy-Authorization"]) }
            connection.refuse(
                Response(status: 407, reason: "Who", headers: [HeaderField("Content-Length", "0")], body: []))
        }
    }

    @Test(arguments: [("http://us%3Aer:pa%2Fss@", "Basic dXM6ZXI6cGEvc3M="), ("http://", nil), ("", nil)])
    func theUsersOwnProxyIsShownWhatItsURLHas(beginning: String, shown: String?) async throws {
        let gate = Gate()
        try await HTTPFront.withFront(HTTPFront.Configuration(tunnels: gate), responder: Echo()) { users in
            let url = "\(beginning)127.0.0.1:\(users.port)"
            try await withProxy(upstreamProxy: url, exceptions: "x.example, .near.example") { stand in
                func asked(_ host: String) async -> String {
                    await RawSocket.exchange("CONNECT \(host):1 HTTP/1.1\r\n\r\n", port: stand.front.port).text
                }
                #expect(await asked("far.example").hasPrefix("HTTP/1.1 407 Who"))
                #expect(gate.shown.withLock { $0 } == [shown])
                // One that it is not for is asked directly.
                #expect(await asked("a.near.invalid.near.example").hasPrefix("HTTP/1.1 502 "))
                #expect(gate.shown.withLock { $0.count } == 1)
            }
        }
    }

    /// In the deck's own words.
    @Test
    func aHostThatRefusesIsToldSo() async throws {
        // A port that was free a moment ago: nobody listens there.
        let port = try await HTTPFront.withFront(responder: Echo()) { $0.port }
        try await withProxy { stand in
            let seen = await RawSocket.exchange("CONNECT 127.0.0.1:\(port) HTTP/1.1\r\n\r\n", port: stand.front.port)
            #expect(
                seen.text.hasSuffix("\r\n\r\nthe deck can't reach 127.0.0.1:\(port): the connection was refused\n"),
                "\(seen.text)")
        }
    }

    /// And not passed by.
    @Test
    func aProxyOfAnotherKindIsTold() async throws {
        try await withProxy(upstreamProxy: "socks5://127.0.0.1:1") { stand in
            let seen = await RawSocket.exchange("CONNECT h.example:1 HTTP/1.1\r\n\r\n", port: stand.front.port)
            #expect(seen.text.contains("can't be reached through your own proxy"))
            #expect(stand.proxy.summary.passed == [:])
        }
    }

    @Test
    func aPlainRequestForItsHostsIsAnsweredHere() async throws {
        try await withProxy { stand in
            let plain = try await stand.curl("http://\(Self.host)/p")
            #expect(plain.output == "GET /p for http://\(Self.host): ")
            let direct = await RawSocket.exchange(
                "GET /e HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", port: stand.front.port)
            #expect(direct.text.hasSuffix("GET /e for the endpoint: "))
        }
    }

    @Test
    func othersAreRefusedWhereTheyAreBlocked() async throws {
        try await withProxy(blocksOthers: true) { stand in
            let tunnel = try await stand.curl("https://other.example/")
            #expect(tunnel.exit == .status(56))
            let plain = try await stand.curl("http://other.example/")
            #expect(plain.output.hasPrefix(#"{"__type":"TapedeckHostBlocked","message":"other.example is none of"#))
            #expect(stand.proxy.summary.blocked == ["other.example:443": 1, "other.example": 1])
        }
    }

    @Test(arguments: ["nowhere.invalid:443", "nonsense", "a:0", "a:b:443"])
    func aTunnelToNowhereSaysSo(target: String) async throws {
        try await withProxy { stand in
            let seen = await RawSocket.exchange("CONNECT \(target) HTTP/1.1\r\n\r\n", port: stand.front.port)
            #expect(seen.text.hasPrefix(target.hasSuffix("invalid:443") ? "HTTP/1.1 502 " : "HTTP/1.1 400 "))
        }
    }

    /// A run that goes on for longer than its first certificates are valid.
    @Test
    func certificatesThatAreMadeAnewAreTaken() async throws {
        try await withProxy(daysAgo: 3) { stand in
            let late = try await stand.curl("-d", "a", "https://\(Self.host)/")
            #expect(late.exit == .status(60), "\(late.error)")
            #expect(late.error.contains("expired"))
            let first = stand.authority.certificatePEM
            try stand.authority.renew(now: SystemClock.milliseconds)
            try stand.bundle.write(stand.authority)
            #expect(stand.authority.certificatePEM != first)
            let seen = try await stand.curl("-d", "a", "https://\(Self.host)/")
            #expect(seen.output == "POST / for https://\(Self.host): a", "\(seen.error)")
        }
    }

    /// The chain is good, and so is the name for another client: what is left to refuse is that it is not the one asked for.
    @Test(arguments: [
        (HostPatterns.appRunner, host), (.appRunner, "apprunner.eu-west-1.amazonaws.com"),
        (HostPatterns(["deck.example"]), "deck.example"), (HostPatterns(["*.deck.example"]), "a.deck.example"),
        (HostPatterns(HostPatterns.appRunner.patterns + ["localhost"]), "localhost"),
    ])
    func onlyWhoComparesNamesRefusesAnotherName(patterns: HostPatterns, host: String) async throws {
        try await withProxy(patterns, bad: .otherName) { stand in
            let strict = try await stand.curl("https://\(host)/")
            #expect(strict.exit == .status(60))
            #expect(strict.error.contains("no alternative certificate subject name matches"), "\(strict.error)")
            let other = patterns.another(than: host)
            #expect(other != host)
            let loose = try await stand.curl("--connect-to", "::\(host):443", "https://\(other)/")
            #expect(loose.output == "GET / for https://\(host): ", "\(loose.error)")
        }
    }

    @Test(arguments: [
        (
            "GET / HTTP/1.1\r\n\r\n",
            "asked \(host) for a tunnel and speaks plain HTTP in it; a deck expects TLS there: "
        ),
        ("SSH-2.0-client\r\n\r\n", ": it speaks no TLS that this deck knows (wrong version number); "),
    ])
    func saysWhatWentWrongWithoutTheLibrarysWords(spoken: String, sentence: String) async throws {
        try await withProxy { stand in
            let seen = await RawSocket.exchange(
                "CONNECT \(Self.host):443 HTTP/1.1\r\n\r\n\(spoken)", port: stand.front.port)
            #expect(seen.text.hasPrefix("HTTP/1.1 200 "))
            for await event in stand.events {
                #expect("\(event)".contains(sentence), "\(event)")
                break
            }
            #expect(stand.proxy.summary.withoutTLS == 1)
        }
    }

    @Test
    func theBundleHoldsNoKeyAndGoes() async throws {
        let authority = try CertificateAuthority(for: .appRunner, now: SystemClock.milliseconds)
        let scratch = Scratch()
        let own = try scratch.write(Array("OWN ROOTS".utf8), to: "own.pem")
        let bundle = try TrustBundle(of: authority, own: [own])
        let text = String(decoding: try Files.read(bundle.path), as: UTF8.self)
        #expect(text == "\(authority.certificatePEM)OWN ROOTS\n")
        #expect(!text.contains("PRIVATE"))
        let facts = try await Program(["/usr/bin/stat", "-c", "%a", bundle.path], environment: [:]).captured(
            within: Patience.seconds)
        #expect(String(decoding: facts.output, as: UTF8.self) == "600\n")
        #expect(bundle.variables["AWS_CA_BUNDLE"] == bundle.path)
        #expect(bundle.variables["SSL_CERT_DIR"] == nil)
        bundle.remove()
        #expect(!Files.exists(bundle.path))
    }
}
