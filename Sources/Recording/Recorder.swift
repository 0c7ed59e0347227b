import Synchronization
public import TapedeckAWSWire
public import TapedeckCassetteFormat
public import TapedeckCurlTransport
public import TapedeckExchangeModel

/// Passes requests on to an upstream and keeps what crossed the wire.
///
/// An exchange is in the journal twice: as unfinished before the upstream is asked, and whole before the client gets its
/// answer. So nothing that a client has seen is lost when the recorder dies, and what it was doing is known.
public final class Recorder: Responder {
    /// Where requests go.
    public struct Upstream: Sendable, Hashable {
        /// The URL, without a trailing slash.
        public let url: String
        /// What a cassette says of it: `stand-in`, or the host.
        public let name: String

        /// Makes an upstream.
        ///
        /// - Parameter name: `nil` takes the host of the URL.
        public init(url: String, name: String? = nil) {
            var url = url
            while url.hasSuffix("/") { url.removeLast() }
            self.url = url
            self.name = name ?? Upstream.authority(of: url)
        }

        /// `host` or `host:port`.
        public var authority: String {
            Upstream.authority(of: url)
        }

        private static func authority(of url: String) -> String {
            let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
            return parts.count > 2 ? String(parts[2]) : url
        }
    }

    /// Something worth telling while recording.
    public enum Event: Sendable {
        /// An exchange is durable.
        case recorded(Entry)
        /// The upstream gave no answer that could be read.
        case upstreamFailed(sequence: Int, TransportError)
        /// The client went away before there was an answer for it.
        case clientLeft(sequence: Int)
        /// An exchange could not be made durable; the client got an error in place of its answer.
        case journalFailed(RecordingError)
    }

    private struct State {
        var sequence = 0
        var redactor: Redactor
    }

    private let upstream: Upstream
    private let transport: CurlTransport
    private let options: CurlTransport.Options
    private let journal: CaptureJournal
    private let resigner: Resigner
    private let now: @Sendable () -> Instant
    private let report: @Sendable (Event) -> Void
    private let state: Mutex<State>

    /// Makes a recorder.
    ///
    /// - Parameters:
    ///   - redactor: knows the secrets of this process.
    ///   - now: the present time; it dates exchanges and signatures.
    ///   - report: called after each exchange, on its task.
    public init(
        upstream: Upstream, transport: CurlTransport, options: CurlTransport.Options, journal: CaptureJournal,
        resigner: Resigner, redactor: Redactor, now: @escaping @Sendable () -> Instant,
        report: @escaping @Sendable (Event) -> Void
    ) {
        self.upstream = upstream
        self.transport = transport
        self.options = options
        self.journal = journal
        self.resigner = resigner
        self.now = now
        self.report = report
        self.state = Mutex(State(redactor: redactor))
    }

    public func respond(to request: Request) async -> ResponsePlan {
        let started = now()
        let (prepared, signature) = resigner.prepare(request, authority: upstream.authority, at: started)
        let sequence = state.withLock { state in
            state.sequence += 1
            return state.sequence
        }
        var exchange = Exchange(
            sequence: sequence, request: request, response: nil, startedAt: started.milliseconds, ending: .unfinished)
        do throws(RecordingError) {
            try await store(exchange, signature: signature)
            guard request.isBodyWhole else {
                return ResponsePlan(
                    .refusal(
                        code: "TapedeckRequestTooLarge",
                        message: "the request's body is longer than the recorder takes, \(request.body.count) bytes"))
            }
            let plan = await send(prepared, into: &exchange)
            // What came of it is kept though the client may have gone, which cancels the task that answers it.
            let whole = exchange
            let entry = try await Task { () async -> Result<Entry, RecordingError> in
                do throws(RecordingError) {
                    return .success(try await self.store(whole, signature: signature))
                } catch {
                    return .failure(error)
                }
            }.value.get()
            report(.recorded(entry))
            return plan
        } catch {
            report(.journalFailed(error))
            return ResponsePlan(.refusal(code: "TapedeckRecordingFailed", message: error.message))
        }
    }

    /// Asks the upstream, fills in what came of it, and says what the client gets.
    private func send(_ request: Request, into exchange: inout Exchange) async -> ResponsePlan {
        do throws(TransportError) {
            let reception = try await transport.send(request, to: upstream.url + request.target, options: options)
            exchange.response = reception.response
            exchange.timing = reception.timing
            exchange.ending = reception.ending
            guard reception.ending == .complete else {
                return ResponsePlan(cutOff: reception.response)
            }
            return ResponsePlan(reception.response)
        } catch {
            exchange.ending = .noResponse
            if error.code == .cancelled {
                report(.clientLeft(sequence: exchange.sequence))
                return ResponsePlan(nil, fault: .close)
            }
            report(.upstreamFailed(sequence: exchange.sequence, error))
            switch error.code {
            case .reset: return ResponsePlan(nil, fault: .reset)
            case .emptyReply: return ResponsePlan(nil, fault: .close)
            default: return ResponsePlan(.refusal(code: "TapedeckUpstreamFailed", message: error.message))
            }
        }
    }

    @discardableResult
    private func store(_ exchange: Exchange, signature: Resigner.Signature) async throws(RecordingError) -> Entry {
        let client = exchange.request.headers["User-Agent"].flatMap { $0.split(separator: " ").first }.map(String.init)
        let (redacted, left) = state.withLock { state in
            let redacted = state.redactor.redact(exchange)
            let entry = Entry(redacted.exchange, url: upstream.url, origin: Origin(.captured))
            return (redacted, state.redactor.findings(in: entry.bytes))
        }
        guard left.isEmpty else {
            throw RecordingError(
                .secret,
                "exchange \(exchange.sequence) is not kept: it still holds \(left.joined(separator: " and ")) after redaction"
            )
        }
        let entry = Entry(
            redacted.exchange, url: CanonicalURL.url(for: redacted.exchange.request),
            origin: Origin(.captured, upstream: upstream.name, client: client, signature: signature.rawValue),
            redactions: redacted.notes)
        try await journal.store(entry)
        return entry
    }
}
