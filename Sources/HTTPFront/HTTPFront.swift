public import NIOCore
import NIOPosix
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
        /// Takes connections over after CONNECT; `nil` leaves CONNECT to the responder.
        public var tunnels: (any Tunnels)?
        /// Makes what stands between the socket and HTTP on each new connection, on its event loop, such as TLS.
        public var handlersBeforeHTTP: (@Sendable (any Channel) throws -> [any ChannelHandler])?
        /// Whether answers are made on the threads of the event loops, which saves changes of threads. The responder must then
        /// neither block nor take long before it waits for something.
        public var answersOnLoops = false
        /// Called for what is worth telling, on an event loop; it must not block.
        public var report: @Sendable (FrontEvent) -> Void

        /// Makes a configuration.
        public init(
            host: String = "127.0.0.1", port: Int = 0, maximumBodyBytes: Int = 4 << 20,
            tunnels: (any Tunnels)? = nil, report: @escaping @Sendable (FrontEvent) -> Void = { _ in }
        ) {
            self.host = host
            self.port = port
            self.maximumBodyBytes = maximumBodyBytes
            self.tunnels = tunnels
            self.report = report
        }
    }

    /// The address that it listens on.
    public let host: String
    /// The port that it listens on.
    public let port: Int
    private let listener: any Channel
    private let connections: OpenConnections

    /// Starts the threads that fronts run on, which the first front does otherwise; a program can read meanwhile what it serves.
    public static func prepare() {
        _ = EventLoops.group
    }

    /// Starts to listen.
    ///
    /// - Throws: ``FrontError`` with one sentence for people.
    public static func start(
        _ configuration: Configuration = Configuration(), responder: any Responder
    ) async throws(FrontError) -> HTTPFront {
        let connections = OpenConnections()
        let surroundings = Surroundings(responder: responder, configuration: configuration, connections: connections)
        let bootstrap = ServerBootstrap(group: EventLoops.group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        AcceptBackoffHandler(), ListenerWatch(report: configuration.report),
                    ])
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                guard connections.add(channel) else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture {
                    try ConnectionHandler.equip(channel, surroundings)
                }
            }
        do {
            // A name has to be looked up; to ask for an address so takes longer than to listen on it.
            let address = try? SocketAddress(ipAddress: configuration.host, port: configuration.port)
            let listener =
                if let address { try await bootstrap.bind(to: address).get() } else {
                    try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
                }
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
        HTTPFront.url(host, port)
    }

    private static func url(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    }

    /// The URL at which a client reached a connection.
    static func url(of address: SocketAddress?) -> String {
        url(address?.ipAddress ?? "127.0.0.1", address?.port ?? 0)
    }

    /// Stops to listen, ends every connection, hung ones too, and waits for the answers under way: their tasks are
    /// cancelled, and whatever they still do (a recorder keeps what it saw) is done when this returns.
    ///
    /// Stopping twice is no trouble.
    public func stop() async {
        // What fails here has been closed already.
        _ = try? await listener.close().get()
        await connections.end()
    }
}
