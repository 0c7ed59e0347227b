import Synchronization
import TapedeckContract
import TapedeckPlatform
import TapedeckVerification

/// Tells on standard error how far a client's run is, and each scenario that does not conform as it comes.
///
/// On a terminal a line that is written over counts the scenarios; elsewhere only what does not conform is told.
final class VerifyProgress: Sendable {
    private let count: Int
    private let isLive = StandardStream.error.isTerminal
    private let done = Mutex(0)

    /// Says which client is run, and through how many scenarios.
    init(of client: InstalledClient, _ count: Int) {
        self.count = count
        let words = count == 1 ? "1 scenario" : "\(count) scenarios"
        Terminal.tell("tapedeck: \(client.profile.title) \(client.version), \(words)")
    }

    /// A scenario has its verdict.
    func finished(_ verdict: Verdict) {
        done.withLock { done in
            done += 1
            if verdict.kind != .conforms {
                erase()
                Terminal.tell("  \(done)/\(count)  \(verdict.clause.id)  \(verdict.scenario): \(verdict.kind.rawValue)")
            }
            if isLive { StandardStream.error.write(Array("\r\u{1B}[K  \(done)/\(count)".utf8)) }
        }
    }

    /// A scenario is done, whatever came of it.
    func counted() {
        done.withLock { done in
            done += 1
            if isLive { StandardStream.error.write(Array("\r\u{1B}[K  \(done)/\(count)".utf8)) }
        }
    }

    /// The run is over: the counter goes.
    func ended() {
        erase()
    }

    private func erase() {
        if isLive { StandardStream.error.write(Array("\r\u{1B}[K".utf8)) }
    }
}
