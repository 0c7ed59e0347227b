import Synchronization
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckJSONText
import TapedeckTestSupport
import Testing

/// What the contract asks of the reference client and no scenario can: a large list, a lost answer, a reader that goes away.
struct ReferenceClientProcessTests {
    private let scratch = Scratch()

    /// Answers from a script, the last one for ever, and counts.
    private final class Script: Responder {
        let plans: [ResponsePlan]
        let count = Mutex(0)

        init(_ plans: ResponsePlan...) {
            self.plans = plans
        }

        func respond(to request: Request) async -> ResponsePlan {
            let index = count.withLock { count in
                count += 1
                return count - 1
            }
            return plans[min(index, plans.count - 1)]
        }
    }

    private func answer(_ status: Int, _ body: String) -> ResponsePlan {
        ResponsePlan(
            Response(
                status: status, reason: "REASON", headers: [HeaderField("Content-Length", String(body.utf8.count))],
                body: Array(body.utf8)))
    }

    private func run(_ words: [String], _ script: Script, shell: String? = nil) async throws -> DeckProgram.Outcome {
        try await HTTPFront.withFront(responder: script) { front in
            let patience = ["--cli-read-timeout", String(Patience.seconds)]
            let command = ["\(DeckProgram.products)/apprunner"] + words + ["--endpoint-url", front.url] + patience
            let program = shell.map { ["sh", "-c", $0, "sh"] + command } ?? command
            return try await DeckProgram.run(program: program, in: scratch.path)
        }
    }

    private func list(bytes: Int) -> String {
        let item = #"{"ConnectionName":"\#(String(repeating: "n", count: 500))","Status":"AVAILABLE"}"#
        let items = Array(repeating: item, count: bytes / item.utf8.count)
        return #"{"ConnectionSummaryList":[\#(items.joined(separator: ","))]}"#
    }

    @Test
    func readsAListOfTwoMegabytesWhole() async throws {
        let body = list(bytes: 2 << 20)
        let outcome = try await run(
            ["list-connections", "--query", "length(ConnectionSummaryList)"], Script(answer(200, body)))
        let count = try JSONParser.parse(body)["ConnectionSummaryList"]?.array?.count
        #expect(outcome.output == "\(count ?? 0)\n")
        #expect((count ?? 0) > 3000)
    }

    @Test
    func endsQuietlyWhenItsReaderGoesAway() async throws {
        let outcome = try await run(
            ["list-connections"], Script(answer(200, list(bytes: 2 << 20))), shell: "\"$@\" | head -n 1")
        #expect(outcome.output == "{\n")
        #expect(outcome.error == "")
    }

    @Test
    func saysThatALostAnswerMayHaveMadeTheConnection() async throws {
        let taken =
            #"{"__type":"InvalidRequestException","Message":"Connection with the provided name already exists: abcd"}"#
        let script = Script(ResponsePlan(nil, fault: .reset), answer(400, taken))
        let outcome = try await run(
            ["create-connection", "--connection-name", "abcd", "--provider-type", "GITHUB"], script)
        #expect(outcome.status == 254)
        #expect(script.count.withLock { $0 } == 2)
        #expect(outcome.error.contains("already exists: abcd"))
        #expect(outcome.error.contains("may have"))
    }
}
