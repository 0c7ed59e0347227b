import TapedeckCassetteFormat
import TapedeckWording

/// The command that records a cassette anew, ready to be pasted into a shell.
struct Remedy: Sendable {
    private let upstreams: [String: String]
    private let client: String
    private let given: String

    /// - Parameter given: a command that records again in the place of `tapedeck record`, with `{upstream}` where the upstream
    ///   belongs; empty for none.
    init(_ reels: [(name: String, reel: Reel)], client: String, given: String) {
        (self.client, self.given) = (client, given)
        upstreams = Dictionary(
            reels.map { name, reel in (name, reel.source) }
        ) { first, _ in first }
    }

    /// The command for the cassette of this name, which is its path.
    func command(_ name: String) -> String {
        let upstream = upstreams[name, default: "stand-in"]
        if !given.isEmpty { return given.replacing("{upstream}", with: ShellWord.quoted(upstream)) }
        let words = ["tapedeck", "record", "--upstream", upstream, "--overwrite", "--cassette", name]
        return words.map(ShellWord.quoted).joined(separator: " ") + (client.isEmpty ? "" : " -- \(client)")
    }
}
