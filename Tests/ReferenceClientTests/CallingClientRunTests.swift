import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform
import Testing

@testable import TapedeckClientCalling
@testable import TapedeckClientModel
@testable import TapedeckReferenceClient

/// What becomes of a command line, with the parts that read and print replaced.
struct CallingClientRunTests {
    private static let created = Response.answer(200, #"{"Connection":{"ConnectionName":"abcd"}}"#)

    /// Parts that take the first word for what to do, and print values on one line.
    private func parts(asked: @escaping @Sendable ([String]) -> [String] = { $0 }) -> ClientParts {
        ClientParts(
            parse: { arguments, _ throws(ClientError) in
                var invocation = Invocation(action: .version)
                if let index = arguments.firstIndex(of: "--profile") {
                    invocation.options.profile = arguments[index + 1]
                }
                switch arguments.first {
                case "version": break
                case "create": invocation.action = .call(.createConnection)
                case "wait":
                    invocation.action = .wait(.connectionAvailable)
                    invocation.parameters = JSONObject([("ConnectionName", "abcd")])
                case "skeleton": invocation.action = .skeleton(.createConnection, .input)
                case "ask": invocation.action = .autoPrompt(partial: false)
                default: throw ClientError(.usage, code: "ParamValidation", message: "what?", showsUsage: true)
                }
                return invocation
            }, text: { _, _ in "VERSION\n" }, skeleton: { _, _, _, _ in Array("SKELETON\n".utf8) },
            prompt: { arguments, _, _ in asked(arguments) },
            render: { value, _, configuration, _ throws(ClientError) in
                if configuration.options.query != nil { throw ClientError(.usage, message: "bad query") }
                return value.bytes() + [0x0A]
            }, show: { bytes, _, surroundings in surroundings.writeOutput(bytes) })
    }

    private func run(
        _ arguments: [String], _ script: [Result<Response, SendFailure>] = [.success(CallingClientRunTests.created)],
        environment: [String: String] = [:], file: String? = nil,
        asked: @escaping @Sendable ([String]) -> [String] = { $0 }
    ) async -> (status: Int32, world: World) {
        let world = World()
        var surroundings = Surroundings.test(world)
        surroundings.environment = [
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "S",
        ].merging(environment) { $1 }
        var run = ClientRun(surroundings: surroundings)
        run.parts = parts(asked: asked)
        run.transport = world.transport(script)
        run.readFile = { path throws(FileError) in
            if arguments == ["version"] { throw FileError(.read, path, 13) }
            guard path.hasSuffix("config"), let file else { throw FileError(.read, path, 2) }
            return Array(file.utf8)
        }
        return (await run.run(arguments), world)
    }

    @Test
    func readsNoFileForTheVersion() async {
        let (status, world) = await run(["version"], environment: ["AWS_PROFILE": "nope"])
        #expect(status == 0)
        #expect(world.output == "VERSION\n")
    }

    @Test
    func callsAndPrints() async {
        let (status, world) = await run(["create"])
        #expect(status == 0)
        #expect(world.output == "{\"Connection\":{\"ConnectionName\":\"abcd\"}}\n")
        #expect(world.error.isEmpty)
    }

    @Test
    func printsNothingForASuccessfulWait() async {
        let list = Response.answer(
            200, #"{"ConnectionSummaryList":[{"ConnectionName":"abcd","Status":"AVAILABLE"}]}"#)
        let (status, world) = await run(["wait"], [.success(list)])
        #expect(status == 0)
        #expect(world.output.isEmpty)
    }

    @Test
    func failsWhereTheConnectionHasFailed() async {
        let list = Response.answer(200, #"{"ConnectionSummaryList":[{"ConnectionName":"abcd","Status":"ERROR"}]}"#)
        let (status, world) = await run(["wait"], [.success(list)])
        #expect(status == 255)
        #expect(world.error.contains("has the status ERROR"))
    }

    @Test(arguments: [
        ("AWS_REGION", "", 253), ("AWS_ACCESS_KEY_ID", "", 253), ("AWS_SECRET_ACCESS_KEY", "", 255),
        ("AWS_PROFILE", "nope", 255), ("AWS_RETRY_MODE", "legacy", 255), ("AWS_DEFAULT_OUTPUT", "xml", 255),
        ("AWS_ENDPOINT_URL", "notaurl", 255), ("AWS_REGION", "a b", 255),
    ])
    func sendsNothingWhereTheConfigurationIsWrong(variable: String, value: String, expected: Int32) async {
        let (status, world) = await run(["create"], environment: [variable: value])
        #expect(status == expected)
        #expect(world.requests.isEmpty)
        #expect(world.output.isEmpty)
        #expect(world.error.hasPrefix("\napprunner: [ERROR]: "))
    }

    @Test
    func showsTheUsageAfterAnErrorOfTheCommandLine() async {
        let (status, world) = await run(["nonsense"])
        #expect(status == 252)
        #expect(
            world.error
                == "\napprunner: [ERROR]: An error occurred (ParamValidation): what?\n\n\(ErrorReport.usage)")
    }

    @Test
    func asksWhereTheConfigurationSaysSo() async {
        let file = "[default]\ncli_auto_prompt = on-partial"
        let asked = await run(["nonsense"], file: file) { $0 == ["nonsense"] ? ["create"] : ["skeleton"] }
        #expect(asked.status == 0)
        #expect(asked.world.requests.count == 1)
        let off = await run(["nonsense", "--no-cli-auto-prompt"], file: file) { _ in ["create"] }
        #expect(off.status == 252)
        let complete = await run(["create"], file: file) { _ in ["skeleton"] }
        #expect(complete.world.requests.count == 1)
        let always = await run(["create"], file: "[default]\ncli_auto_prompt = on") { _ in ["skeleton"] }
        #expect(always.world.output == "SKELETON\n")
        let variable = await run(["nonsense"], environment: ["AWS_CLI_AUTO_PROMPT": "on"]) { _ in ["create"] }
        #expect(variable.status == 0)
    }

    @Test
    func asksOnceOnly() async {
        let (status, _) = await run(["ask"]) { _ in ["nonsense"] }
        #expect(status == 252)
        let again = await run(["nonsense"], file: "[default]\ncli_auto_prompt = on") { _ in ["nonsense"] }
        #expect(again.status == 252)
    }

    @Test
    func sendsNothingForASkeleton() async {
        let (status, world) = await run(["skeleton"], environment: ["AWS_REGION": "", "AWS_ACCESS_KEY_ID": ""])
        #expect(status == 0)
        #expect(world.output == "SKELETON\n")
        #expect(world.requests.isEmpty)
    }

    @Test
    func endsWithALineBreakWhenInterrupted() async {
        let (status, world) = await run(["create"], [.failure(SendFailure(.cancelled, "cancelled"))])
        #expect(status == 130)
        #expect(world.output == "\n")
        #expect(world.error.isEmpty)
    }
}
