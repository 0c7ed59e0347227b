import TapedeckCassetteFormat
import TapedeckWording

/// The command that records a cassette anew, ready to be pasted into a shell.
struct Remedy: Sendable {
    private let upstreams: [String: String]
    private let client: String

    init(_ reels: [(name: String, reel: Reel)], client: String) {
        self.client = client
        upstreams = Dictionary(
            reels.map { name, reel in (name, reel.source) }
        ) { first, _ in first }
    }

    /// The command for the cassette of this name, which is its path.
    func command(_ name: String) -> String {
        let upstream = upstreams[name, default: "stand-in"]
        let words = ["tapedeck", "record", "--upstream", upstream, "--overwrite", "--cassette", name]
        return words.map(ShellWord.quoted).joined(separator: " ") + (client.isEmpty ? "" : " -- \(client)")
    }
}
