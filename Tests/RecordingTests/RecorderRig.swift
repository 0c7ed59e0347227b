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

/// A recorder before an upstream of the test's own, with a journal, and what it told.
struct RecorderRig {
    /// How the tests' clients ask.
    static var patient: CurlTransport.Options {
        var options = CurlTransport.Options()
        options.readTimeout = Patience.seconds
        return options
    }

    static let credentials = Credentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "client-secret")
    static let time = Instant(seconds: 1_604_363_571)

    let recorder: Recorder
    let journal: CaptureJournal
    let redactor: Redactor
    let upstream: Upstream
    private let told: Told

    /// What the recorder said while it ran.
    var events: [Recorder.Event] { told.events.withLock { $0 } }

    private final class Told: Sendable {
        let events = Mutex<[Recorder.Event]>([])
    }

    /// Answers as the test says, and keeps what it was asked. At once, so that a busy machine does not make it time out.
    final class Upstream: ImmediateResponder {
        let requests = Mutex<[Request]>([])
        let (asked, hasAsked) = AsyncStream.makeStream(of: Void.self)
        private let plan: @Sendable (Request) -> ResponsePlan

        init(_ plan: @escaping @Sendable (Request) -> ResponsePlan) {
            self.plan = plan
        }

        func respond(to request: Request) async -> ResponsePlan {
            answer(request)
        }

        func immediateResponse(to request: Request) -> ResponsePlan? {
            answer(request)
        }

        private func answer(_ request: Request) -> ResponsePlan {
            requests.withLock { $0.append(request) }
            hasAsked.yield()
            return plan(request)
        }
    }

    /// Runs a test between a recorder and an upstream that answers by a plan.
    ///
    /// - Parameter patience: seconds that the recorder waits for the upstream.
    static func run(
        path: String = "", limit: Int = 1 << 20, patience: Int = Patience.seconds,
        _ plan: @escaping @Sendable (Request) -> ResponsePlan,
        _ body: (RecorderRig) async throws -> Void
    ) async throws {
        let scratch = Scratch()
        let journal = try CaptureJournal(
            path: "\(scratch.path)/j", facts: .init(cassette: "c", title: "", recordedAt: "", timing: .normalised))
        let transport = try CurlTransport()
        defer { transport.shutdown() }
        let upstream = Upstream(plan)
        let told = Told()
        try await HTTPFront.withFront(responder: upstream) { front in
            var options = CurlTransport.Options()
            options.readTimeout = patience
            options.maximumBodyBytes = limit
            let redactor = Redactor(secrets: ["client-secret"])
            let recorder = Recorder(
                upstream: .init(url: front.url + path, name: "stand-in"), transport: transport, options: options,
                journal: journal, resigner: Resigner(mode: .auto, credentials: ResignerTests.own),
                redactor: redactor, now: { time },
                report: { event in told.events.withLock { $0.append(event) } })
            try await body(
                RecorderRig(
                    recorder: recorder, journal: journal, redactor: redactor, upstream: upstream, told: told))
        }
        try journal.remove()
    }

    /// A signed request of a client.
    static func request(
        _ body: String = "{}", headers: [HeaderField] = [], operation: ConnectionOperation = .listConnections
    ) -> Request {
        var request = Envelope.request(operation, body: Array(body.utf8), host: "127.0.0.1:1")
        request.headers.fields += headers
        SignatureV4(region: "us-east-1", service: "apprunner").sign(&request, credentials: credentials, at: time)
        return request
    }

    static func response(_ body: [UInt8], _ fields: [HeaderField] = []) -> Response {
        Response(
            status: 200, reason: "OK",
            headers: HeaderFields([HeaderField("Content-Length", String(body.count))] + fields),
            body: body)
    }

    /// The only exchange that was kept.
    func kept(sourceLocation: SourceLocation = #_sourceLocation) throws -> Entry {
        let entries = try journal.entries()
        #expect(entries.count == 1, sourceLocation: sourceLocation)
        return try #require(entries.first, sourceLocation: sourceLocation)
    }
}
