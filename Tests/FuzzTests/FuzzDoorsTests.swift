import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckConnectionService
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckJSONText
import TapedeckPlatform
import TapedeckPlayback
import TapedeckSimulation
import TapedeckTLSFront
import TapedeckTestSupport
import Testing

@testable import tapedeck

/// Damaged requests at the doors beside the front: the proxy, the control port, and who checks signatures.
struct FuzzDoorsTests {
    private struct Answering: ImmediateResponder {
        func respond(to request: Request) async -> ResponsePlan { plan }
        func immediateResponse(to request: Request) -> ResponsePlan? { plan }
        var plan: ResponsePlan {
            ResponsePlan(
                Response(status: 200, reason: "OK", headers: [HeaderField("Content-Length", "2")], body: [123, 125]))
        }
    }

    /// Whatever comes for a tunnel or in one, the proxy answers the next client, and lets nothing out.
    @Test
    func theProxyOutlivesEveryClient() async throws {
        let host = "apprunner.us-east-1.amazonaws.com"
        let connect = "CONNECT \(host):443 HTTP/1.1\r\nHost: \(host):443\r\n\r\n"
        let plain = "GET http://\(host)/ HTTP/1.1\r\nHost: \(host)\r\n\r\n"
        // The beginning of a handshake: a record of a ClientHello that names its server.
        let name = "\u{0}\u{0}\u{0}\u{14}\u{0}\u{12}\u{0}\u{0}\u{F}apprunner.local"
        let hello = "\u{16}\u{3}\u{1}\u{0}\u{60}\u{1}\u{0}\u{0}\u{5C}\u{3}\u{3}" + String(repeating: "r", count: 32)
        let inputs = [
            connect, connect + plain, connect + hello + name, connect + connect, plain + plain,
            "CONNECT bank.example:443 HTTP/1.1\r\nHost: bank.example:443\r\n\r\n\(hello)",
            "POST http://bank.example/ HTTP/1.1\r\nHost: bank.example\r\nContent-Length: 2\r\n\r\n{}",
            "CONNECT [::1]:443 HTTP/1.1\r\n\r\n", "CONNECT \(host) HTTP/1.0\r\n\r\n",
        ]
        let authority = try CertificateAuthority(for: .appRunner, now: SystemClock.milliseconds)
        let transport = try CurlTransport()
        defer { transport.shutdown() }
        let proxy = Proxy(authority, patterns: .appRunner, blocksOthers: true, transport: transport)
        let good = "GET http://\(host)/ HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
        try await HTTPFront.withFront(.init(tunnels: proxy), responder: proxy.responder(Answering())) { front in
            try await Fuzz.each("proxy", count: 120) { fuzz, number in
                let connection = try #require(RawConnection(port: front.port))
                await connection.send(fuzz.damaged(Array(fuzz.pick(inputs).utf8)))
                if fuzz.below(2) == 0 { connection.resetAtTheEnd() } else { connection.closeHalf() }
                if fuzz.below(8) == 0 {
                    let answer = await RawSocket.exchange(good, port: front.port, halfCloses: true)
                    #expect(answer.text.hasSuffix("\r\n\r\n{}"), "after input \(number): \(answer.text)")
                }
            }
        }
        #expect(proxy.summary.passed == [:])
    }

