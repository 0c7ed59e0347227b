import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
public import TapedeckExchangeModel

/// A listener that hands requests to a ``Responder`` and carries out its plans byte by byte.
public struct HTTPFront: Sendable {
    /// Where and how a front listens.
    public struct Configuration: Sendable {
        /// The address; loopback unless said.
        public var host: String
        /// The port; 0 takes a free one.
        public var port: Int
        /// Bytes of a request's body that are kept; a longer one reaches the responder cut off and marked so.
        public var maximumBodyBytes: Int
        /// Called for what is worth telling, on an event loop; it must not block.
        public var report: @Sendable (FrontEvent) -> Void

        /// Makes a configuration.
        public init(
            host: String = "127.0.0.1", port: Int = 0, maximumBodyBytes: Int = 4 << 20,
            report: @escaping @Sendable (FrontEvent) -> Void = { _ in }
        ) {
            self.host = host
            self.port = port
            self.maximumBodyBytes = maximumBodyBytes
            self.report = report
        }
    }

    /// The address that it listens on.
    public let host: String
    /// The port that it listens on.
    public let port: Int
    private let listener: any Channel
    private let connections: Connections

    /// Starts to listen.
    ///
    /// - Throws: ``FrontError`` with one sentence for people.
    public static func start(
        _ configuration: Configuration = Configuration(), responder: any Responder
    ) async throws(FrontError) -> HTTPFront {
        let connections = Connections()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                guard connections.add(channel) else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture {
                    let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)
                    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
                    try channel.pipeline.syncOperations.addHandler(
                        ConnectionHandler(
                            responder: responder, maximumBodyBytes: configuration.maximumBodyBytes,
                            report: configuration.report))
                }
            }
        do {
            let listener = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
            return HTTPFront(
                host: configuration.host, port: listener.localAddress?.port ?? configuration.port, listener: listener,
                connections: connections)
        } catch {
            throw FrontError(binding: configuration, error)
        }
    }

    /// Listens while some work is done, and stops whatever becomes of it.
    public static func withFront<Output>(
        _ configuration: Configuration = Configuration(), responder: any Responder,
        isolation: isolated (any Actor)? = #isolation, _ body: (HTTPFront) async throws -> Output
    ) async throws -> Output {
        let front = try await start(configuration, responder: responder)
        do {
            let output = try await body(front)
            await front.stop()
            return output
        } catch {
            await front.stop()
            throw error
        }
    }

    /// The URL, such as `http://127.0.0.1:40123`.
    public var url: String {
        host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    }

    /// Stops to listen and ends every connection, hung ones too. Stopping twice is no trouble.
    public func stop() async {
        // What fails here has been closed already.
        _ = try? await listener.close().get()
        for channel in connections.end() { _ = try? await channel.close().get() }
    }
}

/// The open connections of a front.
private final class Connections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isEnded = false
    }

    private let state = Mutex(State())

    /// Takes a connection in; `false` once the front has stopped.
    func add(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let isOpen = state.withLock { state in
            if !state.isEnded { state.channels[id] = channel }
            return !state.isEnded
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.channels.removeValue(forKey: id) }
        }
        return isOpen
    }

    func end() -> [any Channel] {
        state.withLock { state in
            state.isEnded = true
            return Array(state.channels.values)
        }
    }
}

extension FrontError {
    fileprivate init(binding configuration: HTTPFront.Configuration, _ error: any Error) {
        let place = "can't listen on \(configuration.host):\(configuration.port)"
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            self.init(.portInUse, "\(place): the port is in use; choose another, or 0 for a free one")
        case EADDRNOTAVAIL:
            self.init(.addressNotAvailable, "\(place): the address is not this machine's; 127.0.0.1 always is")
        case EACCES, EPERM:
            self.init(.permissionDenied, "\(place): permission is denied; choose a port of 1024 or higher, or 0")
        default:
            let isName = error is SocketAddressError || error is SocketAddressError.UnknownHost
            self.init(
                isName ? .addressNotAvailable : .other,
                isName ? "\(place): the host is not known; 127.0.0.1 always is" : "\(place): \(error)")
        }
    }
}
