import Synchronization
public import TapedeckAWSWire
public import TapedeckCassetteFormat
public import TapedeckCurlTransport
public import TapedeckExchangeModel

/// Passes requests on to an upstream and keeps what crossed the wire.
///
/// That an exchange began is noted in the journal before the upstream is asked, and the whole of it is on disk before the
/// client gets its answer. So nothing that a client has seen is lost when the recorder dies, and what it was doing is known.
///
/// The beginning of a body longer than ``earlyBytes`` goes to the client as it comes; its last part waits until the whole is
/// on disk. So a client never has a whole answer that was not kept: if the recorder dies before, the answer is cut off for
/// the client, and the exchange is there as one that has not ended.
public final class Recorder: EarlyResponder {
    /// Bytes of a body after which its beginning goes to the client before all of it is there.
    public static let earlyBytes = 1 << 20

    /// Where requests go.
    public struct Upstream: Sendable, Hashable {
        /// The URL, without a trailing slash.
        public let url: String
        /// What a cassette says of it: `stand-in`, or the host; of one without TLS also the scheme, by which it is asked again.
        public let name: String
        /// `host` or `host:port`.
        public let authority: String
        /// Scheme and authority.
        let root: String
        /// What stands behind them.
        private let path: String

        /// Makes an upstream.
        ///
        /// - Parameter name: `nil` takes the host of the URL, with the scheme where it is `http`.
        public init(url: String, name: String? = nil) {
            var url = url
            while url.hasSuffix("/") { url.removeLast() }
            let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
            self.url = url
            authority = parts.count > 2 ? String(parts[2]) : url
            root = parts.prefix(3).joined(separator: "/")
            self.name = name ?? (url.hasPrefix("http://") ? root : authority)
            path = String(url.dropFirst(root.count))
        }

        /// A client's target below the path that the URL has.
        func target(_ target: String) -> String {
            path.isEmpty ? target : path + (target.hasPrefix("/") ? target : "/\(target)")
        }
    }

    /// Something worth telling while recording.
    public enum Event: Sendable {
        /// An exchange is durable.
        case recorded(Entry)
        /// The upstream gave no answer that could be read.
        case upstreamFailed(sequence: Int, TransportError)
        /// The client went away, or the recording was ended, before there was an answer.
        case abandoned(sequence: Int, Exchange.Ending)
        /// The request's body is longer than is taken; it was not passed on.
        case requestTooLarge(sequence: Int, limit: Int)
        /// An exchange could not be made durable; the client got an error in place of its answer.
        case journalFailed(RecordingError)
    }

    private struct State {
        var sequence = 0
        var underWay = 0
        var isEnding = false
        /// Whether something has been learnt that may stand in what was stored.
        var hasLearnt = false
        /// Exchanges that were stored since that was last looked for.
        var storedSince = 0
        var said = SaidWords()
        var turns = PlayedTurns()
        /// Whether the journal doesn't know of the last of them.
        var hasTurned = false
    }

    private let upstream: Upstream
    private let transport: CurlTransport
    private let options: CurlTransport.Options
    private let journal: CaptureJournal
    private let resigner: Resigner
    private let redactor: Redactor
    private let now: @Sendable () -> Instant
    private let report: @Sendable (Event) -> Void
    private let state = Mutex(State())

