import Synchronization
import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckRecording
import TapedeckTestSupport
import Testing

/// A recorder between a client and an upstream, all on loopback.
struct RecorderTests {
    private let scratch = Scratch()

    private struct Fixed: Responder {
        let plan: ResponsePlan
        func respond(to request: Request) async -> ResponsePlan { plan }
    }

    /// Sends one request through a recorder, and gives what the client saw and what was kept.
    private func record(
        _ plan: ResponsePlan, upstream given: String? = nil,
        body: String = #"{"ConnectionName":"n","ProviderType":"GITHUB"}"#
    ) async throws -> (Result<Reception, TransportError>, [Entry]) {
        let journal = try CaptureJournal(
            path: "\(scratch.path)/j",
            facts: .init(cassette: "c", title: "", recordedAt: "", timing: .normalised))
        let transport = try CurlTransport()
        defer { transport.shutdown() }
        let outcome = try await HTTPFront.withFront(responder: Fixed(plan: plan)) { upstream in
            var options = CurlTransport.Options()
            options.readTimeout = plan.fault == .hang ? 1 : Patience.seconds
            let recorder = Recorder(
                upstream: .init(url: given ?? upstream.url, name: "stand-in"), transport: transport, options: options,
                journal: journal,
                resigner: Resigner(mode: .auto, credentials: ResignerTests.own),
                redactor: Redactor(secrets: ["client-secret"]),
                now: { Instant(seconds: 1_604_363_571) }, report: { _ in })
            return try await HTTPFront.withFront(responder: recorder) { front in
                var request = Envelope.request(
                    .createConnection, body: Array(body.utf8), host: "127.0.0.1:\(front.port)")
                SignatureV4(region: "us-east-1", service: "apprunner").sign(
                    &request,
                    credentials: Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "client-secret"),
                    at: Instant(seconds: 1_604_363_571))
                do throws(TransportError) {
                    return Result<Reception, TransportError>.success(
                        try await transport.send(request, to: "\(front.url)/", options: RecorderRig.patient))
                } catch {
                    return .failure(error)
                }
            }
        }
        return (outcome, try journal.entries())
    }

    private func response(_ body: String) -> Response {
        Response(
            status: 200, reason: "OK", headers: [HeaderField("Content-Length", String(body.utf8.count))],
            body: Array(body.utf8))
    }

    @Test
    func keepsWhatTheClientSaw() async throws {
        let sent = response(#"{"Connection":{"ConnectionName":"n","Status":"PENDING_HANDSHAKE","CreatedAt":1.6E9}}"#)
        let (outcome, entries) = try await record(ResponsePlan(sent))
        #expect(try outcome.get().response == sent)
        let entry = try #require(entries.first)
        #expect(entries.count == 1)
        #expect(entry.exchange.response == sent)
        #expect(entry.exchange.ending == .complete)
        #expect(entry.operation == "CreateConnection")
        #expect(entry.state == "PENDING_HANDSHAKE")
        #expect(entry.origin == Origin(.captured, upstream: "stand-in", signature: "signed again"))
    }

    @Test
    func keepsNoSecret() async throws {
        let (_, entries) = try await record(ResponsePlan(response(#"{"echo":"client-secret AKIAIOSFODNN7EXAMPLE"}"#)))
        let kept = String(decoding: try #require(entries.first).bytes, as: UTF8.self)
        #expect(!kept.contains("client-secret"))
        #expect(!kept.contains("AKIAIOSFODNN7EXAMPLE"))
        #expect(kept.contains("{key}"))
    }

    @Test
    func keepsACutOffAnswerAsCutOffAndCutsItForTheClientToo() async throws {
        let (outcome, entries) = try await record(ResponsePlan(response("hello"), fault: .cutBody(at: 2)))
        #expect(try outcome.get().ending == .cutBody)
        #expect(entries.first?.exchange.ending == .cutBody)
        #expect(entries.first?.exchange.response?.body == Array("he".utf8))
    }

    @Test(arguments: [
        (Fault.reset, TransportError.Code.reset, Exchange.Ending.reset), (.close, .emptyReply, .closed),
    ])
    func passesALostAnswerOnAsOne(fault: Fault, code: TransportError.Code, ending: Exchange.Ending) async throws {
        let (outcome, entries) = try await record(ResponsePlan(nil, fault: fault))
        let error = #expect(throws: TransportError.self) { try outcome.get() }
        #expect(error?.code == code)
        #expect(entries.first?.exchange.ending == ending)
    }

    @Test(arguments: [("refused", Exchange.Ending.unreachable), ("silent", .timedOut)])
    func saysThatTheUpstreamFailed(how: String, ending: Exchange.Ending) async throws {
        let plan = ResponsePlan(nil, fault: .hang)
        let (outcome, entries) = try await record(
            plan, upstream: how == "refused" ? "http://127.0.0.1:\(RawSocket.freePort())" : nil)
        let answer = try outcome.get().response
        #expect(answer.status == 400)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("TapedeckUpstreamFailed"))
        #expect(entries.first?.exchange.ending == ending)
    }

    @Test
    func marksAnExchangeAsUnfinishedWhileItRuns() async throws {
        let path = "\(scratch.path)/j"
        let journal = try CaptureJournal(
            path: path, facts: .init(cassette: "c", title: "", recordedAt: "", timing: .normalised))
        final class Looking: Responder {
            let journal: CaptureJournal
            let seen = Mutex<[Exchange.Ending]>([])

            init(_ journal: CaptureJournal) {
                self.journal = journal
            }

            func respond(to request: Request) async -> ResponsePlan {
                let endings = (try? journal.entries().map(\.exchange.ending)) ?? []
                seen.withLock { $0 = endings }
                return ResponsePlan(Response(status: 200, reason: "OK", headers: [HeaderField("Content-Length", "0")]))
            }
        }
        let transport = try CurlTransport()
        defer { transport.shutdown() }
        // The upstream looks into the journal while it is being asked: the question must be there already.
        let looking = Looking(journal)
        try await HTTPFront.withFront(responder: looking) { upstream in
            let recorder = Recorder(
                upstream: .init(url: upstream.url), transport: transport, options: RecorderRig.patient,
                journal: journal,
                resigner: Resigner(mode: .off, credentials: nil), redactor: Redactor(), now: { Instant(seconds: 0) },
                report: { _ in })
            _ = await recorder.respond(to: Envelope.request(.listConnections, body: [], host: "h"))
        }
        #expect(looking.seen.withLock { $0 } == [.unfinished])
        #expect(try journal.entries().map(\.exchange.ending) == [.complete])
    }

    /// As a miss says it, and as an upstream is asked again.
    @Test(arguments: [
        ("http://127.0.0.1:8000/base", "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://h.example/", "h.example", "https://h.example"),
    ])
    func anUpstreamWithoutTLSIsNamedSo(url: String, name: String, source: String) {
        let upstream = Recorder.Upstream(url: url)
        #expect(upstream.name == name)
        let exchange = Exchange(sequence: 1, request: Request(), response: nil, startedAt: 0)
        let entry = Entry(exchange, url: "https://h/", origin: Origin(.captured, upstream: upstream.name))
        #expect(Cassette(title: "", recordedAt: "", entries: [entry]).upstream == source)
        let older = Entry(exchange, url: "https://h/", origin: Origin(.captured, upstream: upstream.authority))
        #expect(Cassette(title: "", recordedAt: "", entries: [older]).upstream == source)
    }
}
