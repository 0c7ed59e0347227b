import TapedeckAWSWire
public import TapedeckContract

extension Suite {
    /// What came of altering scenarios.
    public struct Proof: Sendable {
        /// How many alterations were tried.
        public var tried = 0
        /// Those that went unseen: `FOLDER/NAME: what was altered`.
        public var survivors: [String] = []
        /// Scenarios that could not be run.
        public var failed: [String] = []
    }

    /// All alterations of a scenario: those that its page lists, and those that follow from what it expects.
    public static func mutations(of scenario: Scenario) -> [Mutation] {
        scenario.mutations
            + scenario.derivedMutations(
                secret: ScenarioRunner.credentials.secretAccessKey, token: ScenarioRunner.sessionToken)
    }

    /// Alters every scenario in every way, and tells what no verdict noticed.
    ///
    /// - Parameters:
    ///   - width: how many scenarios run at a time.
    ///   - finished: called as each scenario is done.
    public func proof(
        of scenarios: [Scenario], width: Int, finished: @escaping @Sendable (Scenario) -> Void = { _ in }
    ) async -> Proof {
        await withTaskGroup(of: (Scenario, Proof).self) { group in
            var whole = Proof()
            var rest = scenarios[...]
            func add() {
                guard let scenario = rest.popFirst() else { return }
                group.addTask { (scenario, await self.proof(of: scenario)) }
            }
            for _ in 0..<max(width, 1) { add() }
            for await (scenario, part) in group {
                whole.tried += part.tried
                whole.survivors += part.survivors
                whole.failed += part.failed
                finished(scenario)
                add()
            }
            whole.survivors.sort()
            return whole
        }
    }

    private func proof(of scenario: Scenario) async -> Proof {
        var proof = Proof()
        do throws(VerificationError) {
            for mutation in Suite.mutations(of: scenario) {
                guard let verdict = try await self.verdict(on: scenario, mutatedBy: mutation) else { continue }
                proof.tried += 1
                if verdict.kind == .conforms || verdict.kind == .unexpectedlyConforms {
                    proof.survivors.append("\(scenario.id): \(mutation)")
                }
            }
        } catch {
            proof.failed.append("\(scenario.id): \(error.message)")
        }
        return proof
    }
}
