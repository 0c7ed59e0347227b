import TapedeckContract
import TapedeckPlatform
import TapedeckVerification

extension VerifyCommand {
    /// Puts the scenarios to the proof in place of the client: alters each, and prints what went unseen.
    func prove(_ profiles: [Library.FoundProfile], _ scenarios: [Scenario], library: Library) async throws {
        var hasSurvivors = false
        var isIncomplete = false
        for found in profiles {
            guard let (client, suite) = await found.start(deadline: deadline, library: library) else {
                Terminal.tell("tapedeck: \(found.absence)")
                isIncomplete = true
                continue
            }
            let fitting = scenarios.filter { $0.lacking(in: found.profile) == nil }
            let width = jobs(for: client)
            let progress = VerifyProgress(of: client, fitting.count, width: width)
            let proof = await suite.proof(of: fitting, width: width) { _ in progress.counted() }
            progress.ended()
            for survivor in proof.survivors { Terminal.write("survives: \(survivor)\n") }
            for failed in proof.failed { Terminal.write("could not be run: \(failed)\n") }
            Terminal.write(
                "\(proof.tried) alterations of \(fitting.count) scenarios, \(proof.survivors.count) unseen\n")
            hasSurvivors = hasSurvivors || !proof.survivors.isEmpty
            isIncomplete = isIncomplete || !proof.failed.isEmpty
        }
        if isIncomplete { throw ExitStatus.couldNotRun() }
        if hasSurvivors { throw ExitStatus.findings() }
    }
}

extension Library.FoundProfile {
    /// Its client on this machine and the suite that judges it; `nil` where it is not there.
    func start(deadline: Int, library: Library) async -> (client: InstalledClient, suite: Suite)? {
        let path = ProcessEnvironment.variable("PATH")
        guard let client = await InstalledClient.find(profile, root: root, page: self.path, path: path) else {
            return nil
        }
        let runner = ScenarioRunner(client: client, path: path, deadline: deadline)
        return (client, Suite(library: library, runner: runner))
    }
}
