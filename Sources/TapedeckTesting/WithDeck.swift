public import TapedeckPlayback
public import Testing

/// Replays cassettes while a body runs: for XCTest, and for helpers of tests.
///
/// Within a test of Swift Testing, misses and leftovers are its issues. Elsewhere they are thrown as a ``DeckFailure``. Record
/// mode is for traits: here what is there is played.
///
/// - Parameters:
///   - names: paths below the cassettes' directory, with or without `.har`.
///   - policy: what a track does at its end.
///   - leftovers: whether entries that were never played are allowed.
///   - directory: where the cassettes are, as for ``DeckTrait``.
/// - Throws: what the body throws; ``CassetteUnavailable``; ``DeckFailure``.
public func withDeck<Output>(
    _ names: String..., atEnd policy: EndPolicy = .fail, allowingLeftovers leftovers: Bool = false,
    in directory: String? = nil, filePath: String = #filePath, isolation: isolated (any Actor)? = #isolation,
    sourceLocation: SourceLocation = #_sourceLocation, _ body: (Deck) async throws -> Output
) async throws -> Output {
    let cassettes = DeckTrait.Cassettes(
        names: names, policy: policy, allowsLeftovers: leftovers, upstream: nil,
        directory: directory ?? CassetteDirectory.near(filePath))
    let session = try DeckSession([.cassettes(cassettes)])
    var findings: [Finding] = []
    do {
        let output = try await session.run(for: nil, body: body) { findings.append($0) }
        if Test.current == nil, !findings.isEmpty { throw DeckFailure(findings: findings.map(\.text), error: nil) }
        for finding in findings { finding.record(at: sourceLocation) }
        return output
    } catch let failure as DeckFailure {
        throw failure
    } catch {
        if Test.current == nil, !findings.isEmpty {
            throw DeckFailure(findings: findings.map(\.text), error: error)
        }
        for finding in findings { finding.record(at: sourceLocation) }
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
