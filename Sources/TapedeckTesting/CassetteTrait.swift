import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform
public import TapedeckPlayback
public import Testing

/// Gives a test, or each test of a suite, an endpoint of its own that replays cassettes.
///
/// ```swift
/// @Test(.cassette("apprunner/connections/create-github"))
/// func createsAConnection() async throws {
///     let deck = try #require(Deck.current)
///     let connection = try await MyClient(endpoint: deck.url).createConnection("my-github-connection", .github)
///     #expect(connection.status == "PENDING_HANDSHAKE")
/// }
/// ```
///
/// When the test ends, every request that the cassettes had no answer for is an issue that says what came nearest, and,
/// unless it is lenient, so is every entry that was never played.
public struct CassetteTrait: TestTrait, SuiteTrait, TestScoping {
    /// Each test of a suite gets a player of its own.
    public let isRecursive = true

    let names: [String]
    let policy: EndPolicy
    let allowsLeftovers: Bool
    let directory: String

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // A suite itself makes no requests; its tests come here one by one.
        guard testCase != nil else { return try await function() }
        var cassettes: [(name: String, cassette: Cassette)] = []
        for name in names { cassettes.append((name, try CassetteFile.load(name, in: directory))) }
        let player = PlayerResponder(Player(cassettes, atEnd: policy))
        try await HTTPFront.withFront(responder: player) { front in
            try await Deck.$current.withValue(Deck(front: front, player: player)) {
                try await function()
            }
        }
        for miss in player.summary.misses {
            Issue.record("\(miss.explanation)", sourceLocation: test.sourceLocation)
        }
        guard !allowsLeftovers else { return }
        for entry in player.summary.neverPlayed {
            Issue.record("\(entry) was never played", sourceLocation: test.sourceLocation)
        }
    }
}

extension Trait where Self == CassetteTrait {
    /// An endpoint that replays cassettes.
    ///
    /// - Parameters:
    ///   - names: paths below the cassettes' directory, without `.har`.
    ///   - policy: what a track does at its end; by default the next request is a miss.
    ///   - leftovers: whether entries that were never played are allowed.
    ///   - directory: where the cassettes are; by default `TAPEDECK_CASSETTES`, else the nearest directory `cassettes`
    ///     beside or above the test's source file.
    public static func cassette(
        _ names: String..., atEnd policy: EndPolicy = .fail, allowingLeftovers leftovers: Bool = false,
        in directory: String? = nil, filePath: String = #filePath
    ) -> Self {
        CassetteTrait(
            names: names, policy: policy, allowsLeftovers: leftovers,
            directory: directory ?? CassetteFile.directory(near: filePath))
    }
}

/// Why a test's cassette can't be used, and the command that makes one.
public struct CassetteUnavailable: Error, CustomStringConvertible {
    /// One sentence.
    public let description: String
}

enum CassetteFile {
    static func directory(near file: String) -> String {
        let set = ProcessEnvironment.variable("TAPEDECK_CASSETTES")
        if !set.isEmpty { return set }
        var directory = file[...]
        while let slash = directory.lastIndex(of: "/") {
            directory = directory[..<slash]
            if Files.exists("\(directory)/cassettes") { return "\(directory)/cassettes" }
        }
        return "cassettes"
    }

    static func load(_ name: String, in directory: String) throws -> Cassette {
        let path = "\(directory)/\(name).har"
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try Files.read(path)
        } catch {
            throw CassetteUnavailable(
                description: "\(error); to make it: tapedeck record --upstream URL --cassette \(path) -- COMMAND")
        }
        do {
            return try Cassette(bytes: bytes)
        } catch {
            throw CassetteUnavailable(description: "can't use the cassette \(path): \(error)")
        }
    }
}
