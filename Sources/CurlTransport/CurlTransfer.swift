import Synchronization
import TapedeckCLibcurl
import TapedeckExchangeModel
import TapedeckPlatform

/// One request on its way. Its libcurl handle, lists and buffers belong to the engine's thread alone.
///
/// `@unchecked`: everything but the continuation, which has a lock, is touched on the engine's thread only, after the
/// transfer was handed over through the engine's inbox.
final class CurlTransfer: @unchecked Sendable {
    typealias Continuation = CheckedContinuation<Result<Reception, TransportError>, Never>

    private let request: Request
    private let url: String
    let options: CurlTransport.Options
    private let state = Mutex(State())

    private var headers: LineList?
    private var resolve: UnsafeMutablePointer<curl_slist>?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var head = ResponseHead()
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var early: EarlyParts?
    private var silence = Silence()
    private var handle: UnsafeMutableRawPointer?

    private struct State {
        var waiting: Continuation?
        var result: Result<Reception, TransportError>?
    }

    init(request: Request, url: String, options: CurlTransport.Options, early: EarlyParts?) {
        self.early = early
        self.request = request
        self.url = url
        self.options = options
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        errorText.deallocate()
    }

    /// Takes who waits. A task that was cancelled early may have its result before it waits for it.
    func setContinuation(_ waiting: Continuation) {
        let result = state.withLock { state in
            if state.result == nil { state.waiting = waiting }
            return state.result
        }
        if let result { waiting.resume(returning: result) }
    }

    var isFinished: Bool {
        state.withLock { $0.result != nil }
    }

    /// Resumes whoever waits; only the first result counts.
    func finish(_ result: Result<Reception, TransportError>) {
        let waiting = state.withLock { state -> Continuation? in
            if state.result != nil { return nil }
            state.result = result
            return state.waiting
        }
        waiting?.resume(returning: result)
    }

    /// Why the request can't be sent as it is.
    var flaw: TransportError? {
        func breaks(_ text: String) -> Bool {
            var text = text
            return text.withUTF8 { $0.contains { $0 == 13 || $0 == 10 || $0 == 0 } }
        }
        return request.headers.fields.first { breaks($0.name) || breaks($0.value) }.map {
            TransportError(.badRequest, "the header field \($0.name) has a line break in it")
        }
    }

    /// Whether the handle may keep its settings for the next request with the same options: each request with a body sets the
    /// same things again. A long body is not kept in memory for that.
    var leavesSettings: Bool {
        request.method != "GET" && request.method != "HEAD" && request.body.count <= 1 << 16 && options.resolve.isEmpty
    }