    /// Makes a recorder.
    ///
    /// - Parameters:
    ///   - options: how to ask the upstream; bodies are always decoded.
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
        self.redactor = redactor
        self.now = now
        self.report = report
    }

    /// What clients have said so far in the place of recorded values.
    public var said: SaidWords {
        state.withLock { $0.said }
    }

    /// How far the cassette that is added to had been played whenever something was recorded.
    public var turns: PlayedTurns {
        state.withLock { $0.turns }
    }

    /// Takes in that an entry of the cassette that is added to was played: what is recorded from now on comes behind it.
    public func pass(entry: Int) {
        state.withLock { state in
            if state.turns.pass(entry, since: state.sequence) { state.hasTurned = true }
        }
    }

    /// Learns what a client says from a request that was answered by an entry of the cassette that is added to: what is recorded
    /// then says what that entry does.
    ///
    /// - Parameters:
    ///   - request: as the client put it.
    ///   - recorded: that of the entry.
    ///   - rules: name the values that are bound.
    public func learn(_ request: Request, as recorded: Request, by rules: [BindRule]) {
        let request = redactor.comparable(request)
        state.withLock { state in
            // What is noted last must be what was learnt last.
            if state.said.learn(request, as: recorded, by: rules, since: state.sequence) { journal.note(state.said) }
        }
    }

    /// Says that the recording is being ended: an exchange that is cut off from now on was not left by its client.
    public func end() {
        state.withLock { $0.isEnding = true }
    }

    public func respond(to request: Request, early: EarlyResponse?) async -> ResponsePlan {
        let sequence = state.withLock { state in
            state.sequence += 1
            state.underWay += 1
            if state.hasTurned { journal.note(state.turns) }
            state.hasTurned = false
            return state.sequence
        }
        defer { state.withLock { $0.underWay -= 1 } }
        let started = now()
        guard request.isBodyWhole else {
            report(.requestTooLarge(sequence: sequence, limit: request.body.count))
            return ResponsePlan(
                .refusal(
                    code: "TapedeckRequestTooLarge",
                    message: "the request's body is longer than the recorder takes, \(request.body.count) bytes"))
        }
        if request.body.count > Self.briefBytes {
            return await withTaskExecutorPreference(globalConcurrentExecutor) {
                await self.record(request, sequence, started, early)
            }
        }
        return await record(request, sequence, started, early)
    }

    /// Bytes of a body above which an exchange is dealt with on the threads of tasks, wherever the request came in: signing and
    /// searching take time.
    private static let briefBytes = 1 << 16

    private func record(
        _ request: Request, _ sequence: Int, _ started: Instant, _ early: EarlyResponse?
    ) async -> ResponsePlan {
        var sent = request
        sent.target = upstream.target(request.target)
        let (prepared, signature) = resigner.prepare(sent, authority: upstream.authority, at: started)
        let begun = Exchange(
            sequence: sequence, request: request, response: nil, startedAt: started.milliseconds, ending: .unfinished)
        journal.begin(sequence) {
            // What can't be kept safely is not noted; when it ends, that is told.
            try? self.entry(of: begun, signature: signature).bytes
        }
        var (exchange, notes) = (begun, [String]())
        let plan = await send(prepared, into: &exchange, &notes, early)
        let (ended, said) = (exchange, notes)
        if exchange.response?.body.count ?? 0 > Self.briefBytes {
            return await withTaskExecutorPreference(globalConcurrentExecutor) {
                await self.keep(ended, signature, said, answering: plan)
            }
        }
        return await keep(ended, signature, said, answering: plan)
    }

    /// Makes an exchange durable; then its client may have the answer.
    private func keep(
        _ exchange: Exchange, _ signature: Resigner.Signature, _ notes: [String], answering plan: ResponsePlan
    ) async -> ResponsePlan {
        let learnt = redactor.learnt
        do throws(RecordingError) {
            let (entry, bytes) = try entry(of: exchange, signature: signature, notes: notes)
            let isAlone = state.withLock { $0.underWay == 1 }
            try await journal.store(exchange.sequence, bytes, isAlone: isAlone)
            try await forget(since: learnt)
            report(.recorded(entry))
            return plan
        } catch {
            report(.journalFailed(error))
            return ResponsePlan(.refusal(code: "TapedeckRecordingFailed", message: error.message))
        }
    }

    /// Takes what has been learnt meanwhile out of what is stored, so that it isn't there either where the recorder dies. In a long
    /// recording that learns with each exchange, that waits for a sixty-fourth of it.
    ///
    /// - Parameter learnt: how much had been learnt before the exchange was looked through.
    private func forget(since learnt: Int) async throws(RecordingError) {
        let hasLearnt = redactor.learnt > learnt
        let isDue = state.withLock { state in
            state.storedSince += 1
            state.hasLearnt = state.hasLearnt || hasLearnt
            guard state.hasLearnt, state.storedSince * 64 >= state.sequence else { return false }
            (state.storedSince, state.hasLearnt) = (0, false)
            return true
        }
        if isDue { try await journal.change(redactor.withoutLearnt) }
    }

    /// Asks the upstream, fills in what came of it, and says what the client gets.
    private func send(
        _ request: Request, into exchange: inout Exchange, _ notes: inout [String], _ early: EarlyResponse?
    ) async -> ResponsePlan {
        var options = options
        options.decodesBody = true
        var tell: (@Sendable (Response, [UInt8]) -> Void)?
        // A body that is decoded has no length before it is whole, and HTTP/1.0 knows no chunks.
        let takesChunks = request.version != "HTTP/1.0"
        if let early {
            tell = { head, part in
                if head.coding == nil || takesChunks { early.send(part, of: head.decoded(isLong: true)) }
            }
        }
        do throws(TransportError) {
            let reception = try await transport.send(
                request, to: upstream.root + request.target, options: options, after: Recorder.earlyBytes, early: tell)
            exchange.response = reception.response
            exchange.timing = reception.timing
            exchange.ending = reception.ending
        } catch {
            exchange.ending = ending(of: error)
            exchange.response = error.partial
            switch exchange.ending {
            case .clientLeft, .interrupted: report(.abandoned(sequence: exchange.sequence, exchange.ending))
            default: report(.upstreamFailed(sequence: exchange.sequence, error))
            }
            if error.code == .bodyTooLarge {
                notes.append("the response's body was not kept: it is longer than \(options.maximumBodyBytes) bytes")
                return ResponsePlan(.refusal(code: "TapedeckUpstreamFailed", message: error.message))
            }
            guard error.partial != nil else {
                switch exchange.ending {
                case .reset: return ResponsePlan(nil, fault: .reset)
                case .closed, .clientLeft, .interrupted: return ResponsePlan(nil, fault: .close)
                default: return ResponsePlan(.refusal(code: "TapedeckUpstreamFailed", message: error.message))
                }
            }
        }
        guard var response = exchange.response else { return ResponsePlan(nil, fault: .close) }
        if let coding = response.coding {
            notes.append("the response's body was decoded; it came as \(coding)")
            response = response.decoded(
                isWhole: exchange.ending == .complete,
                isLong: takesChunks && response.body.count > Recorder.earlyBytes)
        }
        exchange.response = response
        switch exchange.ending {
        case .complete: return ResponsePlan(response)
        // The client has waited for the upstream long enough; only a replay stalls.
        case .stalledBody: return ResponsePlan(cutOff: response)
        case let ending: return ResponsePlan(cutOff: response, ending: ending)
        }
    }

    private func ending(of error: TransportError) -> Exchange.Ending {
        switch error.code {
        case .readTimeout: error.partial == nil ? .timedOut : .stalledBody
        case .reset: .reset
        case .emptyReply: .closed
        case .cancelled: state.withLock { $0.isEnding } ? .interrupted : .clientLeft
        case .stopped: .interrupted
        case .notHTTP, .bodyTooLarge, .unreadableCoding, .other: .unreadable
        case .resolution, .refused, .connectTimeout, .untrusted, .tls, .badURL, .proxy, .badRequest: .unreachable
        }
    }

    /// The entry that is kept of an exchange, and its bytes: redacted, looked through and encoded once. These bytes are what
    /// is stored.
    private func entry(
        of exchange: Exchange, signature: Resigner.Signature, notes: [String] = []
    ) throws(RecordingError) -> (entry: Entry, bytes: [UInt8]) {
        if let key = SigningKey.found(in: exchange) { redactor.learn(key) }
        let redacted = redactor.redact(exchange)
        let request = redacted.exchange.request
        let client = request.headers["User-Agent"].flatMap { $0.split(separator: " ").first }.map(String.init)
        var origin = Origin(
            .captured, upstream: redactor.redact(upstream.name), client: client, signature: signature.rawValue)
        origin.isInsecure = !options.verifiesPeer && upstream.url.hasPrefix("https:")
        let entry = Entry(
            redacted.exchange, url: CanonicalURL.url(for: redacted), origin: origin,
            redactions: notes + redacted.notes)
        let bytes = entry.bytes
        let left = redactor.findings(in: bytes, of: redacted)
        guard left.isEmpty else {
            throw RecordingError(
                .secret,
                "exchange \(exchange.sequence) is not kept: it still holds \(left.joined(separator: " and ")) after redaction"
            )
        }
        return (entry, bytes)
    }
}

