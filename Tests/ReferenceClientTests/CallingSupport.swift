import Synchronization
import TapedeckAWSWire
import TapedeckExchangeModel

@testable import TapedeckClientCalling
@testable import TapedeckClientModel

extension Surroundings {
    /// Surroundings without a machine: time stands still but for pauses, which are over at once.
    static func test(_ world: World = World()) -> Surroundings {
        Surroundings(
            environment: [:], homeDirectory: "/home/test", currentDirectory: "/home/test",
            now: { Instant(milliseconds: world.state.withLock { $0.time }) }, random: { 0.5 },
            pause: { milliseconds in
                world.state.withLock {
                    $0.pauses.append(milliseconds)
                    $0.time += Int64(milliseconds)
                }
            }, writeOutput: { bytes in world.state.withLock { $0.output += bytes } },
            writeError: { bytes in world.state.withLock { $0.error += bytes } })
    }
}

/// What a run did to a world that is not there.
final class World: Sendable {
    /// All that is remembered.
    struct State: Sendable {
        var time: Int64 = 1_604_363_571_000
        var pauses: [Int] = []
        var output: [UInt8] = []
        var error: [UInt8] = []
        var requests: [Request] = []
        var options: [SendOptions] = []
        var script: [Result<Response, SendFailure>] = []
    }

    let state = Mutex(State())

    var output: String { state.withLock { String(decoding: $0.output, as: UTF8.self) } }
    var error: String { state.withLock { String(decoding: $0.error, as: UTF8.self) } }
    var requests: [Request] { state.withLock { $0.requests } }
    var pauses: [Int] { state.withLock { $0.pauses } }
    var options: [SendOptions] { state.withLock { $0.options } }

    /// A transport that answers from a script and remembers what it was asked.
    func transport(_ script: [Result<Response, SendFailure>]) -> Transport {
        state.withLock { $0.script = script }
        return { request, _, options throws(SendFailure) in
            let next = self.state.withLock { state -> Result<Response, SendFailure>? in
                state.requests.append(request)
                state.options.append(options)
                return state.script.isEmpty ? nil : state.script.removeFirst()
            }
            guard let next else { throw SendFailure(.local, "the script is over") }
            return try next.get()
        }
    }
}

extension Response {
    /// An answer of the service.
    static func answer(_ status: Int = 200, _ body: String, headers: HeaderFields = []) -> Response {
        Response(status: status, reason: "REASON", headers: headers, body: Array(body.utf8))
    }
}
