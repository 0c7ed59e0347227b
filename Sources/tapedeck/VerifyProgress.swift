import Synchronization
import TapedeckContract
import TapedeckPlatform
import TapedeckVerification
import TapedeckWording

/// Tells on standard error how far a client's run is, and each scenario that does not conform as it comes.
///
/// On a terminal a line that is written over counts the scenarios and reckons what is left; elsewhere only what does not
/// conform is told. In the end it tells where the time went.
final class VerifyProgress: Sendable {
    private let count: Int
    private let width: Int
    private let isLive = StandardStream.error.isTerminal
    private let begun = SystemClock.monotonicMilliseconds
    private let done = Mutex(0)

    /// Says which client is run, through how many scenarios, and how many at a time.
    init(of client: InstalledClient, _ count: Int, width: Int) {
        self.count = count
        self.width = width
        let words = count == 1 ? "1 scenario" : "\(count) scenarios, \(width) at a time"
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
            show(done)
        }
    }

    /// A scenario is done, whatever came of it.
    func counted() {
        done.withLock { done in
            done += 1
            show(done)
        }
    }

    /// The run is over: the counter goes, and where the time went is told.
    func ended(_ times: Suite.Times? = nil) {
        erase()
        guard let times, count > 1 else { return }
        let all = Seconds.text(SystemClock.monotonicMilliseconds - begun)
        Terminal.tell("tapedeck: \(count) scenarios in \(all) s; \(times)")
    }

    private func show(_ done: Int) {
        guard isLive else { return }
        StandardStream.error.write(Array("\r\u{1B}[K  \(done)/\(count)\(left(after: done))".utf8))
    }

    /// What is left, at the pace so far; nothing where that is too little to reckon with.
    private func left(after done: Int) -> String {
        let passed = SystemClock.monotonicMilliseconds - begun
        guard done < count, done >= width, passed > 1000 else { return "" }
        return ", about \(passed * Int64(count - done) / Int64(done) / 1000 + 1) s left"
    }

    private func erase() {
        if isLive { StandardStream.error.write(Array("\r\u{1B}[K".utf8)) }
    }
}
