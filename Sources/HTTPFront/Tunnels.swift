public import NIOCore
public import TapedeckExchangeModel

/// Takes over the connections on which a CONNECT request was read (RFC 9110 section 9.3.6).
///
/// A front without one hands CONNECT to its responder like any other request.
public protocol Tunnels: Sendable {
    /// Called on the connection's event loop, once a connection at most; one method of the connection is called in turn,
    /// before this returns.
    func connectReceived(_ request: Request, on connection: TakenConnection)
}

/// A connection whose HTTP/1 ended with a CONNECT request; to be used on its event loop, before the call returns.
public struct TakenConnection {
    /// The connection.
    public let channel: any Channel
    let refuse: (Response) -> Void
    let replaceHTTP: ([any ChannelHandler], Arrival?) throws -> Void

    /// Answers the CONNECT request with a response and closes the connection.
    public func refuse(_ response: Response) {
        refuse(response)
    }

    /// Gives the connection to handlers, which get every byte that followed the request, and must answer the request.
    public func handOver(to handlers: [any ChannelHandler]) throws {
        try replaceHTTP(handlers, nil)
    }

    /// Says that the tunnel stands, and serves HTTP/1 inside of what these handlers decrypt.
    ///
    /// - Parameter arrival: how the requests inside came in.
    public func serveHTTP(inside handlers: [any ChannelHandler], arrival: Arrival) throws {
        try replaceHTTP(handlers, arrival)
    }
}
