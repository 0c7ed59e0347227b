import TapedeckTestSupport
import Dispatch
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

    /// Starts a server; it ends when the script is over or the process does.
    init(_ steps: [Step]) {
        self.steps = Mutex(steps)
        (descriptor, port) = RawSocket.listening()
        // Its calls block: they keep off Swift's pool.
        DispatchQueue(label: "loopback server").async { self.serve() }
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
            case .send(let text): RawSocket.sendAll(text.utf8, to: connection)
            case .close: break
            case .reset: RawSocket.resetAtTheEnd(connection)
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
}
