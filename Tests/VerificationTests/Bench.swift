import Synchronization
import TapedeckContract
import TapedeckPlatform
import TapedeckTestSupport
import TapedeckVerification
import Testing

/// The project's scenarios, and the clients of them that are on this machine.
enum Bench {
    static let library = Library(root: Package.root)
    private static let read = Result { try library.scenarios() }
    /// Every scenario, read once: that takes a debug build seconds.
    static var scenarios: [Scenario] {
        get throws { try read.get() }
    }
    static let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    static let isCI = getenv("CI") != nil

    private static let finding = Task { () -> [(client: InstalledClient, suite: Suite)] in
        var clients: [(InstalledClient, Suite)] = []
        for found in try asked.isEmpty ? library.profiles() : [library.profile(asked)] {
            let profile = found.profile
            if let client = await InstalledClient.find(profile, root: found.root, page: found.path, path: path) {
                clients.append((client, Suite(library: library, runner: ScenarioRunner(client: client, path: path))))
            } else {
                print(
                    "skipped: \(profile.title) is not on this machine; scripts/setup --clients installs the clients that can be had"
                )
            }
        }
        return clients
    }

    /// Every client found; the reason is printed for each that is not.
    static var clients: [(client: InstalledClient, suite: Suite)] {
        get async throws { try await finding.value }
    }

    /// One client in one scenario.
    struct Case: Sendable, CustomTestStringConvertible {
        let suite: Suite
        let client: InstalledClient
        let scenario: Scenario

        var testDescription: String { "\(client.profile.client) \(scenario.id)" }
    }

    /// Whether every client is put through every scenario.
    static let isFull = !ProcessEnvironment.variable("TAPEDECK_FULL").isEmpty
    /// The one client that is judged, by the name or the path of its profile; all where nobody says.
    static let asked = ProcessEnvironment.variable("TAPEDECK_CLIENT")

    /// The clients in the scenarios: the reference client in all of them; every other in a sixth, each in another one, so
    /// that together they see nearly all; Terraform, which takes seconds for each, in a fortieth. Everything under
    /// `TAPEDECK_FULL`.
    static var cases: [Case] {
        get async throws {
            let scenarios = try scenarios
            return try await clients.enumerated().flatMap { number, found in
                let isWhole = isFull || !asked.isEmpty || found.client.profile.client == "apprunner"
                let share = found.client.profile.client == "terraform" ? 40 : 6
                return scenarios.enumerated()
                    .filter { isWhole || $0.offset % share == number % share }.map(\.element)
                    .filter { $0.lacking(in: found.client.profile) == nil }
                    .map { Case(suite: found.suite, client: found.client, scenario: $0) }
            }
        }
    }

    /// Clients are whole processes: as many at a time as there are processors.
    static let gate = Gate(width: max(2, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
}

/// Lets a number of tasks in at a time; the others wait in line.
actor Gate {
    private var free: Int
    private var line: [CheckedContinuation<Void, Never>] = []

    init(width: Int) {
        free = width
    }

    func pass<Output: Sendable>(_ work: @Sendable () async throws -> Output) async rethrows -> Output {
        await enter()
        defer { leave() }
        return try await work()
    }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { line.append($0) }
        }
    }

    private func leave() {
        if line.isEmpty { free += 1 } else { line.removeFirst().resume() }
    }
}
