import Synchronization
import TapedeckCassetteFormat
import TapedeckContract
import TapedeckExchangeModel
import TapedeckPlayback

/// What arrives while a client runs, at the endpoint and elsewhere; and the limit at which the client is stopped.
final class RequestWatch: Sendable {
    private struct State {
        var requests: [Observation.ObservedRequest] = []
        var strays: [String] = []
        var count = 0
        var first: AsyncStream<Void>.Continuation?
        var excess: AsyncStream<Void>.Continuation?
    }

    private let limit: Int
    private let state = Mutex(State())

    /// Makes a watch.
    ///
    /// - Parameter limit: the most requests, of all runs together.
    init(limit: Int) {
        self.limit = limit
    }

    /// Begins a run of the client.
    ///
    /// - Returns: a stream that tells when the first request has arrived, and one that tells when more than the limit has.
    func begin() -> (first: AsyncStream<Void>, excess: AsyncStream<Void>) {
        let (first, arrival) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let (excess, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        state.withLock {
            $0.first = arrival
            $0.excess = continuation
        }
        return (first, excess)
    }

    /// Ends a run, and gives what arrived in it.
    func end() -> (requests: [Observation.ObservedRequest], strays: [String]) {
        state.withLock { state in
            defer {
                state.requests = []
                state.strays = []
                state.first = nil
                state.excess = nil
            }
            return (state.requests, state.strays)
        }
    }

    /// A request arrived at the endpoint.
    func arrived(_ request: Observation.ObservedRequest) {
        state.withLock {
            $0.requests.append(request)
            $0.count += 1
            $0.first?.yield()
            if $0.count > limit { $0.excess?.yield() }
        }
    }

    /// Something arrived elsewhere.
    func strayed(_ what: String) {
        state.withLock { $0.strays.append(what) }
    }

    /// How many requests have arrived at the endpoint, in all runs.
    var count: Int {
        state.withLock { $0.count }
    }

    /// Whether more have arrived than the limit allows.
    var isExceeded: Bool {
        count > limit
    }
}

/// Where nothing should arrive: a proxy that lets nothing through, and the host that redirects name.
struct Elsewhere: Responder {
    let watch: RequestWatch

    func respond(to request: Request) async -> ResponsePlan {
        let host = request.target.contains("://") ? "" : request.headers["Host"] ?? ""
        watch.strayed("\(request.method) \(request.method == "CONNECT" ? "" : host)\(request.target)")
        return ResponsePlan(
            Response(
                status: 403, reason: "Forbidden",
                headers: [HeaderField("Content-Length", "0"), HeaderField("Connection", "close")]))
    }
}

extension Cassette {
    /// This cassette with the URL of the server elsewhere in the place of `{elsewhere}` in its responses' headers.
    func sending(to elsewhere: String) -> Cassette {
        var changed = self
        for entry in changed.entries.indices {
            guard var response = changed.entries[entry].exchange.response else { continue }
            for field in response.headers.fields.indices {
                response.headers.fields[field].value.replace("{elsewhere}", with: elsewhere)
            }
            changed.entries[entry].exchange.response = response
        }
        return changed
    }
}

extension Miss {
    /// Why a request was missed, and where it differs from what comes nearest, in one sentence.
    var reasons: String {
        guard let differences = nearest.first?.differences, !differences.isEmpty else { return headline }
        return "\(headline) (\(differences.map(\.description).joined(separator: "; ")))"
    }
}