    /// Sets a libcurl handle up for this request.
    ///
    /// - Parameter hasSettings: whether it still has those that stand in the options.
    func prepare(_ raw: UnsafeMutableRawPointer, hasSettings: Bool) {
        handle = raw
        if !hasSettings {
            setOptions(raw)
            setLimits(raw)
            _ = tapedeck_curl_set_data_callback(raw, CURLOPT_HEADERFUNCTION, receiveHead)
            _ = tapedeck_curl_set_data_callback(raw, CURLOPT_WRITEFUNCTION, receiveBody)
            if request.method == "HEAD" { _ = tapedeck_curl_set_long(raw, CURLOPT_NOBODY, 1) }
        }
        _ = tapedeck_curl_set_string(raw, CURLOPT_URL, url)
        setHeaders(raw)
        request.body.withUnsafeBytes { bytes in
            // An empty array may have an address too; with it a GET would get a length.
            if let start = bytes.baseAddress, !bytes.isEmpty { _ = tapedeck_curl_copy_body(raw, start, bytes.count) }
        }
        if request.body.isEmpty, request.method != "GET", request.method != "HEAD" {
            _ = tapedeck_curl_copy_body(raw, "", 0)
        }
        _ = tapedeck_curl_set_string(raw, CURLOPT_CUSTOMREQUEST, request.method)
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_XFERINFODATA] {
            _ = tapedeck_curl_set_pointer(raw, option, context)
        }
        _ = tapedeck_curl_set_pointer(raw, CURLOPT_ERRORBUFFER, errorText)
    }

    private func setOptions(_ handle: UnsafeMutableRawPointer) {
        _ = tapedeck_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = tapedeck_curl_set_long(handle, CURLOPT_PATH_AS_IS, 1)
        let isOffered =
            options.offersHTTP2
            && tapedeck_curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)) == CURLE_OK
        if !isOffered { _ = tapedeck_curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)) }
        _ = tapedeck_curl_set_long(handle, CURLOPT_HTTP09_ALLOWED, 0)
        _ = tapedeck_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        _ = tapedeck_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        // An empty string is libcurl's word for: no proxy, whatever the environment says.
        _ = tapedeck_curl_set_string(handle, CURLOPT_PROXY, options.proxy ?? "")
        _ = tapedeck_curl_set_string(handle, CURLOPT_NOPROXY, options.noProxy ?? "")
        // An empty string stands for every coding that libcurl knows; what is asked for is the request's own field.
        if options.decodesBody { _ = tapedeck_curl_set_string(handle, CURLOPT_ACCEPT_ENCODING, "") }
        for entry in options.resolve { resolve = tapedeck_curl_slist_append(resolve, entry) }
        if resolve != nil { _ = tapedeck_curl_set_list(handle, CURLOPT_RESOLVE, resolve) }
        if let bundle = options.certificateBundle { _ = tapedeck_curl_set_string(handle, CURLOPT_CAINFO, bundle) }
        if !options.verifiesPeer {
            _ = tapedeck_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 0)
            _ = tapedeck_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    private func setLimits(_ handle: UnsafeMutableRawPointer) {
        // libcurl reads 0 as its default of 300 s, so no limit is the longest it takes.
        let connect = options.connectTimeout == 0 ? Int(Int32.max) / 1000 : options.connectTimeout
        _ = tapedeck_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, connect)
        if options.totalTimeout > 0 { _ = tapedeck_curl_set_long(handle, CURLOPT_TIMEOUT, options.totalTimeout) }
        // Not libcurl's low-speed limit: it averages over five seconds, and so comes that much late.
        if options.readTimeout > 0 {
            _ = tapedeck_curl_set_long(handle, CURLOPT_NOPROGRESS, 0)
            _ = tapedeck_curl_set_progress_callback(handle, progressMade)
        }
    }

    private func setHeaders(_ handle: UnsafeMutableRawPointer) {
        var bytes: [UInt8] = []
        var starts: [Int] = []
        bytes.reserveCapacity(1024)
        func add(_ name: String, _ separator: String, _ value: String = "") {
            starts.append(bytes.count)
            bytes += name.utf8
            bytes += separator.utf8
            bytes += value.utf8
            bytes.append(0)
        }
        // A body of a HEAD is not sent, so nobody is to wait for it.
        let hasNoBody = request.method == "HEAD" && !request.body.isEmpty
        for field in request.headers.fields {
            if hasNoBody, HeaderFields.same(field.name, "Content-Length") { continue }
            if field.value.isEmpty { add(field.name, ";") } else { add(field.name, ": ", field.value) }
        }
        // A name with a colon and nothing behind it keeps libcurl from adding the field by itself.
        for name in ["Accept", "User-Agent", "Content-Type", "Expect", "Accept-Encoding"]
        where !request.headers.contains(name) {
            add(name, ":")
        }
        let lines = LineList(bytes, starts: starts)
        headers = lines
        _ = tapedeck_curl_set_list(handle, CURLOPT_HTTPHEADER, lines.first)
    }

    /// Takes from a handle what points into this transfer, and frees it; all other settings too, unless they are left.
    func release(_ raw: UnsafeMutableRawPointer) {
        if leavesSettings {
            _ = tapedeck_curl_set_list(raw, CURLOPT_HTTPHEADER, nil)
            for option in [CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_XFERINFODATA, CURLOPT_ERRORBUFFER] {
                _ = tapedeck_curl_set_pointer(raw, option, nil)
            }
        } else {
            tapedeck_curl_easy_reset(raw)
        }
        handle = nil
        headers?.free()
        tapedeck_curl_slist_free_all(resolve)
        headers = nil
        resolve = nil
    }

    fileprivate func headReceived(_ bytes: UnsafeRawBufferPointer) {
        head.lineReceived(bytes)
    }

    fileprivate func bodyReceived(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // A length that is too large is known before anything has gone to anybody.
        isTooLarge = max(body.count + bytes.count, head.contentLength ?? 0) > options.maximumBodyBytes
        if isTooLarge { return false }
        // This part is told of with the next one, so the last one never is.
        if body.count > early?.after ?? .max, let response = head.response(body: []) { early?.tell(of: body, response) }
        body.append(contentsOf: bytes)
        return true
    }

    /// Whether the transfer goes on; not when nothing has moved for the time given, once connected.
    fileprivate func progress(_ bytes: Int64) -> Bool {
        var connected: curl_off_t = 0
        if let handle { _ = tapedeck_curl_get_time(handle, CURLINFO_PRETRANSFER_TIME_T, &connected) }
        guard connected > 0 else { return true }
        return silence.bytesMoved(bytes, at: SystemClock.monotonicMilliseconds) < Int64(options.readTimeout) * 1000
    }

    /// What came of the transfer.
    func result(_ code: CURLcode, _ handle: UnsafeMutableRawPointer) -> Result<Reception, TransportError> {
        let timing = timing(handle)
        switch code {
        case CURLE_OK:
            guard head.isEnded || head.isEmpty else {
                // libcurl takes the end of the connection for the end of the head.
                return .failure(
                    error(.emptyReply, "\(host) closed the connection within the head of its answer", sent: true))
            }
            guard let response = head.response(body: body) else {
                return .failure(error(.notHTTP, "\(host) did not answer with an HTTP/1 response", sent: true))
            }
            let ending: Exchange.Ending = head.hasImpossibleLength && request.method != "HEAD" ? .cutBody : .complete
            return .success(Reception(response: response, ending: ending, timing: timing, detail: nil))
        case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_SSL_CONNECT_ERROR, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            // A head without its whole body: the body was cut off, by an orderly close or a reset.
            if head.isEnded, let response = head.response(body: body) {
                let wasReset = failure(code, handle).code == .reset
                return .success(
                    Reception(
                        response: response, ending: wasReset ? .resetBody : .cutBody, timing: timing,
                        detail: reason(code)))
            }
            return .failure(failure(code, handle))
        default: return .failure(failure(code, handle))
        }
    }

    private func timing(_ handle: UnsafeMutableRawPointer) -> Exchange.Timing {
        func microseconds(_ info: CURLINFO) -> Int {
            var value: curl_off_t = 0
            _ = tapedeck_curl_get_time(handle, info, &value)
            return Int(value)
        }
        let before = microseconds(CURLINFO_PRETRANSFER_TIME_T)
        let first = microseconds(CURLINFO_STARTTRANSFER_TIME_T)
        let total = microseconds(CURLINFO_TOTAL_TIME_T)
        return Exchange.Timing(
            send: before / 1000, wait: max(0, first - before) / 1000, receive: max(0, total - max(first, before)) / 1000
        )
    }
}

