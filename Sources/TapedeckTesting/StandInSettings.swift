import Synchronization
import TapedeckAWSWire
import TapedeckConnectionService
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform

/// How the stand-in service of a test behaves.
public struct StandInSettings: Sendable, Hashable {
    /// When a new connection's status changes.
    public enum Handshake: Sendable, Hashable {
        /// Only when told, by ``Deck/finishHandshake(of:_:)``.
        case manual
        /// To AVAILABLE once so many lists have shown it.
        case afterReads(Int)
        /// To AVAILABLE so many seconds after its creation.
        case afterSeconds(Int)
        /// To ERROR once one list has shown it.
        case error
    }

    let handshake: Handshake
    let quota: Int
    let pageSize: Int
    let seed: UInt64
}

/// How a handshake ends that a person completes in the console.
public enum HandshakeOutcome: Sendable, Hashable {
    /// The connection is AVAILABLE.
    case complete
    /// The connection is in ERROR.
    case fail
}

/// The stand-in of one test: the service behind a lock.
final class TestStandIn: ImmediateResponder {
    private let service: Mutex<ConnectionService>

    init(_ settings: StandInSettings) {
        var configuration = ConnectionService.Configuration()
        configuration.handshake =
            switch settings.handshake {
            case .manual: .manual
            case .afterReads(let reads): .afterReads(reads)
            case .afterSeconds(let seconds): .afterSeconds(seconds)
            case .error: .error
            }
        configuration.quota = settings.quota
        configuration.pageSize = settings.pageSize
        service = Mutex(ConnectionService(configuration: configuration, seed: settings.seed))
    }

    func respond(to request: Request) async -> ResponsePlan {
        answer(request)
    }

    func immediateResponse(to request: Request) -> ResponsePlan? {
        answer(request)
    }

    private func answer(_ request: Request) -> ResponsePlan {
        let now = Instant(milliseconds: SystemClock.milliseconds)
        return ResponsePlan(service.withLock { $0.handle(request, at: now) })
    }

    /// Ends a handshake; `false` where no connection of this name waits for one.
    func finishHandshake(of name: String, _ outcome: HandshakeOutcome) -> Bool {
        service.withLock { service in
            let isPending = (service.overview.array ?? []).contains {
                $0["name"]?.string == name && $0["status"]?.string == "PENDING_HANDSHAKE"
            }
            guard isPending else { return false }
            _ = service.finishHandshake(
                of: name, outcome == .complete ? .complete : .fail, account: nil, region: nil)
            return true
        }
    }
}
