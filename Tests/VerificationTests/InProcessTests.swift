import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckContract
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform
import TapedeckVerification
import Testing

/// The suite as a library: a client written in Swift, judged in its own `swift test`.
struct InProcessTests {
    /// A client of a few lines. It tries nothing again, and believes what it is told.
    private static func client() throws -> LibraryClient {
        let transport = try CurlTransport()
        return try LibraryClient(
            "few-lines", version: "1.0", operations: [.createConnection, .deleteConnection],
            knownDeviations: [("RTY-2", "it sends one request"), ("OUT-8", "it does not read what it got")]
        ) { call in
            var request = Envelope.request(
                call.operation, body: call.input.bytes(.compact),
                host: String(call.endpoint.dropFirst("http://".count)))
            SignatureV4(region: call.region, service: "apprunner").sign(
                &request, credentials: call.credentials, at: Instant(milliseconds: SystemClock.milliseconds))
            let response = try await transport.send(request, to: "\(call.endpoint)/").response
            if response.status == 200 { return (try? JSONParser.parse(response.body)) ?? [:] }
            let error = ServiceError(response)
            throw ReportedFailure(
                code: error.code, message: error.message, requestID: response.headers["x-amzn-RequestId"])
        }
    }

    @Test(
        arguments: try ContractSuite(
            client(), only: ["REQ-1", "REQ-2", "REQ-4", "REQ-6", "REQ-7", "ERR-1", "ERR-5", "OUT-1", "OUT-8", "RTY-2"]
        ).cases)
    func keepsTheContract(_ each: ContractSuite.Case) async {
        #expect(await each.problems == [])
    }

    /// Who has to wait begins first; the report keeps the order asked for.
    @Test
    func whoHasToWaitBeginsFirst() async throws {
        let client = try LibraryClient("liar", version: "1.0") { _ in ["Connection": ["Status": "AVAILABLE"]] }
        let library = Library.ofThisPackage
        let names = ["outputs/github", "retries/spaced", "outputs/gitlab", "retries/retry-after"]
        let scenarios = try library.scenarios()
        let asked = names.compactMap { name in scenarios.first { $0.id == name } }
        let (came, arrival) = AsyncStream<String>.makeStream()
        let judged = await Suite(library: library, runner: ScenarioRunner(client: client)).judge(asked, width: 1) {
            arrival.yield($0.scenario)
        }
        arrival.finish()
        #expect(judged.verdicts.map(\.scenario) == asked.map(\.id))
        let order = await came.reduce(into: []) { $0.append($1) }
        #expect(order.first == "retries/retry-after")
        #expect(order.dropFirst().first == "retries/spaced")
        #expect(Set(order) == Set(asked.map(\.id)))
    }

    @Test
    func aClientThatBreaksAClauseHasProblems() async throws {
        let client = try LibraryClient("liar", version: "1.0") { _ in ["Connection": ["Status": "AVAILABLE"]] }
        let problems = try await #require(ContractSuite(client, only: ["outputs/github"]).cases.first).problems
        #expect(problems.first == "OUT-1 (MUST): a 200 with a Connection is success, with its members as sent")
        #expect(problems.contains { $0.contains("no request was sent") })
    }

    @Test
    func aClientThatNeverAnswersMeetsItsDeadline() async throws {
        let client = try LibraryClient("mute", version: "1.0") { _ in
            for await _ in AsyncStream<Void>.makeStream().stream {}
            return [:]
        }
        let suite = try ContractSuite(client, only: ["outputs/github"], deadline: 1)
        let problems = try await #require(suite.cases.first).problems
        #expect(problems.contains { $0.contains("still running after 1 s") })
    }

    @Test
    func scenariosForSettingsThatItDoesNotKnowAreLeftOut() throws {
        let suite = try ContractSuite(try LibraryClient("c", version: "1") { _ in [:] })
        #expect(suite.leftOut.contains { $0.why == "the profile has no setting unsigned" })
        #expect(suite.leftOut.contains { $0.scenario == "cli/version" })
        #expect(!suite.cases.contains { $0.scenario.id == "cli/version" })
    }
}
