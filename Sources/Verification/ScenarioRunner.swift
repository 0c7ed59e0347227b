public import TapedeckAWSWire
public import TapedeckCassetteFormat
public import TapedeckContract
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckJSONText
import TapedeckPlatform
import TapedeckPlayback
import TapedeckProcesses

/// Runs a client through scenarios: a front and a player for each, the client as a process, and what was seen of both.
public struct ScenarioRunner: Sendable {
    /// What clients are handed to sign with; they are worth nothing anywhere.
    public static let credentials = Credentials(
        accessKeyID: "TAPEDECKKEYID0000001", secretAccessKey: "tapedeck-verify-secret-that-opens-nothing")
    /// The session token, for scenarios that hand one out.
    public static let sessionToken = "tapedeck-verify-session-token-that-opens-nothing"

    /// What is run: a program of this machine, or a library of this process.
    private enum Way {
        case program(InstalledClient, path: String)
        case library(LibraryClient)
    }

    /// The client's profile.
    public let profile: ClientProfile
    /// The client's version.
    public let version: String
    /// Seconds that one call may take.
    public let deadline: Int
    /// The most requests that a client may send in a scenario that allows no more; it is stopped there.
    static let mostRequests = 20
    private let way: Way

    /// Makes a runner of a program.
    ///
    /// - Parameter path: the `PATH` that the client gets.
    public init(client: InstalledClient, path: String, deadline: Int = 60) {
        way = .program(client, path: path)
        profile = client.profile
        version = client.version
        self.deadline = deadline
    }

    /// Makes a runner of a library of this process.
    public init(client: LibraryClient, deadline: Int = 60) {
        way = .library(client)
        profile = client.profile
        version = client.version
        self.deadline = deadline
    }

    /// The credentials of a scenario.
    public static func credentials(for scenario: Scenario) -> Credentials {
        var credentials = credentials
        if scenario.hasToken { credentials.sessionToken = sessionToken }
        return credentials
    }

    /// Puts the client through a scenario.
    ///
    /// Beside the endpoint there is an elsewhere: a server that is the client's proxy, and the host that a response's
    /// `{elsewhere}` names. Nothing answers there; what arrives is kept.
    ///
    /// - Parameter cassette: the scenario's, or a mutated one.
    /// - Throws: ``VerificationError`` when the front, the client or its directory can't be had.
    public func observe(_ scenario: Scenario, cassette: Cassette) async throws(VerificationError) -> Observation {
        let watch = RequestWatch(limit: max(ScenarioRunner.mostRequests, scenario.wire.mostAttempts ?? 0))
        let elsewhere = try await Endpoint.start(
            HTTPFront.Configuration(report: { event in
                if case .requestMalformed = event { watch.strayed("what is not HTTP") }
            }), Elsewhere(watch: watch))
        let result = await runs(of: scenario, cassette: cassette.sending(to: elsewhere.url), elsewhere, watch)
        await elsewhere.stop()
        return Observation(runs: try result.get())
    }

    private func runs(
        of scenario: Scenario, cassette: Cassette, _ elsewhere: HTTPFront, _ watch: RequestWatch
    ) async -> Result<[Observation.Run], VerificationError> {
        // A track that is at its end is held: clients retry, and how often is the clause's business, not the cassette's. So is
        // where a request is put.
        let player = PlayerResponder(Player([(scenario.id, cassette)], atEnd: .hold), anyPlace: true) {
            request, outcome in
            var observed = Observation.ObservedRequest(
                request, answer: outcome.plan, arrivedAt: SystemClock.monotonicMilliseconds)
            if case .missed(let miss) = outcome { observed.miss = miss.reasons }
            watch.arrived(observed)
        }
        do throws(VerificationError) {
            let endpoint =
                if let certificate = scenario.certificate {
                    try await Endpoint(player, certificate, region: region(of: scenario))
                } else {
                    try await Endpoint(player, elsewhere: elsewhere.url)
                }
            let result = await runs(of: scenario, at: endpoint, watch)
            await endpoint.stop()
            return result
        } catch {
            return .failure(error)
        }
    }