extension Response {
    /// The codings that the body was decoded from; `nil` for none.
    fileprivate var coding: String? {
        guard headers.contains("Content-Encoding") || headers["Transfer-Encoding"].map({ $0 != "chunked" }) == true
        else { return nil }
        let codings =
            headers.values("Content-Encoding").filter { $0.lowercased() != "identity" } + transferCodings
        return codings.isEmpty ? nil : codings.joined(separator: ", ")
    }

    /// What the body was coded in on its way, but for the chunks (RFC 9112, section 7).
    private var transferCodings: [String] {
        headers.values("Transfer-Encoding").flatMap { $0.split { ", \t".contains($0) } }.map { $0.lowercased() }.filter
        {
            $0 != "chunked" && $0 != "identity"
        }
    }

    /// The response with the coding taken out of its head, as fits a body that was decoded.
    ///
    /// A body that was cut off must not look whole, so its length is then one more than what there is.
    ///
    /// - Parameter isLong: whether the body's beginning may go out before its length is known; it then goes in chunks.
    fileprivate func decoded(isWhole: Bool = true, isLong: Bool) -> Response {
        guard coding != nil else { return self }
        var response = self
        response.headers.remove("Content-Encoding")
        if !transferCodings.isEmpty {
            let isChunked = headers.values("Transfer-Encoding").last?.lowercased().hasSuffix("chunked") == true
            response.headers.remove("Transfer-Encoding")
            if isChunked { response.headers.append("Transfer-Encoding", "chunked") }
        }
        // The checksum is that of the bytes on the wire.
        response.headers.remove("x-amz-crc32")
        guard headers.contains("Content-Length") else { return response }
        if isLong {
            response.headers.remove("Content-Length")
            response.headers.append("Transfer-Encoding", "chunked")
        } else {
            response.headers.replace(
                "Content-Length", with: String(isWhole ? body.count : body.count + 1))
        }
        return response
    }
}
