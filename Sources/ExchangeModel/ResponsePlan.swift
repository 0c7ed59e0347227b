/// What goes back on the wire for one request: a response, a fault, or both.
public struct ResponsePlan: Sendable, Hashable {
    /// The response; `nil` where a fault stands in its place.
    public var response: Response?
    /// What happens instead of the response, or to it.
    public var fault: Fault?
    /// Time between the request's last byte and the response's first, in milliseconds.
    public var delay: Int

    /// Makes a plan.
    public init(_ response: Response?, fault: Fault? = nil, delay: Int = 0) {
        self.response = response
        self.fault = fault
        self.delay = delay
    }

    /// Makes a plan for a response whose body was cut off: all that came of it is sent, framed as its head says, and where
    /// the rest would follow the connection is closed, reset, or left without a word, as it was.
    public init(cutOff response: Response, ending: Exchange.Ending = .cutBody, delay: Int = 0) {
        let end = (response.isChunked ? response.chunkSizeLine.count : 0) + response.body.count
        let fault: Fault =
            switch ending {
            case .resetBody: .resetBody(at: end)
            case .stalledBody: .stallBody(at: end)
            default: .cutBody(at: end)
            }
        self.init(response, fault: fault, delay: delay)
    }
}

/// Trouble on the connection, done on purpose.
public enum Fault: Sendable, Hashable {
    /// The connection is reset (TCP RST) once the request has been read.
    case reset
    /// The connection is reset after so many bytes of the response, its head counted.
    case resetWithin(at: Int)
    /// The connection is closed in order once the request has been read, with nothing sent.
    case close
    /// Nothing is ever sent; the connection stays open until the client gives up or the front stops.
    case hang
    /// The response's body stops after so many bytes (as framed) and the connection is closed.
    case cutBody(at: Int)
    /// The response's body stops after so many bytes (as framed) and the connection is reset.
    case resetBody(at: Int)
    /// The response's body stops after so many bytes (as framed) and nothing more is ever sent.
    case stallBody(at: Int)
    /// The response's body is written in pieces of so many bytes with a wait of so many milliseconds before each.
    case slowBody(bytes: Int, every: Int)
    /// These bytes are sent in place of a response, and the connection is closed.
    case garbage([UInt8])
}

/// Anything that answers requests.
public protocol Responder: Sendable {
    /// Decides what goes back for a request. Called once a request, from many connections at a time.
    func respond(to request: Request) async -> ResponsePlan

    /// This responder where it may know answers without waiting. It is asked instead of cast: a cast that fails has looked
    /// through all conformances of the program.
    var asImmediate: (any ImmediateResponder)? { get }
    /// This responder where it may know answers as bytes.
    var asWire: (any WireResponder)? { get }
}

extension Responder {
    public var asImmediate: (any ImmediateResponder)? { nil }
    public var asWire: (any WireResponder)? { nil }
}

/// An answer that its responder has once more.
public struct LentAnswer: Sendable {
    /// The answer.
    public var plan: ResponsePlan
    /// What a person should know of where it is from; `nil` where all is well.
    public var remark: String?

    /// Makes an answer.
    public init(_ plan: ResponsePlan, remark: String? = nil) {
        (self.plan, self.remark) = (plan, remark)
    }
}

/// A responder that can say what it would answer, and stays as it was.
///
/// Where an answer is lost on the way, a client asks again; a replay must then have the same answer for it once more.
public protocol RehearsingResponder: Responder {
    /// The answer that this request would get; `nil` where there is none, which `respond(to:)` then says.
    func rehearse(_ request: Request) -> LentAnswer?

    /// The answer that this request gets, through trouble that leaves it whole; `nil` where there is none. The responder moves
    /// on, and has the same answer once more, because the client may ask again all the same. By default that of
    /// ``rehearse(_:)``.
    func lend(_ request: Request) -> LentAnswer?

    /// The answer of elsewhere where rehearsing gives none; `nil`, as by default, where `respond(to:)` only says so.
    func answerOtherwise(_ request: Request) async -> UnnotedAnswer?
}

/// An answer that its responder notes only once nothing has been done to it.
public struct UnnotedAnswer: Sendable {
    /// The answer.
    public let plan: ResponsePlan
    /// What a person should know of it; `nil` where all is well.
    public let remark: String?
    /// Notes that it was given as it is.
    public let note: @Sendable () -> Void

    /// Makes an answer.
    public init(_ plan: ResponsePlan, remark: String? = nil, note: @escaping @Sendable () -> Void) {
        self.plan = plan
        self.remark = remark
        self.note = note
    }
}

extension RehearsingResponder {
    public func lend(_ request: Request) -> LentAnswer? {
        rehearse(request)
    }

    public func answerOtherwise(_ request: Request) async -> UnnotedAnswer? { nil }
}

/// A responder that knows its answers without waiting; a front then asks it where the request was read, which saves a
/// task and two changes of thread for each request.
public protocol ImmediateResponder: Responder {
    /// The same as `respond(to:)` gives, at once; it must not block. `nil` where the answer has to be waited for.
    func immediateResponse(to request: Request) -> ResponsePlan?
}

extension ImmediateResponder {
    public var asImmediate: (any ImmediateResponder)? { self }
}
