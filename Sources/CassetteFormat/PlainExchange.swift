public import TapedeckExchangeModel

/// An ordinary exchange on a ``Reel``: what was asked, and the response as it goes over the wire, as bytes.
///
/// It came whole, and is compared and played without further rules.
public struct PlainExchange: Sendable {
    /// The exchange's place in its recording.
    public let sequence: Int
    /// The number of its request's ``Reel/Head``.
    public let head: Int
    /// The response's status.
    public let status: Int
    /// When the request came, in milliseconds since 1970.
    public let startedAt: Int64
    /// How long the upstream took to answer, in milliseconds.
    public let milliseconds: Int
    // Bytes that it shares with its neighbours: the request's body, then the response's head and body.
    private let bytes: [UInt8]
    private let start: Int32
    private let ends: (request: Int32, head: Int32, response: Int32)

    private let framesItself: Bool

    init(_ piece: Reel.Piece, in bytes: [UInt8]) {
        framesItself = piece.framesItself
        (sequence, head, status) = (piece.sequence, piece.head, piece.status)
        (startedAt, milliseconds) = (piece.startedAt, piece.milliseconds)
        self.bytes = bytes
        (start, ends) = (piece.start, piece.ends)
    }

    /// The request's body.
    public var requestBody: ArraySlice<UInt8> {
        bytes[Int(start)..<Int(ends.request)]
    }

    /// The response's body.
    public var responseBody: ArraySlice<UInt8> {
        bytes[Int(ends.head)..<Int(ends.response)]
    }

    /// What goes over the wire for it, where the response's head says how long its body is and nothing against the
    /// connection's staying; `nil` where there is more to it.
    public var wireBytes: ArraySlice<UInt8>? {
        framesItself ? bytes[Int(ends.request)..<Int(ends.response)] : nil
    }

    /// The response.
    public var response: Response {
        Response(written: bytes[Int(ends.request)..<Int(ends.response)])
    }
}
