import TapedeckAWSWire
public import TapedeckContract
import TapedeckExchangeModel
import TapedeckJSONText

/// A client's run through many scenarios.
///
/// Scenarios that put the client into the same situation share one run of it: one look at what it sends serves every
/// clause about requests.
public struct Suite: Sendable {
    private let library: Library
    private let runner: ScenarioRunner
    private let observations = ObservationStore()

    /// Makes a suite.
    public init(library: Library, runner: ScenarioRunner) {
        self.library = library
        self.runner = runner
    }

    /// The verdict on one scenario.
    public func verdict(on scenario: Scenario) async -> Verdict {
        do throws(VerificationError) {
            let observation = try await observation(of: scenario)
            var verdict = judgement(of: scenario).verdict(on: observation)
            verdict.took = observation.duration
            if verdict.kind == .deviates {
                verdict.attempts = observation.attempts
                verdict.transcript = Transcript(of: observation, in: scenario).lines
            }
            return verdict
        } catch {
            return Verdict(scenario: scenario, kind: .couldNotRun, evidence: [error.message])
        }
    }

    private func verdicts(
        on scenarios: [Scenario], width: Int, seed: UInt64?, finished: @escaping @Sendable (Verdict) -> Void
    ) async -> [Verdict] {
        await withTaskGroup(of: (Int, Verdict).self) { group in
            var verdicts: [Int: Verdict] = [:]
            var order = Array(scenarios.indices)
            if let seed {
                var chance = SplitMix(seed: seed)
                order.shuffle(using: &chance)
            } else {
                // Who has to wait begins first; the others fit in beside.
                order.sort { (scenarios[$1].patience, $0) < (scenarios[$0].patience, $1) }
            }
            var next = 0
            func add() {
                guard next < scenarios.count else { return }
                let index = order[next]
                next += 1
                group.addTask { (index, await self.verdict(on: scenarios[index])) }
            }
            for _ in 0..<max(width, 1) { add() }
            for await (index, verdict) in group {
                verdicts[index] = verdict
                finished(verdict)
                add()
            }
            return scenarios.indices.compactMap { verdicts[$0] }
        }
    }

    /// What comes of the client in many scenarios; those that its profile has no words for are left out, and named.
    ///
    /// - Parameters:
    ///   - width: how many run at a time.
    ///   - seed: what the order in which they run follows from; `nil` for those first that make a client wait. The report's
    ///     order is the given
    ///     one in any case.
    ///   - finished: called with each verdict as it comes.
    public func judge(
        _ scenarios: [Scenario], width: Int, seed: UInt64? = nil,
        finished: @escaping @Sendable (Verdict) -> Void = { _ in }
    ) async -> Report.Judged {
        let profile = runner.profile
        let leftOut = scenarios.compactMap { scenario in
            scenario.lacking(in: profile).map { Report.LeftOut(scenario, why: $0) }
        }
        let fitting = scenarios.filter { $0.lacking(in: profile) == nil }
        return Report.Judged(
            client: profile.client, title: profile.title, version: runner.version,
            verdicts: await verdicts(on: fitting, width: width, seed: seed, finished: finished), leftOut: leftOut)
    }

    /// What is seen of the client in a scenario; shared with every scenario of the same situation.
    public func observation(of scenario: Scenario) async throws(VerificationError) -> Observation {
        let cassette = try library.cassette(of: scenario)
        return try await observations.observation(for: scenario.situation, of: scenario.id) {
            [runner] () async throws(VerificationError) in
            try await runner.observe(scenario, cassette: cassette)
        }
    }

    /// Where the time of all runs so far went.
    public var times: Times {
        get async { Times(await observations.all) }
    }

    /// The verdict after a change that should make the client deviate; `nil` where the change changes nothing, because what
    /// it alters was not seen of this client.
    public func verdict(
        on scenario: Scenario, mutatedBy mutation: Mutation
    ) async throws(VerificationError) -> Verdict? {
        guard mutation.isToStimulus else {
            let seen = try await observation(of: scenario)
            guard mutation.concerns(seen) else { return nil }
            return judgement(of: scenario).verdict(on: mutation.apply(to: seen))
        }
        let cassette = mutation.apply(to: try library.cassette(of: scenario))
        return judgement(of: scenario).verdict(on: try await runner.observe(scenario, cassette: cassette))
    }

    private func judgement(of scenario: Scenario) -> Judgement {
        Judgement(
            scenario: scenario, profile: runner.profile, version: runner.version,
            credentials: ScenarioRunner.credentials(for: scenario))
    }
}

extension Scenario {
    /// How long a client is likely to wait in it, in milliseconds or so: between looks, and before it tries again.
    fileprivate var patience: Int {
        let looks = calls.count { $0.wait != nil } * 10_000
        return looks + (wire.leastSpacing ?? 0) + 100 * max((wire.mostAttempts ?? 1) - 1, 0)
    }

    /// One text for all scenarios that put a client into the same situation.
    fileprivate var situation: String {
        let sent =
            switch stimulus {
            case .cassette(let name): name
            case .stated(_, let text): text
            }
        let calls = calls.map { call in
            "\(call.operation.rawValue) \(call.wait ?? "") \(JSONValue.object(call.input).text()) "
                + "\(call.line ?? []) \(call.isInterrupted)"
        }
        let surroundings = files.map { "\($0.name): \($0.text)" } + variables.map { "\($0.name)=\($0.value ?? "none")" }
        let settings = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return
            ([sent, "\(hasToken)", certificate?.rawValue ?? "", wire.region ?? ""] + calls + settings + surroundings)
            .joined(separator: "\n")
    }
}

/// Observations by situation; whoever asks while one is being made waits for it.
private actor ObservationStore {
    private var made: [String: Task<Result<Observation, VerificationError>, Never>] = [:]
    /// What was observed, each with the scenario that was the first to ask.
    private(set) var all: [(scenario: String, observation: Observation)] = []

    func observation(
        for situation: String, of scenario: String,
        make: @escaping @Sendable () async throws(VerificationError) -> Observation
    ) async throws(VerificationError) -> Observation {
        if let known = made[situation] { return try await known.value.get() }
        let task = Task {
            do throws(VerificationError) {
                return Result<Observation, VerificationError>.success(try await make())
            } catch {
                return .failure(error)
            }
        }
        made[situation] = task
        let observation = try await task.value.get()
        all.append((scenario, observation))
        return observation
    }
}
