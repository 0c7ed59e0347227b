@testable import TapedeckTesting
import Testing

/// A test whose client makes up its names.
struct BindTraitTests {
    @Test(
        .cassette("apprunner/connections/handshake-available"), .bind("ConnectionName", "account=123456789012"),
        arguments: ["ci-5d1f", "ci-77aa"])
    func answersAClientThatMakesUpItsName(name: String) async throws {
        let client = Client(url: try Deck.required.url)
        let made = try await client.create(name)
        #expect(made.contains(#""ConnectionName":"\#(name)""#))
        #expect(made.contains(":123456789012:connection/\(name)/"))
        for status in ["PENDING_HANDSHAKE", "AVAILABLE"] {
            let seen = try await client.call(.listConnections, #"{"ConnectionName":"\#(name)"}"#)
            #expect(seen.contains(#""Status":"\#(status)""#))
            #expect(!seen.contains("my-github-connection"))
        }
    }

    @Test
    func saysWhatBindsNothing() async throws {
        var found: [Finding] = []
        let cassettes = DeckTrait.cassette("apprunner/connections/create-github").part
        try await DeckSession([cassettes, .bind(["ConectionName"])]).run(for: Optional<Test.ID>.none) { deck in
            _ = try await Client(url: deck.url).create("my-github-connection")
        } tell: {
            found.append($0)
        }
        #expect(found.map(\.text) == [".bind(\"ConectionName\") binds nothing: what is played has no such value"])
        #expect(found.map(\.isFailure) == [false])
    }

    /// Where a trait stands.
    struct Line: TestTrait, SuiteTrait {
        let file: String
        let line: Int
        var isRecursive: Bool { true }
    }

    @Suite(.line())
    struct Marked {
        /// What a suite binds may be there for other tests of it.
        @Test(
            .line(),
            .line()
        )
        func onlyWhatStandsAtTheTestItselfIsItsOwn() async throws {
            let test = try #require(Test.current)
            let lines = test.traits.compactMap { $0 as? Line }
            #expect(lines.map { DeckSession.isOwn($0.file, $0.line, of: test) } == [false, true, true])
            #expect(!DeckSession.isOwn("Other/\(#fileID)", .max, of: test))
            let cassettes = DeckTrait.cassette("apprunner/connections/create-github").part
            for (place, count) in zip(lines, [0, 1, 1]) {
                var found: [Finding] = []
                let bind = DeckTrait.bind("ConectionName", fileID: place.file, line: place.line).part
                try await DeckSession([cassettes, bind], test: test).run(for: Optional<Test.ID>.none) { deck in
                    _ = try await Client(url: deck.url).create("my-github-connection")
                } tell: {
                    found.append($0)
                }
                #expect(found.count == count)
            }
        }
    }

    @Test
    func saysWhatCanBeBound() {
        let cassettes = DeckTrait.cassette("apprunner/connections/create-github").part
        #expect {
            try DeckSession([cassettes, .bind(["a b"])])
        } throws: {
            "\($0)".hasPrefix("\"a b\" can't be bound; expected a member's name such as ConnectionName")
        }
        #expect {
            try DeckSession([.standIn(.init(handshake: .manual, quota: 1, pageSize: 1, seed: 1)), .bind(["account"])])
        } throws: {
            "\($0)".hasPrefix("a stand-in takes any name")
        }
        #expect(throws: CassetteUnavailable.self) { try DeckSession([.bind(["account"])]) }
    }
}

extension Trait where Self == BindTraitTests.Line {
    fileprivate static func line(file: String = #fileID, line: Int = #line) -> Self {
        Self(file: file, line: line)
    }
}
