import TapedeckCassetteFormat
import TapedeckHTTPFront
public import TapedeckPlayback
public import Testing

/// One deck from start to end: cassettes loaded, an endpoint for the body, and what is to be said afterwards.
struct DeckSession {
    private let player: PlayerResponder
    private let lenient: Set<String>

    /// Loads the cassettes of traits, in their order. The last one says what a track does at its end.
    init(_ traits: [CassetteTrait]) throws {
        var cassettes: [(name: String, cassette: Cassette)] = []
        var lenient: Set<String> = []
        for trait in traits {
            for name in trait.names {
                let cassette = try CassetteDirectory.load(name, in: trait.directory)
                // The same cassette of a suite and of its test is there once.
                if !cassettes.contains(where: { $0.name == cassette.name }) { cassettes.append(cassette) }
                if trait.allowsLeftovers { lenient.insert(cassette.name) }
            }
        }
        self.lenient = lenient
        player = PlayerResponder(Player(cassettes, atEnd: traits.last?.policy ?? .fail))
    }

    /// Runs a body with the deck, and tells what was found whatever becomes of it.
    func run<Output>(
        for test: Test.ID?, isolation: isolated (any Actor)? = #isolation,
        body: (Deck) async throws -> Output, tell: (String) -> Void
    ) async throws -> Output {
        do {
            let output = try await HTTPFront.withFront(responder: player) { front in
                let deck = Deck(url: front.url, player: player, test: test)
                return try await Deck.$current.withValue(deck) { try await body(deck) }
            }
            findings.forEach(tell)
            return output
        } catch {
            // A client that got no answer throws: what it asked for is the reason, and comes before its error.
            findings.forEach(tell)
            throw error
        }
    }

    /// What was missed, each by itself, and what was left over, all at once.
    private var findings: [String] {
        let summary = player.summary
        var findings = summary.misses.map(\.explanation)
        if summary.missed > summary.misses.count {
            findings.append("\(summary.missed - summary.misses.count) more requests were missed")
        }
        let left = summary.leftovers.filter { !lenient.contains($0.cassette) }
        if !left.isEmpty {
            findings.append(
                left.count == 1
                    ? "\(left[0]) was never played" : "never played:\n" + left.map { "  \($0)" }.joined(separator: "\n")
            )
        }
        return findings
    }
}

/// Replays cassettes while a body runs: for XCTest, and for helpers of tests.
///
/// Within a test of Swift Testing, misses and leftovers are its issues. Elsewhere they are thrown as a ``DeckFailure``.
///
/// - Parameters:
///   - names: paths below the cassettes' directory, with or without `.har`.
///   - policy: what a track does at its end.
///   - leftovers: whether entries that were never played are allowed.
///   - directory: where the cassettes are, as for ``CassetteTrait``.
/// - Throws: what the body throws; ``CassetteUnavailable``; ``DeckFailure``.
public func withDeck<Output>(
    _ names: String..., atEnd policy: EndPolicy = .fail, allowingLeftovers leftovers: Bool = false,
    in directory: String? = nil, filePath: String = #filePath, isolation: isolated (any Actor)? = #isolation,
    sourceLocation: SourceLocation = #_sourceLocation, _ body: (Deck) async throws -> Output
) async throws -> Output {
    let trait = CassetteTrait(
        names: names, policy: policy, allowsLeftovers: leftovers,
        directory: directory ?? CassetteDirectory.near(filePath))
    let session = try DeckSession([trait])
    var findings: [String] = []
    do {
        let output = try await session.run(for: nil, body: body) { findings.append($0) }
        if Test.current == nil, !findings.isEmpty { throw DeckFailure(findings: findings, error: nil) }
        for finding in findings { Issue.record("\(finding)", sourceLocation: sourceLocation) }
        return output
    } catch let failure as DeckFailure {
        throw failure
    } catch {
        if Test.current == nil, !findings.isEmpty { throw DeckFailure(findings: findings, error: error) }
        for finding in findings { Issue.record("\(finding)", sourceLocation: sourceLocation) }
        throw error
    }
}

/// What a deck found while a body ran that is no test of Swift Testing.
public struct DeckFailure: Error, CustomStringConvertible {
    /// Misses and leftovers, one text each.
    public let findings: [String]
    /// What the body itself threw.
    public let error: (any Error)?

    public var description: String {
        (findings + [error.map { "the test itself threw: \($0)" }].compactMap { $0 }).joined(separator: "\n")
    }
}
