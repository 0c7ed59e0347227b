import Dispatch

/// A socket without any protocol: bytes out, bytes in until the other side ends.
public enum RawSocket {
    /// What came back.
    public struct Answer: Sendable {
        /// Every byte, as text.
        public var text: String
        /// Whether the other side reset the connection.
        public var wasReset: Bool
    }

    /// Sends bytes to a port on loopback and reads until the connection ends.
    ///
    /// - Parameter halfCloses: whether the sending half is closed after the bytes.
    public static func exchange(_ text: String, port: Int, halfCloses: Bool = false) async -> Answer {
        await withCheckedContinuation { continuation in
            // Blocking calls keep off Swift's pool, on which the server under test may run.
            DispatchQueue.global().async { continuation.resume(returning: talk(text, port, halfCloses)) }
        }
    }

    /// A port on loopback that nobody listens on: it stays bound as long as the tests run, so that no server of another
    /// test gets it.
    public static func freePort() -> Int {
        bound().port
    }

    /// A socket that listens on a port of loopback that the system picks.
    public static func listening() -> (descriptor: Int32, port: Int) {
        let (descriptor, port) = bound()
        precondition(listen(descriptor, 256) == 0, "a socket on loopback can't listen: \(errno)")
        return (descriptor, port)
    }

    /// Sends every byte, or as many as the other side takes.
    public static func sendAll(_ bytes: some Sequence<UInt8>, to descriptor: Int32) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, noSignal) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Makes the end of a connection a reset.
    public static func resetAtTheEnd(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout.size(ofValue: option)))
    }

    private static func bound() -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, streamSocket, 0)
        var address = loopback(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
            }
        }
        precondition(bound, "no port on loopback can be had: \(errno)")
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// A socket connected to a port on loopback; `nil` where nobody listens.
    static func connected(to port: Int) -> Int32? {
        let descriptor = socket(AF_INET, streamSocket, 0)
        // A test that would wait for ever ends instead, with what there was and a word that says so.
        var limit = timeval(tv_sec: Patience.seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = loopback(port)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if connected != 0 { close(descriptor) }
        return connected == 0 ? descriptor : nil
    }

    /// What stands behind the bytes of a connection that the other side had not ended when `Patience` was over: no test expects it.
    static func sign(ofVainWait count: Int) -> String {
        count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? " (nothing more came, and no end either)" : ""
    }

    /// `recv`; one with a time limit ends when the process is stopped and goes on, and is asked again.
    static func received(from descriptor: Int32, into buffer: inout [UInt8]) -> Int {
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count >= 0 || errno != EINTR { return count }
        }
    }

    private static func talk(_ text: String, _ port: Int, _ halfCloses: Bool) -> Answer {
        guard let descriptor = connected(to: port) else {
            return Answer(text: "not connected: \(errno)", wasReset: false)
        }
        defer { close(descriptor) }
        sendAll(text.utf8, to: descriptor)
        if halfCloses { shutdown(descriptor, Int32(SHUT_WR)) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = received(from: descriptor, into: &buffer)
            if count > 0 {
                answer += buffer[..<count]
                continue
            }
            let (wasReset, sign) = (count < 0 && errno == ECONNRESET, sign(ofVainWait: count))
            return Answer(text: String(decoding: answer, as: UTF8.self) + sign, wasReset: wasReset)
        }
    }
}
