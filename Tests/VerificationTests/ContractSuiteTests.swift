import TapedeckContract
import TapedeckVerification
import Testing

/// The contract, first edition, for every client on this machine: what `tapedeck verify` does, as tests.
struct ContractSuiteTests {
    @Test
    func findsAtLeastOneRealClient() async throws {
        let found = try await Bench.clients.map(\.client.profile.client)
        print("clients found: \(found.joined(separator: ", "))")
        if Bench.isCI, Bench.asked.isEmpty { #expect(found.contains { $0 != "apprunner" }) }
    }

    @Test
    func everyClauseOfTheEditionHasAScenario() throws {
        let tested = Set(try Bench.scenarios.map(\.clause.id))
        #expect(Clause.catalogue.map(\.id).filter { !tested.contains($0) } == [])
    }

    @Test(arguments: try await Bench.cases)
    func clientKeepsTheClause(_ each: Bench.Case) async {
        let verdict = await Bench.gate.pass { await each.suite.verdict(on: each.scenario) }
        #expect(
            verdict.kind.isAcceptable,
            "\(each.client.profile.title) \(each.client.version): \(verdict.clause.id) \(verdict.kind.rawValue): \(verdict.evidence.joined(separator: "; "))"
        )
    }
}

/// The proof that the suite can fail: each scenario, altered in the ways that it lists, must make the client deviate.
struct MutationTests {
    /// The one client that is put through them: the first found of these, the quickest first.
    private static let preferred = ["apprunner", "boto3", "curl", "aws-cli-v2", "aws-cli-v1"]

    struct Altered: Sendable, CustomTestStringConvertible {
        let each: Bench.Case
        let mutation: Mutation

        var testDescription: String { "\(each.scenario.id): \(mutation)" }
    }

    /// Every fourth; all under `TAPEDECK_FULL`, as `scripts/mutations` runs them. They would keep the machine from the tests
    /// beside them.
    static var quick: [Altered] {
        get async throws {
            let all = try await all
            return Bench.isFull ? all : all.enumerated().filter { $0.offset % 4 == 0 }.map(\.element)
        }
    }

    static var all: [Altered] {
        get async throws {
            let cases = try await Bench.cases
            guard let name = preferred.first(where: { name in cases.contains { $0.client.profile.client == name } })
            else {
                print("skipped: no client is on this machine to be put through altered scenarios")
                return []
            }
            return cases.filter { $0.client.profile.client == name }
                .flatMap { each in Suite.mutations(of: each.scenario).map { Altered(each: each, mutation: $0) } }
        }
    }

    @Test
    func everyScenarioListsAtLeastOne() throws {
        #expect(try Bench.scenarios.filter(\.mutations.isEmpty).map(\.id) == [])
    }

    /// A client that never ends deviates from everything: that proves nothing of the clause itself.
    @Test
    func noScenarioIsProvenByADeadlineAlone() throws {
        let bare = try Bench.scenarios.filter { scenario in
            scenario.mutations.allSatisfy { mutation in
                switch mutation.change {
                case .never, .takes: true
                default: false
                }
            }
        }
        #expect(bare.map(\.id) == [])
    }

    @Test(arguments: try await quick)
    func anAlteredScenarioDeviates(_ altered: Altered) async throws {
        let verdict = try await Bench.gate.pass {
            try await altered.each.suite.verdict(on: altered.each.scenario, mutatedBy: altered.mutation)
        }
        guard let verdict else { return }
        #expect(verdict.kind == .deviates || verdict.kind == .knownDeviation, "\(verdict.evidence)")
    }
}
