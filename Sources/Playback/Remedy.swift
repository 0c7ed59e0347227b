import TapedeckCassetteFormat
import TapedeckWording

/// The command that records a cassette anew, ready to be pasted into a shell.
struct Remedy: Sendable {
    /// What a cassette says of its recording.
    private struct Known {
        let upstream: String
        let bind: [BindRule]
        let title: String
        let timing: Cassette.Timing
    }

    private let known: [String: Known]
    private let count: Int
    private let client: String
    private let given: String

    /// - Parameter given: a command that records again in the place of `tapedeck record`, with `{upstream}` where the upstream
    ///   belongs; empty for none.
    init(_ reels: [(name: String, reel: Reel)], client: String, given: String) {
        (self.client, self.given) = (client, given)
        count = reels.count
        known = Dictionary(
            reels.map { name, reel in
                (name, Known(upstream: reel.source, bind: reel.bind, title: reel.givenTitle, timing: reel.timing))
            }
        ) { first, _ in first }
    }

    /// What the command is for. A client that is run again has its whole conversation, and so more than one of several cassettes.
    var purpose: String {
        let whole = "to fix it, record the whole conversation again"
        return isForAll ? "\(whole), into one cassette that is replayed alone" : whole
    }

    private var isForAll: Bool {
        given.isEmpty && count > 1
    }

    /// The command for the cassette of this name, which is its path. The new one has what can be said of the old one beforehand.
    func command(_ name: String) -> String {
        let own = known[name]
        let upstream = own?.upstream ?? "stand-in"
        if !given.isEmpty { return given.replacing("{upstream}", with: ShellWord.quoted(upstream)) }
        var words = ["tapedeck", "record", "--upstream", upstream]
        words += isForAll ? ["--cassette", "NEW.har"] : ["--overwrite", "--cassette", name]
        for rule in own?.bind ?? [] { words += ["--bind", "\(rule)"] }
        if !isForAll, let title = own?.title, !title.isEmpty {
            words += ["--title", title]
        }
        if own?.timing == .kept { words.append("--keep-timing") }
        return words.map(ShellWord.quoted).joined(separator: " ") + (client.isEmpty ? "" : " -- \(client)")
    }
}