extension CurlTransfer {
    private var host: String {
        let rest = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return rest.count > 2 ? String(rest[2]) : url
    }

    private var partial: Response? {
        head.isEnded ? head.response(body: body) : nil
    }

    private func reason(_ code: CURLcode) -> String {
        let detail = String(cString: errorText)
        return detail.isEmpty ? String(cString: tapedeck_curl_easy_strerror(code)) : detail
    }

    private func error(_ code: TransportError.Code, _ message: String, sent: Bool) -> TransportError {
        TransportError(code, message, didSendRequest: sent)
    }

    private func failure(_ code: CURLcode, _ handle: UnsafeMutableRawPointer) -> TransportError {
        let why = reason(code)
        var systemError = 0
        _ = tapedeck_curl_get_long(handle, CURLINFO_OS_ERRNO, &systemError)
        var sent = 0
        _ = tapedeck_curl_get_long(handle, CURLINFO_REQUEST_SIZE, &sent)
        let didSend = sent > 0
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return error(.resolution, "the host of \(host) can't be found: \(why)", sent: false)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY:
            return error(.proxy, "the proxy for \(host) can't be used: \(why)", sent: false)
        case CURLE_COULDNT_CONNECT:
            return error(.refused, "no connection to \(host): \(why)", sent: false)
        case CURLE_ABORTED_BY_CALLBACK:
            return TransportError(
                .readTimeout, "\(host) sent nothing for \(options.readTimeout) s", didSendRequest: true,
                partial: partial)
        case CURLE_OPERATION_TIMEDOUT:
            return didSend
                ? TransportError(
                    .readTimeout, "\(host) did not answer in time: \(why)", didSendRequest: true, partial: partial)
                : error(.connectTimeout, "no connection to \(host) in time: \(why)", sent: false)
        case CURLE_PEER_FAILED_VERIFICATION:
            return error(.untrusted, "the certificate of \(host) is not trusted: \(why)", sent: false)
        case CURLE_SSL_CACERT_BADFILE:
            return error(.tls, "the certificate bundle can't be read: \(why)", sent: false)
        case CURLE_SSL_CONNECT_ERROR: return error(.tls, "TLS with \(host) failed: \(why)", sent: didSend)
        case CURLE_GOT_NOTHING: return error(.emptyReply, "\(host) closed the connection without an answer", sent: true)
        case CURLE_HTTP2_STREAM:
            return error(.reset, "\(host) reset the stream of HTTP/2: \(why)", sent: true)
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            if systemError == Int(SystemLibrary.connectionReset) || why.contains("reset") {
                return error(.reset, "\(host) reset the connection: \(why)", sent: true)
            }
            let isProxy = why.contains("CONNECT") || why.contains("proxy")
            return error(isProxy ? .proxy : .other, "the connection to \(host) failed: \(why)", sent: didSend)
        case CURLE_UNSUPPORTED_PROTOCOL where didSend, CURLE_WEIRD_SERVER_REPLY:
            return error(.notHTTP, "\(host) did not answer with an HTTP/1 response: \(why)", sent: true)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
            return error(.badURL, "\(url) can't be used as a URL: \(why)", sent: false)
        case CURLE_BAD_CONTENT_ENCODING:
            return error(.unreadableCoding, "the body that \(host) sent can't be decoded: \(why)", sent: true)
        case CURLE_WRITE_ERROR where isTooLarge:
            return TransportError(
                .bodyTooLarge, "the response of \(host) is larger than \(options.maximumBodyBytes) bytes",
                didSendRequest: true, partial: head.isEnded ? head.response(body: []) : nil)
        default: return error(.other, "the request to \(host) failed: \(why)", sent: didSend)
        }
    }
}

