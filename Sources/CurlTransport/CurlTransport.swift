import Synchronization
import TapedeckCLibcurl
public import TapedeckExchangeModel

/// Sends requests through libcurl: one thread that owns one multi handle, and its connections.
///
/// The thread starts with the first request. Sends may run at the same time; a cancelled task ends its transfer.
public final class CurlTransport: Sendable {
    /// How a request is sent.
    public struct Options: Sendable, Hashable {
        /// Seconds to wait for a connection; 0 for no limit.
        public var connectTimeout = 60
        /// Seconds without a byte, once connected; 0 for no limit.
        public var readTimeout = 60
        /// Seconds for the whole; 0 for no limit.
        public var totalTimeout = 0
        /// A file of certificate authorities to trust; `nil` for the system's.
        public var certificateBundle: String?
        /// Whether the server's certificate is checked.
        public var verifiesPeer = true
        /// The proxy's URL; `nil` for none. Variables of the environment have no say here.
        public var proxy: String?
        /// Hosts that the proxy is not used for, separated by commas.
        public var noProxy: String?
        /// Whether HTTP/2 is offered over TLS, for the server to choose; a libcurl that can't stays with HTTP/1.1.
        public var offersHTTP2 = false
        /// Whether a body that is compressed is decoded. The head stays as it came.
        public var decodesBody = false
        /// Addresses for hosts, each as `HOST:PORT:ADDRESS`, in the place of what their names resolve to.
        public var resolve: [String] = []
        /// Bytes of a response's body that are taken.
        public var maximumBodyBytes = 64 << 20

        /// The defaults.
        public init() {}
    }

    private let engine: Mutex<CurlEngine?> = Mutex(nil)
    private let isStopped = Mutex(false)

    /// Makes a transport; nothing is started yet.
    public init() throws(TransportError) {}

    deinit {
        shutdown()
    }

    /// Sends a request and waits for its response.
    ///
    /// The header fields go out as given, in order and spelling; nothing is added but `Host` and `Content-Length` where
    /// they are missing. Redirects are not followed, bodies not decoded unless asked for, and HTTP/1.1 is spoken unless
    /// HTTP/2 is offered.
    ///
    /// - Parameters:
    ///   - url: an absolute URL; its path is sent as it is.
    ///   - count: bytes of the response's body after which `early` is told of it.
    ///   - early: called, on the transport's thread, with the head and a part of the body for all but the last part of a
    ///     body that is long; one that is decoded is told of decoded, with the head as it came. `nil` for nobody.
    /// - Returns: the response; one whose body was cut off is marked so.
    /// - Throws: ``TransportError``.
    public func send(
        _ request: Request, to url: String, options: Options = Options(), after count: Int = .max,
        early: (@Sendable (Response, [UInt8]) -> Void)? = nil
    ) async throws(TransportError) -> Reception {
        let engine = try startedEngine()
        let transfer = CurlTransfer(
            request: request, url: url, options: options, early: early.map { EarlyParts(after: count, tell: $0) })
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.setContinuation(continuation)
                engine.add(transfer)
            }
        } onCancel: {
            engine.cancel(transfer)
        }
        return try result.get()
    }

    /// Ends the thread; sends under way fail with the code `stopped`. Calling it twice is no trouble.
    public func shutdown() {
        isStopped.withLock { $0 = true }
        engine.withLock { $0 }?.stop()
    }

    private func startedEngine() throws(TransportError) -> CurlEngine {
        if isStopped.withLock({ $0 }) { throw TransportError(.stopped, "the transport was shut down") }
        let engine = engine.withLock { engine -> CurlEngine? in
            if engine == nil { engine = CurlEngine.start() }
            return engine
        }
        if let engine { return engine }
        throw TransportError(.other, "libcurl \(Self.libraryProblem ?? "can't be started on this machine")")
    }
}

/// What came back for a request.
public struct Reception: Sendable {
    /// The response.
    public var response: Response
    /// `complete`; `cutBody` or `resetBody` for a body that ended too early.
    public var ending: Exchange.Ending
    /// How long it took.
    public var timing: Exchange.Timing
    /// Why the body is cut off.
    public var detail: String?
}