    private func runs(
        of scenario: Scenario, at endpoint: Endpoint, _ watch: RequestWatch
    ) async -> Result<[Observation.Run], VerificationError> {
        var runs: [Observation.Run] = []
        do throws(VerificationError) {
            let home = try temporaryHome()
            defer { Files.removeTree(home) }
            try write(scenario.files, in: home)
            for call in scenario.calls {
                let begun = SystemClock.monotonicMilliseconds
                let (first, excess) = watch.begin()
                var words: [String] = []
                let result: Program.Captured
                switch way {
                case .program(let client, let path):
                    words = try self.words(for: call, client: client, scenario: scenario, at: endpoint)
                    let program = Program(
                        words, environment: environment(for: scenario, at: endpoint, home: home, path: path),
                        directory: home)
                    let input = profile.lines.isEmpty ? "" : clientCall(call, scenario: scenario, at: endpoint).line
                    result = try await captured(
                        program, reading: Array(input.utf8), excess: excess, interrupt: call.isInterrupted ? first : nil
                    )
                case .library(let client):
                    result = await answer(
                        of: client, to: clientCall(call, scenario: scenario, at: endpoint), excess: excess)
                }
                let (requests, strays) = watch.end()
                let exit: Observation.Exit =
                    switch result.exit {
                    case .status(let number): .status(number)
                    case .signal(let number): .signal(number)
                    case .deadline: watch.isExceeded ? .stopped(requests: watch.count) : .deadline(deadline)
                    }
                runs.append(
                    Observation.Run(
                        command: words, startedAt: begun, requests: requests, exit: exit, output: result.output,
                        error: result.error, strays: strays,
                        duration: SystemClock.monotonicMilliseconds - begun))
            }
            return .success(runs)
        } catch {
            return .failure(error)
        }
    }

    /// A directory of its own for a client, so that no configuration of this machine reaches it.
    private func temporaryHome() throws(VerificationError) -> String {
        do throws(FileError) {
            return try Files.makeTemporaryDirectory("tapedeck-client")
        } catch {
            throw VerificationError(.runFailed, error.message)
        }
    }

    /// Lays a scenario's files into the client's directory.
    private func write(
        _ files: [(name: String, text: String)], in home: String
    ) throws(VerificationError) {
        do throws(FileError) {
            for file in files { try Files.writeDurably(Array(file.text.utf8), to: "\(home)/\(file.name)") }
        } catch {
            throw VerificationError(.runFailed, error.message)
        }
    }

    /// Runs the program until it ends, its time is over, or it has sent more than anybody needs.
    private func captured(
        _ program: Program, reading input: [UInt8], excess: AsyncStream<Void>, interrupt: AsyncStream<Void>?
    ) async throws(VerificationError) -> Program.Captured {
        do throws(ProgramError) {
            return try await program.captured(atMost: 4 << 20, reading: input, interruptedBy: interrupt) { [deadline] in
                try await ScenarioRunner.wait(for: deadline, orUntil: excess)
            }
        } catch {
            throw VerificationError(.runFailed, error.message)
        }
    }

    /// Has a library make a call, until it answers, its time is over, or it has sent more than anybody needs.
    private func answer(
        of client: LibraryClient, to call: ClientCall, excess: AsyncStream<Void>
    ) async -> Program.Captured {
        await withTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { await client.answer(to: call) }
            group.addTask { [deadline] in
                try? await ScenarioRunner.wait(for: deadline, orUntil: excess)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first.map { Program.Captured(exit: .status(0), output: $0, error: []) }
                ?? Program.Captured(exit: .deadline, output: [], error: [])
        }
    }

    private static func wait(for deadline: Int, orUntil excess: AsyncStream<Void>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Task.sleep(for: .seconds(deadline)) }
            group.addTask {
                for await _ in excess { return }
                // The stream ends without a word when this task is cancelled.
                try await Task.sleep(for: .seconds(deadline))
            }
            try await group.next()
            group.cancelAll()
        }
    }
}

extension ScenarioRunner {
    private func clientCall(_ call: Scenario.Call, scenario: Scenario, at endpoint: Endpoint) -> ClientCall {
        ClientCall(
            operation: call.operation, input: .object(call.input), endpoint: endpoint.url,
            region: region(of: scenario), credentials: Self.credentials(for: scenario), settings: scenario.settings)
    }