/// Who is told of a long body while it comes, and how much of it has been told.
struct EarlyParts: Sendable {
    let after: Int
    private let send: @Sendable (Response, [UInt8]) -> Void
    private var told = 0

    init(after: Int, tell: @escaping @Sendable (Response, [UInt8]) -> Void) {
        self.after = after
        self.send = tell
    }

    /// Tells of what has come since.
    mutating func tell(of body: [UInt8], _ head: Response) {
        send(head, Array(body[told...]))
        told = body.count
    }
}

/// How long nothing has moved.
private struct Silence {
    private var bytes: Int64 = -1
    private var since: Int64 = 0

    /// Milliseconds for which the count of bytes has stood.
    mutating func bytesMoved(_ count: Int64, at time: Int64) -> Int64 {
        if count != bytes {
            bytes = count
            since = time
        }
        return time - since
    }
}

private let receiveHead: tapedeck_curl_data_callback = { data, size, count, context in
    guard let data, let context else { return 0 }
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    transfer.headReceived(UnsafeRawBufferPointer(start: data, count: size * count))
    return size * count
}

private let receiveBody: tapedeck_curl_data_callback = { data, size, count, context in
    guard let data, let context else { return 0 }
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.bodyReceived(UnsafeRawBufferPointer(start: data, count: size * count)) ? size * count : 0
}

private let progressMade: tapedeck_curl_progress_callback = { context, _, down, _, up in
    guard let context else { return 0 }
    return Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue().progress(Int64(down + up)) ? 0 : 1
}