    /// The control port answers everything with JSON or its page, and does nothing for who has no token.
    @Test
    func theControlPortAnswersEverything() async throws {
        let standIn = try StandIn(ConnectionService(seed: 1), now: { Instant(seconds: 1_604_363_571) })
        let faults = FaultDesk()
        let watched = WatchedResponder(
            standIn, journal: try RequestJournal(file: nil), faults: faults, note: nil)
        let door = ControlDoor(
            host: "127.0.0.1",
            behind: DeckControl(
                mode: "simulate", watched: watched,
                parts: .init(
                    tracks: { _ in .array([]) }, advance: { $0 == 1 }, forward: { _ in }, reset: {},
                    standIn: StandInControl(standIn)), hasTLS: true))
        let places = [
            ("GET", ""), ("GET", "deck.js"), ("GET", "_deck/health"), ("GET", "_deck/tracks"),
            ("GET", "_deck/requests?operation=CreateConnection&after=3"), ("GET", "_deck/faults"),
            ("POST", "_deck/faults"), ("POST", "_deck/advance"), ("POST", "_deck/reset"),
            ("GET", "_deck/connections"), ("POST", "_deck/connections/abcd/handshake"),
            ("POST", "_deck/connections/a%2Fb/handshake"), ("GET", "_deck/openapi.json"),
        ]
        let bodies = [
            #"{"fault":"reset,503*2,ok","operation":"CreateConnection","times":2,"first":3}"#, #"{"track":1}"#,
            #"{"milliseconds":30000}"#, "complete", "fail", "[]", "", "CreateConnection:2=503*2,certificate:expired",
        ]
        await Fuzz.each("control", count: 1500) { fuzz, number in
            let (method, place) = fuzz.pick(places)
            let isOurs = fuzz.below(4) > 0
            let body = fuzz.pick(bodies)
            var request = Request(
                method: fuzz.below(8) == 0 ? fuzz.damaged(method) : method,
                target: "/\(isOurs ? door.token : "0123456789abcdef0123456789abcdef")/\(fuzz.damaged(place))",
                headers: [HeaderField("Host", fuzz.below(8) == 0 ? fuzz.damaged("127.0.0.1:80") : "127.0.0.1:80")],
                body: Array((fuzz.below(4) == 0 ? body : fuzz.damaged(body)).utf8))
            if !isOurs, fuzz.below(4) == 0 { request.target = fuzz.damaged("/_deck/health") }
            let before = faults.rules.count
            let response = await door.respond(to: request).response
            #expect([200, 308, 400, 403, 404, 405, 409, 421].contains(response?.status ?? 0), "input \(number)")
            if response?.status != 200 { #expect(faults.rules.count == before, "input \(number)") }
            if !isOurs, request.target != "/_deck/health" {
                #expect([403, 421].contains(response?.status ?? 0), "input \(number): \(request.target)")
            }
            // A sentence about what came may tell of it, and is no longer than that.
            #expect((response?.body.count ?? 0) < 1 << 20, "input \(number)")
            if faults.rules.count > 50 { faults.reset() }
        }
    }

    /// A request that was changed where it is signed is refused, whatever it was changed to, and no sentence has a secret.
    @Test
    func noChangedRequestPassesAsSigned() async {
        let credentials = [
            Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "the-secret-of-one"),
            Credentials(accessKeyID: "ASIDEXAMPLE", secretAccessKey: "the-secret-of-two", sessionToken: "a/token="),
        ]
        let check = SignatureCheck(credentials, service: "apprunner")
        let now = Instant(seconds: 1_604_363_571)
        let good = credentials.flatMap { one in
            ["apprunner.us-east-1.amazonaws.com", "127.0.0.1:4000"].map { host in
                var request = Envelope.request(
                    .createConnection, body: Array(#"{"ConnectionName":"abcd"}"#.utf8), host: host)
                SignatureV4(region: "us-east-1", service: "apprunner").sign(&request, credentials: one, at: now)
                return request
            }
        }
        await Fuzz.each("signature", count: 1500) { fuzz, number in
            let signed = fuzz.pick(good)
            var request = signed
            switch fuzz.below(4) {
            case 0: request.body = fuzz.damaged(request.body)
            case 1: request.target = fuzz.damaged(request.target)
            default:
                let place = fuzz.below(request.headers.fields.count)
                let field = request.headers.fields[place]
                request.headers.fields[place] = HeaderField(
                    fuzz.below(4) == 0 ? fuzz.damaged(field.name) : field.name, fuzz.damaged(field.value))
            }
            var said = check.explanation(of: request) ?? ""
            do throws(SignatureError) {
                try check.check(request, at: now)
                #expect(request.body == signed.body, "input \(number)")
            } catch {
                said += "\(error)"
            }
            #expect(!said.contains("the-secret-of"), "input \(number)")
        }
    }
}