    private func words(
        for call: Scenario.Call, client: InstalledClient, scenario: Scenario, at endpoint: Endpoint
    ) throws(VerificationError) -> [String] {
        func filled(_ words: [String]) -> [String] {
            words.map { replaced($0, call: call, client: client, scenario: scenario, at: endpoint) }
        }
        if let line = call.line { return filled(profile.command + line) }
        guard let operation = profile.operations[call.operation] else {
            throw VerificationError(
                .badDefinition, "the profile \(profile.client) does not say how to run \(call.operation.rawValue)")
        }
        var words = operation.run
        if let wait = call.wait {
            guard let waiting = profile.waits[wait] else {
                throw VerificationError(
                    .badDefinition, "the profile \(profile.client) does not say how to wait for \(wait)")
            }
            words = waiting
        }
        for member in operation.optional where call.input[member.name] != nil && call.wait == nil {
            words += member.arguments
        }
        if let option = operation.tagsOption, let tags = call.input["Tags"] { words += [option, tags.text()] }
        if let option = operation.tagKeysOption, let keys = call.input["TagKeys"]?.array {
            words += [option] + keys.compactMap(\.string)
        }
        for (name, value) in settings(of: scenario).sorted(by: { $0.key < $1.key }) {
            words += (profile.settings[name]?.arguments ?? []).map { $0.replacing("{value}", with: value) }
        }
        return filled(words + profile.endpointArguments)
    }

    private func replaced(
        _ word: String, call: Scenario.Call, client: InstalledClient, scenario: Scenario, at endpoint: Endpoint
    ) -> String {
        if word == "{input}" { return JSONValue.object(call.input).text() }
        let credentials = Self.credentials(for: scenario)
        let url = endpoint.url
        var marks = [
            ("{program}", client.program), ("{root}", client.root), ("{profile}", client.folder), ("{url}", url),
            ("{host}", url.split(separator: "/").last.map(String.init) ?? ""), ("{region}", region(of: scenario)),
            ("{key}", credentials.accessKeyID), ("{secret}", credentials.secretAccessKey),
            ("{token}", credentials.sessionToken ?? ""), ("{operation}", call.operation.rawValue),
            ("{bundle}", endpoint.bundlePath ?? ""),
        ]
        for member in call.input.members {
            if let text = member.value.string ?? member.value.number?.text { marks.append(("{\(member.name)}", text)) }
        }
        return marks.reduce(word) { $0.replacing($1.0, with: $1.1) }
    }

    /// The scenario's settings; a session token is one too, for clients that take it by an option of their own.
    private func settings(of scenario: Scenario) -> [String: String] {
        var settings = scenario.settings
        if scenario.hasToken { settings["token"] = Self.sessionToken }
        return settings
    }

    /// A command line names its own region.
    private func region(of scenario: Scenario) -> String {
        scenario.calls.contains { $0.line != nil } ? "us-east-1" : scenario.wire.region ?? "us-east-1"
    }

    /// All of the client's variables: nothing of this process's own reaches it, and everything but loopback is sent
    /// elsewhere. Both spellings, because curl reads `http_proxy` in lower case alone.
    private func environment(for scenario: Scenario, at endpoint: Endpoint, home: String, path: String) -> [String:
        String]
    {
        let credentials = Self.credentials(for: scenario)
        var variables = [
            "PATH": path, "HOME": home, "TMPDIR": home, "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "AWS_ACCESS_KEY_ID": credentials.accessKeyID, "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey,
            "AWS_REGION": region(of: scenario), "AWS_DEFAULT_REGION": region(of: scenario),
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "\(home)/config",
            "AWS_SHARED_CREDENTIALS_FILE": "\(home)/credentials",
        ]
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] { variables[name] = endpoint.proxy }
        variables["NO_PROXY"] = "127.0.0.1,localhost"
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
            variables[name.lowercased()] = variables[name]
        }
        let isHandedByOption = scenario.calls.contains { $0.line?.contains { $0.contains("{bundle}") } == true }
        if !isHandedByOption { variables.merge(endpoint.trust) { $1 } }
        if let token = credentials.sessionToken { variables["AWS_SESSION_TOKEN"] = token }
        for (name, value) in profile.environment {
            variables[name] = value.replacing("{url}", with: endpoint.url)
        }
        for (name, value) in settings(of: scenario) {
            for (variable, text) in profile.settings[name]?.environment ?? [:] {
                variables[variable] = text.replacing("{value}", with: value)
            }
        }
        for (name, value) in scenario.variables { variables[name] = value }
        return variables
    }
}
