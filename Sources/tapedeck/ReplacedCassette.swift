import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlatform
import TapedeckWording

/// What a recording that replaces a cassette loses of it: people wrote that into it, and it is not in the new one.
///
/// The cassette itself may be large, and a recording may take long, so it is not kept.
struct ReplacedCassette {
    private let sentence: String

    /// Reads the cassette; `nil` where there is none, nothing that one could read, or nothing is lost.
    ///
    /// - Parameters:
    ///   - bind: what the new one binds.
    ///   - title: the title that it was given; `nil` for none.
    init?(_ path: String, bind: [BindRule], title: String?) throws {
        guard Files.isOrdinary(path) else { return nil }
        let old: Cassette
        do {
            old = try CassetteFiles.load(path).cassette
        } catch let failure as Failure where failure.status == .badInput {
            return nil
        }
        var lost: [String] = []
        if title == nil, !old.title.isEmpty,
            !RecordingTitle.isMade(old.title, of: old.entries.lazy.map(\.operation))
        {
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
        if lost.isEmpty { return nil }
        let how = "record takes --title and --bind, tapedeck edit the rest"
        sentence = InertText.of(
            "tapedeck: the \(path) that was replaced had \(Self.list(lost)), and the new one has not; \(how)")
    }

    /// Tells what the new one lacks.
    func tellOfLosses() {
        Terminal.tell(sentence)
    }

    private static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.joined() }
        // Who wrote it into very many knows where it was.
        if words.count > 8 { return words.prefix(7).joined(separator: ", ") + " and \(words.count - 7) more" }
        return words.dropLast().joined(separator: ", ") + " and \(last)"
    }
}
