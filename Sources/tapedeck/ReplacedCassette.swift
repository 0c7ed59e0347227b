import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform
import TapedeckWording

/// A cassette that a recording replaces: what people wrote into it is not in the new one.
struct ReplacedCassette {
    private let path: String
    private let old: Cassette

    /// Reads the cassette; `nil` where there is none, or nothing that one could read.
    init?(_ path: String) throws {
        guard Files.isOrdinary(path) else { return nil }
        self.path = path
        do {
            old = try CassetteFiles.load(path).cassette
        } catch let failure as Failure where failure.status == .badInput {
            return nil
        }
    }

    /// Tells what the new one lacks.
    ///
    /// - Parameters:
    ///   - bind: what it binds.
    ///   - title: the title that it was given; `nil` for none.
    func tellOfLosses(bind: [BindRule], title: String?) {
        var lost: [String] = []
        if title == nil, !old.title.isEmpty, !RecordingTitle.isMade(old.title) {
            lost.append("the title \"\(old.title)\"")
        }
        let unbound = old.bind.filter { !bind.contains($0) }
        if !unbound.isEmpty { lost.append("_bind \(unbound.map(\.description).joined(separator: " and "))") }
        let members: [(name: String, isIn: (Entry) -> Bool)] = [
            ("_bind", { !$0.bind.isEmpty }), ("_match", { $0.match != MatchRule() }), ("_fault", { $0.fault != nil }),
            ("_delay", { $0.delay != 0 }),
        ]
        for member in members {
            let numbers = old.entries.filter(member.isIn).map { String($0.exchange.sequence) }
            if numbers.isEmpty { continue }
            lost.append("\(member.name) of \(numbers.count == 1 ? "entry" : "entries") \(Self.list(numbers))")
        }
        guard !lost.isEmpty else { return }
        let how = "record takes --title and --bind, tapedeck edit the rest"
        Terminal.tell(
            InertText.of(
                "tapedeck: the \(path) that was replaced had \(Self.list(lost)), and the new one has not; \(how)"))
    }

    private static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.joined() }
        // Who wrote it into very many knows where it was.
        if words.count > 8 { return words.prefix(7).joined(separator: ", ") + " and \(words.count - 7) more" }
        return words.dropLast().joined(separator: ", ") + " and \(last)"
    }
}
