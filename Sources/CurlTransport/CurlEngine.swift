import Synchronization
import TapedeckCLibcurl

/// The thread that owns the multi handle. Everything of libcurl but the wake-up happens on it.
final class CurlEngine: Sendable {
    private struct Inbox {
        var added: [CurlTransfer] = []
        var cancelled: [CurlTransfer] = []
        var isStopping = false
        var hasEnded = false
    }

    /// Made in `start`, freed by the thread; other threads only wake it up, which libcurl allows from any.
    private struct Multi: @unchecked Sendable {
        let handle: UnsafeMutableRawPointer
    }

    private static let isReady: Bool = tapedeck_curl_global_init() == CURLE_OK

    private let multi: Multi
    private let inbox = Mutex(Inbox())
    /// Whether the thread may be woken up. Not within the inbox's lock: the thread takes that first of all.
    private let isAwakeable = Mutex(true)

    private init(_ multi: Multi) {
        self.multi = multi
    }

    /// Starts an engine; `nil` where libcurl or a thread can't be had.
    static func start() -> CurlEngine? {
        guard isReady, let handle = tapedeck_curl_multi_init() else { return nil }
        let engine = CurlEngine(Multi(handle: UnsafeMutableRawPointer(handle)))
        let context = Unmanaged.passRetained(engine).toOpaque()
        guard SystemLibrary.startThread(CurlEngine.main, with: context) else {
            Unmanaged<CurlEngine>.fromOpaque(context).release()
            tapedeck_curl_multi_cleanup(handle)
            return nil
        }
        return engine
    }

    /// Formed outside any isolation, because it is C that calls it.
    private static let main: SystemLibrary.ThreadBody = { context in
        // Not null: `start` handed it over.
        let context: UnsafeMutableRawPointer? = context
        if let context { Unmanaged<CurlEngine>.fromOpaque(context).takeRetainedValue().loop() }
        return nil
    }

    func add(_ transfer: CurlTransfer) {
        let isRefused = inbox.withLock { inbox in
            if inbox.isStopping { return true }
            inbox.added.append(transfer)
            return false
        }
        if isRefused { return transfer.finish(.failure(TransportError(.stopped, "the transport was shut down"))) }
        wake()
    }

    func cancel(_ transfer: CurlTransfer) {
        inbox.withLock { inbox in
            if !inbox.hasEnded { inbox.cancelled.append(transfer) }
        }
        wake()
    }

    func stop() {
        inbox.withLock { $0.isStopping = true }
        wake()
    }

    private func wake() {
        isAwakeable.withLock { isAwakeable in
            if isAwakeable { tapedeck_curl_multi_wakeup(multi.handle) }
        }
    }

    /// What the thread has in hand.
    private struct Work {
        var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]
        /// Handles that are used again, because making one takes longer than setting it up: those without settings, and those
        /// that still have the settings of some options.
        var blank: [UnsafeMutableRawPointer] = []
        var ready: [UnsafeMutableRawPointer] = []
        var options: CurlTransport.Options?

        /// A handle for a transfer, and whether it has the settings of the transfer's options.
        mutating func handle(for transfer: CurlTransfer) -> (UnsafeMutableRawPointer, hasSettings: Bool)? {
            if transfer.leavesSettings, options == transfer.options, let handle = ready.popLast() {
                return (handle, true)
            }
            return (blank.popLast() ?? tapedeck_curl_easy_init().map { UnsafeMutableRawPointer($0) }).map {
                ($0, false)
            }
        }

        /// Takes back the handle of a transfer.
        mutating func keep(_ handle: UnsafeMutableRawPointer, of transfer: CurlTransfer) {
            if blank.count + ready.count >= CurlEngine.keptHandles { return tapedeck_curl_easy_cleanup(handle) }
            guard transfer.leavesSettings else { return blank.append(handle) }
            if options != transfer.options {
                for handle in ready { tapedeck_curl_easy_reset(handle) }
                blank += ready
                (ready, options) = ([], transfer.options)
            }
            ready.append(handle)
        }
    }

    /// Handles that are kept for later requests.
    private static let keptHandles = 64

    private func loop() {
        var work = Work()
        while true {
            let (added, cancelled, isStopping) = inbox.withLock { inbox in
                defer {
                    inbox.added = []
                    inbox.cancelled = []
                    inbox.hasEnded = inbox.isStopping
                }
                return (inbox.added, inbox.cancelled, inbox.isStopping)
            }
            for transfer in added { begin(transfer, &work) }
            for transfer in cancelled {
                end(transfer, &work, TransportError(.cancelled, "the request was cancelled", didSendRequest: true))
            }
            if isStopping { break }
            var running: Int32 = 0
            tapedeck_curl_multi_perform(multi.handle, &running)
            collect(&work)
            // Short enough for a time-out of a second to come in time; a wake-up or a byte ends it at once.
            tapedeck_curl_multi_poll(multi.handle, work.active.isEmpty ? 60_000 : 200)
        }
        for transfer in work.active.values {
            end(transfer, &work, TransportError(.stopped, "the transport was shut down", didSendRequest: true))
        }
        for handle in work.blank + work.ready { tapedeck_curl_easy_cleanup(handle) }
        isAwakeable.withLock { $0 = false }
        tapedeck_curl_multi_cleanup(multi.handle)
    }

    private func begin(_ transfer: CurlTransfer, _ work: inout Work) {
        if transfer.isFinished { return }
        if let flaw = transfer.flaw { return transfer.finish(.failure(flaw)) }
        guard let (handle, hasSettings) = work.handle(for: transfer) else {
            return transfer.finish(
                .failure(TransportError(.other, "libcurl gave no handle; memory may be short")))
        }
        transfer.prepare(handle, hasSettings: hasSettings)
        work.active[handle] = transfer
        tapedeck_curl_multi_add_handle(multi.handle, handle)
    }

    /// Takes a handle from its transfer.
    private func release(_ handle: UnsafeMutableRawPointer, of transfer: CurlTransfer, _ work: inout Work) {
        tapedeck_curl_multi_remove_handle(multi.handle, handle)
        transfer.release(handle)
        work.keep(handle, of: transfer)
    }

    private func end(_ transfer: CurlTransfer, _ work: inout Work, _ error: TransportError) {
        if let handle = work.active.first(where: { $0.value === transfer })?.key {
            work.active[handle] = nil
            release(handle, of: transfer, &work)
        }
        transfer.finish(.failure(error))
    }

    private func collect(_ work: inout Work) {
        var left: Int32 = 0
        while let message = tapedeck_curl_multi_info_read(multi.handle, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let transfer = work.active.removeValue(forKey: handle)
            else { continue }
            let code = tapedeck_curl_message_result(message)
            let result = transfer.result(code, handle)
            release(handle, of: transfer, &work)
            transfer.finish(result)
        }
    }
}
