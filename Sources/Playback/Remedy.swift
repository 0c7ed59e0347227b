import TapedeckCassetteFormat
import TapedeckWording

/// The command that records a cassette anew, ready to be pasted into a shell.
struct Remedy: Sendable {
    private let upstreams: [String: String]

    init(_ cassettes: [(name: String, cassette: Cassette)]) {
        upstreams = Dictionary(
            cassettes.map { name, cassette in
                let upstream = cassette.entries.lazy.compactMap(\.origin.upstream).first ?? "stand-in"
                return (name, upstream == "stand-in" || upstream.contains("://") ? upstream : "https://\(upstream)")
            }
        ) { first, _ in first }
    }

    /// The command for the cassette of this name, which is its path.
    @Sendable
    func command(_ name: String) -> String {
        let upstream = upstreams[name, default: "stand-in"]
        return
            "tapedeck record --upstream \(ShellWord.quoted(upstream)) --overwrite --cassette \(ShellWord.quoted(name))"
    }
}
