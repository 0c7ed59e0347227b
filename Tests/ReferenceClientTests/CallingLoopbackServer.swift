import Glibc
import Synchronization

/// A server on loopback that answers one connection after another from a script.
final class LoopbackServer: Sendable {
    /// What it does to a connection once the request has been read.
    enum Step: Sendable {
        /// Send these bytes and close.
        case send(String)
        /// Close with nothing sent.
        case close
        /// Reset the connection.
        case reset
        /// Send nothing, and wait until the client goes.
        case hang
    }

    /// The port it listens on.
    let port: Int
    private let descriptor: Int32
    private let seen = Mutex<[String]>([])
    private let steps: Mutex<[Step]>

    /// The requests read so far.
    var requests: [String] { seen.withLock { $0 } }

    /// Starts a server; it ends when the script is over and the process does.
    init(_ steps: [Step]) throws {
        self.steps = Mutex(steps)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && listen(descriptor, 256) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard bound else { throw SocketError(code: errno) }
        port = Int(UInt16(bigEndian: address.sin_port))
        var thread = pthread_t()
        let server = Unmanaged.passRetained(self)
        pthread_create(
            &thread, nil,
            { pointer in
                if let pointer { Unmanaged<LoopbackServer>.fromOpaque(pointer).takeRetainedValue().serve() }
                return nil
            }, server.toOpaque())
        pthread_detach(thread)
    }

    /// The URL of the server.
    var url: String { "http://127.0.0.1:\(port)" }

    private func serve() {
        while let step = steps.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            let connection = accept(descriptor, nil, nil)
            guard connection >= 0 else { break }
            let request = readRequest(connection)
            seen.withLock { $0.append(request) }
            switch step {
            case .send(let text): send(text, connection)
            case .close: break
            case .reset:
                var linger = linger(l_onoff: 1, l_linger: 0)
                setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
            case .hang:
                var byte: UInt8 = 0
                while read(connection, &byte, 1) > 0 {}
            }
            close(connection)
        }
        close(descriptor)
    }

    private func readRequest(_ connection: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = bytes.firstRange(of: [13, 10, 13, 10]) {
                let line = text.split(whereSeparator: \.isNewline).first {
                    $0.lowercased().hasPrefix("content-length:")
                }
                let length = line.flatMap { Int($0.drop { $0 != ":" }.dropFirst().filter(\.isNumber)) } ?? 0
                if bytes.count - end.upperBound >= length { return text }
            }
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return text }
            bytes += buffer[..<count]
        }
    }

    private func send(_ text: String, _ connection: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Why a socket could not be had.
    struct SocketError: Error {
        let code: Int32
    }
}
