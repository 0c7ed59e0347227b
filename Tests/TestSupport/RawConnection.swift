import Dispatch

/// An open connection to a port on loopback, for tests that do one thing after the other on it.
///
/// Its calls block, on queues that keep off Swift's pool. What comes in ends when `Patience` is over at the latest.
public final class RawConnection: Sendable {
    private let descriptor: Int32

    /// Connects; `nil` where nobody listens.
    public init?(port: Int) {
        guard let descriptor = RawSocket.connected(to: port) else { return nil }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Sends bytes.
    public func send(_ bytes: some Collection<UInt8> & Sendable) async {
        await onQueue { [descriptor] in
            RawSocket.sendAll(bytes, to: descriptor)
        }
    }

    /// Sends a text.
    public func send(_ text: String) async {
        await send(Array(text.utf8))
    }

    /// Closes the sending half.
    public func closeHalf() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Makes the end of this connection a reset, once nothing holds it any more.
    public func resetAtTheEnd() {
        RawSocket.resetAtTheEnd(descriptor)
    }

    /// Receives until the text so far ends so, or the other side ends the connection.
    public func receive(until suffix: String? = nil) async -> String {
        await onQueue { [descriptor] in
            var all: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            var sign = ""
            while suffix.map({ !String(decoding: all, as: UTF8.self).hasSuffix($0) }) ?? true {
                let count = RawSocket.received(from: descriptor, into: &buffer)
                if count <= 0 {
                    sign = RawSocket.sign(ofVainWait: count)
                    break
                }
                all += buffer[..<count]
            }
            return String(decoding: all, as: UTF8.self) + sign
        }
    }

    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}
