public import TapedeckContract
import TapedeckPlatform

/// The contract for one client, a case a scenario: for the client's own `swift test`.
///
/// ```swift
/// @Test(arguments: try ContractSuite(client).cases)
/// func keepsTheContract(_ each: ContractSuite.Case) async {
///     #expect(await each.problems == [])
/// }
/// ```
public struct ContractSuite: Sendable {
    /// The client in one scenario.
    public struct Case: Sendable, CustomStringConvertible {
        /// The scenario.
        public let scenario: Scenario
        let suite: Suite

        public var description: String {
            "\(scenario.clause.id) \(scenario.id)"
        }

        /// The verdict.
        public var verdict: Verdict {
            get async { await suite.verdict(on: scenario) }
        }

        /// What is not as it should be, one sentence each: a MUST or a SHOULD that is not kept, a scenario that could not be
        /// run, a known deviation that does not occur. None where all is well.
        public var problems: [String] {
            get async {
                let verdict = await verdict
                if verdict.gravity(isStrict: true) == .none { return [] }
                let start = "\(verdict.clause.id) (\(verdict.clause.level.rawValue)): \(verdict.clause.text)"
                return [start] + verdict.evidence
            }
        }
    }

    /// One case a scenario that the client has words for, in their order.
    public let cases: [Case]
    /// The scenarios that it has no words for.
    public let leftOut: [Report.LeftOut]

    /// The contract for a client of this process.
    ///
    /// - Parameters:
    ///   - library: where the scenarios are; by default in this package.
    ///   - only: clauses or scenarios that begin so; all by default.
    ///   - deadline: seconds that one call may take.
    /// - Throws: ``VerificationError`` where the scenarios can't be read.
    public init(
        _ client: LibraryClient, library: Library = .ofThisPackage, only: [String] = [], deadline: Int = 60
    ) throws(VerificationError) {
        let suite = Suite(library: library, runner: ScenarioRunner(client: client, deadline: deadline))
        let scenarios = try library.scenarios().filter { scenario in
            only.isEmpty || only.contains { scenario.clause.id == $0 || scenario.id.hasPrefix($0) }
        }
        cases = scenarios.filter { $0.lacking(in: client.profile) == nil }.map { Case(scenario: $0, suite: suite) }
        leftOut = scenarios.compactMap { scenario in
            scenario.lacking(in: client.profile).map { Report.LeftOut(scenario, why: $0) }
        }
    }
}

extension Library {
    /// The pages and cassettes of this package: those beside its sources, as a package that depends on it has them, or those
    /// that were installed with the program.
    public static var ofThisPackage: Library {
        #if TAPEDECK_PACKAGED
            return Library(root: ShippedFiles.directory ?? ".")
        #else
            let sources = Files.parent(of: Files.parent(of: Files.parent(of: #filePath)))
            let isThere = Files.isDirectory("\(sources)/Fixtures/scenarios")
            return Library(root: isThere ? sources : ShippedFiles.directory ?? sources)
        #endif
    }
}
