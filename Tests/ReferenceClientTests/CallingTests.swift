import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

@testable import TapedeckClientCalling
@testable import TapedeckClientModel
@testable import TapedeckReferenceClient

struct CallingTests {
    private static let created = """
        {"Connection":{"ConnectionArn":"a","ConnectionName":"abcd","CreatedAt":1.604363571E9,"ProviderType":"GITHUB",\
        "Status":"PENDING_HANDSHAKE"}}
        """
    private let environment = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "SECRETSECRET", "AWS_SESSION_TOKEN": "TOKENTOKEN",
        "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:1/base",
    ]
    private let input = JSONObject([("ConnectionName", "abcd"), ("ProviderType", "GITHUB")])

    private func run(
        _ script: [Result<Response, SendFailure>], _ operation: ConnectionOperation = .createConnection,
        input: JSONObject? = nil, world: World = World(), environment more: [String: String] = [:],
        options: (inout GlobalOptions) -> Void = { _ in }
    ) async -> (result: Result<JSONValue, ClientError>, world: World) {
        var given = GlobalOptions()
        options(&given)
        let transport = world.transport(script)
        do throws(ClientError) {
            let configuration = try Configuration(
                options: given, environment: environment.merging(more) { $1 })
            var session = try await Session(configuration, in: .test(world), transport: transport)
            return (.success(try await session.call(operation, input ?? self.input)), world)
        } catch {
            return (.failure(error), world)
        }
    }

    private func error(_ result: Result<JSONValue, ClientError>) -> ClientError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test
    func sendsWhatTheContractAsksFor() async throws {
        let (result, world) = await run([.success(.answer(200, CallingTests.created))])
        #expect(try result.get()["Connection"]?["CreatedAt"]?.number?.text == "1.604363571E9")
        let request = try #require(world.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/base/")
        #expect(
            String(decoding: request.body, as: UTF8.self) == #"{"ConnectionName": "abcd", "ProviderType": "GITHUB"}"#)
        #expect(
            request.headers.fields.map(\.name) == [
                "Host", "Accept-Encoding", "X-Amz-Target", "Content-Type", "User-Agent", "X-Amz-Date",
                "X-Amz-Security-Token", "Authorization", "amz-sdk-invocation-id", "amz-sdk-request", "Content-Length",
            ])
        #expect(request.headers["X-Amz-Target"] == "AppRunner.CreateConnection")
        #expect(request.headers["Content-Type"] == "application/x-amz-json-1.0")
        #expect(request.headers["Content-Length"] == "52")
        #expect(request.headers["amz-sdk-request"] == "attempt=1; max=3")
        #expect(request.headers["User-Agent"]?.contains("aws-cli") == false)
        let credentials = Credentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "SECRETSECRET", sessionToken: "TOKENTOKEN")
        try SignatureV4.verify(
            request, credentials: credentials, service: "apprunner", at: Instant(seconds: 1_604_363_571))
        let header = try AuthorizationHeader(try #require(request.headers["Authorization"]))
        #expect(header.scope == CredentialScope(date: "20201103", region: "us-east-1", service: "apprunner"))
        #expect(
            header.signedHeaders == ["content-type", "host", "x-amz-date", "x-amz-security-token", "x-amz-target"])
    }

    @Test
    func sendsNoAuthorizationWhereNoneIsWanted() async {
        let (_, world) = await run([.success(.answer(200, CallingTests.created))], options: { $0.signs = false })
        #expect(world.requests.first?.headers.contains("Authorization") == false)
        #expect(world.requests.first?.headers.contains("X-Amz-Security-Token") == false)
    }

    @Test
    func sendsAnEmptyObjectWithoutParameters() async {
        let (_, world) = await run(
            [.success(.answer(200, #"{"ConnectionSummaryList":[]}"#))], .listConnections, input: JSONObject())
        #expect(world.requests.first?.body == Array("{}".utf8))
    }

    @Test
    func signsEveryAttemptAnewUnderOneInvocation() async throws {
        let throttled = Response.answer(400, #"{"__type":"ThrottlingException","message":"Rate exceeded"}"#)
        let (result, world) = await run(
            [.success(throttled), .success(throttled), .success(.answer(200, CallingTests.created))],
            environment: ["AWS_MAX_ATTEMPTS": "3"])
        #expect(error(result) == nil)
        #expect(world.pauses == [555, 1055])
        #expect(Set(world.requests.map { $0.headers["amz-sdk-invocation-id"] }).count == 1)
        #expect(
            world.requests.map { $0.headers["amz-sdk-request"] } == [
                "attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3",
            ])
        #expect(Set(world.requests.map { $0.headers["Authorization"] }).count == 2)
        #expect(world.requests.allSatisfy { $0.headers.values("Authorization").count == 1 })
    }

    @Test
    func reportsTheLastCodeWhenAttemptsRunOut() async {
        let throttled = Response.answer(400, #"{"__type":"ThrottlingException","message":"Rate exceeded"}"#)
        let (result, world) = await run(Array(repeating: .success(throttled), count: 5))
        #expect(world.requests.count == 3)
        #expect(error(result)?.status == .service)
        #expect(
            error(result)?.description == "An error occurred (ThrottlingException) when calling the CreateConnection "
                + "operation (reached max retries: 2): Rate exceeded")
    }

    @Test(arguments: [
        (
            400, #"{"__type":"com.amazonaws.apprunner#InvalidRequestException:http://x/","Message":"M"}"#, "",
            "InvalidRequestException", "M"
        ),
        (400, #"{"message":"m"}"#, "ns#HeaderType:http://x", "HeaderType", "m"),
        (400, #"{"code":"CodeType","message":"m"}"#, "", "CodeType", "m"),
        (403, #"{"__type":"X","Message":null}"#, "", "X", "REASON"), (400, #"{"__type":"X"}"#, "", "X", "REASON"),
        (404, "<html><body>Bad</body></html>", "", "404", "REASON"), (403, "Forbidden", "", "403", "Forbidden"),
        (400, "{\"__type\":", "", "400", "{\"__type\":"), (400, "", "", "400", "REASON"),
        (400, "[1,2]", "", "400", "REASON"),
        (307, "", "", "307", "REASON"), (301, "<html>", "", "301", "REASON"),
    ])
    func readsErrors(status: Int, body: String, header: String, code: String, message: String) async {
        let headers: HeaderFields = header.isEmpty ? [] : [HeaderField("x-amzn-errortype", header)]
        let (result, world) = await run([.success(.answer(status, body, headers: headers))])
        #expect(world.requests.count == 1)
        #expect(error(result) == ClientError(.service, code: code, operation: "CreateConnection", message: message))
    }

    @Test(arguments: [
        "", "not json", "{}", "[]", "null", "\u{FEFF}{}", #"{"Connection":null}"#, #"{"Connection":[]}"#,
        #"{"Connection":"x"}"#, "<html>",
    ])
    func reportsASuccessThatCannotBeReadAsFailure(body: String) async {
        let (result, world) = await run([.success(.answer(200, body))])
        #expect(error(result)?.status == .general)
        #expect(error(result)?.message.contains("may have made the connection") == true)
        #expect(world.requests.count == 1)
    }

    @Test
    func reportsAnErrorWithStatus200AsFailure() async {
        let (result, _) = await run([.success(.answer(200, #"{"__type":"InternalFailure","message":"m"}"#))])
        #expect(error(result)?.status == .service)
        #expect(error(result)?.code == "InternalFailure")
    }

    @Test(arguments: [
        #"{"Connection":{"ConnectionName":"abcd","Status":"NEW_STATE","Extra":{"a":[1]}},"More":1}"#,
        #"{"__type":"Output","Connection":{"Status":null}}"#, #"{"Connection":{}}"#,
    ])
    func takesWhatItDoesNotKnow(body: String) async throws {
        let (result, _) = await run([.success(.answer(200, body))])
        #expect(try result.get() == JSONParser.parse(body))
    }

    @Test(arguments: ["", "{}"])
    func takesAnEmptyAnswerWhereTheModelHasNoOutput(body: String) async throws {
        let (result, _) = await run([.success(.answer(200, body))], .tagResource, input: JSONObject())
        #expect(try result.get() == [:])
        let (deleted, _) = await run([.success(.answer(200, "{}"))], .deleteConnection, input: JSONObject())
        #expect(try deleted.get() == [:])
    }

    @Test
    func doesNotSendACreateAgainWhoseAnswerWasCut() async {
        let cut = SendFailure(.cutBody, "80 of 200 bytes", partial: .answer(200, "{\"Connection\":"))
        let (result, world) = await run([.failure(cut), .success(.answer(200, CallingTests.created))])
        #expect(world.requests.count == 1)
        #expect(error(result)?.status == .general)
        #expect(error(result)?.message.contains("may have made the connection") == true)
    }

    @Test
    func sendsAListAgainWhoseAnswerWasCut() async {
        let cut = SendFailure(.cutBody, "cut", partial: .answer(200, "{"))
        let (result, world) = await run(
            [.failure(cut), .success(.answer(200, #"{"ConnectionSummaryList":[]}"#))], .listConnections,
            input: JSONObject())
        #expect(world.requests.count == 2)
        #expect(error(result) == nil)
    }

    @Test
    func takesACutErrorForTheErrorItIs() async {
        let cut = SendFailure(.cutBody, "cut", partial: .answer(404, "{\"__ty"))
        let (result, world) = await run([.failure(cut)])
        #expect(world.requests.count == 1)
        #expect(error(result)?.code == "404")
    }

    @Test
    func saysThatALostAttemptMayHaveMadeWhatExistsAlready() async {
        let exists = #"{"__type":"InvalidRequestException","Message":"It already exists"}"#
        let (result, world) = await run([
            .failure(SendFailure(.closed, "reset")), .success(.answer(400, exists)),
        ])
        #expect(world.requests.count == 2)
        #expect(error(result)?.code == "InvalidRequestException")
        let message = error(result)?.message ?? ""
        #expect(message.hasPrefix("It already exists"))
        #expect(message.contains("An earlier attempt of this call may have made the connection"))
    }

    @Test
    func passesTheMessageOfServerTroubleOnAsItIs() async {
        let trouble = Response.answer(500, #"{"__type":"InternalServiceErrorException","Message":"boom"}"#)
        let (result, world) = await run(Array(repeating: .success(trouble), count: 3))
        #expect(world.requests.count == 3)
        #expect(error(result)?.message == "boom")
        #expect(error(result)?.retries == 2)
    }

    @Test
    func saysNothingOfTheKindWhereNothingWasSent() async {
        let exists = #"{"__type":"InvalidRequestException","Message":"It already exists"}"#
        let (result, _) = await run([
            .failure(SendFailure(.notConnected, "refused")), .success(.answer(400, exists)),
        ])
        #expect(error(result)?.message == "It already exists")
    }

    @Test(arguments: [
        (SendFailure.Kind.notConnected, 3, "Could not connect to the endpoint URL: \"http://127.0.0.1:1/base/\""),
        (.closed, 3, "Connection was closed before we received a valid response from endpoint URL"),
        (.readTimeout, 3, "Read timeout on endpoint URL"), (.connectTimeout, 3, "Connect timeout on endpoint URL"),
        (.garbage, 3, "not an HTTP response"), (.tls, 1, "SSL validation failed for"), (.local, 1, "why"),
        (.proxy, 3, "Failed to connect to proxy URL"),
    ])
    func reportsFailuresOfTheConnection(kind: SendFailure.Kind, requests: Int, part: String) async {
        let (result, world) = await run(Array(repeating: .failure(SendFailure(kind, "why")), count: 3))
        #expect(world.requests.count == requests)
        #expect(error(result)?.status == .general)
        #expect(error(result)?.message.contains(part) == true)
    }

    @Test
    func handsTimeoutsAuthoritiesAndProxyToTheTransport() async {
        let (_, world) = await run(
            [.success(.answer(200, CallingTests.created))], environment: ["http_proxy": "http://127.0.0.1:2"]
        ) {
            $0.readTimeout = 0
            $0.connectTimeout = 7
            $0.caBundle = "~/ca.pem"
            $0.verifiesTLS = false
        }
        #expect(
            world.options.first
                == SendOptions(
                    verifiesTLS: false, caBundle: "/home/test/ca.pem", connectTimeout: 7, readTimeout: 0,
                    proxy: "http://127.0.0.1:2"))
    }

    // MARK: Pages

    private func page(_ name: String?, token: String?) -> Result<Response, SendFailure> {
        let item = name.map { "{\"ConnectionName\":\"\($0)\"}" } ?? ""
        let next = token.map { ",\"NextToken\":\"\($0)\"" } ?? ""
        return .success(.answer(200, "{\"ConnectionSummaryList\":[\(item)]\(next)}"))
    }

    @Test
    func followsTokensAcrossAnEmptyPage() async throws {
        let (result, world) = await run(
            [page("a", token: "t=1"), page(nil, token: "t+2"), page("b", token: nil)], .listConnections,
            input: JSONObject([("ConnectionName", "abcd")]))
        let items = try result.get()["ConnectionSummaryList"]?.array?.map { $0["ConnectionName"]?.string }
        #expect(items == ["a", "b"])
        #expect(try result.get()["NextToken"] == nil)
        let sent = try world.requests.map { try JSONParser.parse($0.body) }
        #expect(
            sent == [
                ["ConnectionName": "abcd"], ["ConnectionName": "abcd", "NextToken": "t=1"],
                ["ConnectionName": "abcd", "NextToken": "t+2"],
            ])
    }

    @Test
    func givesUpOnATokenThatRepeats() async {
        let (result, world) = await run(
            [page("a", token: "t"), page("a", token: "t"), page("a", token: "t")], .listConnections,
            input: JSONObject())
        #expect(world.requests.count == 2)
        #expect(error(result)?.status == .general)
    }

    @Test(arguments: [
        (JSONObject([("MaxResults", 1)]), true), (JSONObject([("NextToken", "x")]), true), (JSONObject(), false),
    ])
    func leavesPagesToThoseWhoAskForThem(input: JSONObject, paginates: Bool) async throws {
        let (result, world) = await run(
            [page("a", token: "t"), page("b", token: nil)], .listConnections, input: input,
            options: { $0.paginates = paginates })
        #expect(world.requests.count == 1)
        #expect(try result.get()["NextToken"] == "t")
    }

    // MARK: Waiting

    @Test
    func pollsUntilTheConnectionIsAvailable() async throws {
        func status(_ status: String) -> Result<Response, SendFailure> {
            .success(.answer(200, #"{"ConnectionSummaryList":[{"ConnectionName":"abcd","Status":"\#(status)"}]}"#))
        }
        let world = World()
        let configuration = try Configuration(options: GlobalOptions(), environment: environment)
        let script = [status("PENDING_HANDSHAKE"), status("PENDING_HANDSHAKE"), status("AVAILABLE")]
        var session = try await Session(configuration, in: .test(world), transport: world.transport(script))
        try await session.wait(
            .connectionAvailable,
            Invocation(
                action: .wait(.connectionAvailable), parameters: JSONObject([("ConnectionName", "abcd")]),
                waitInterval: 700))
        #expect(world.pauses == [700, 700])
        #expect(world.requests.count == 3)
    }

    // MARK: Debug and secrets

    @Test
    func showsNoSecretUnderDebug() async {
        let echo = #"{"__type":"InvalidSignatureException","message":"x-amz-security-token:TOKENTOKEN SECRETSECRET"}"#
        let (result, world) = await run(
            [.success(.answer(403, echo, headers: [HeaderField("x-amzn-RequestId", "REQUEST-ID")]))],
            options: { $0.debug = true })
        #expect(world.error.contains("> X-Amz-Target: AppRunner.CreateConnection"))
        #expect(world.error.contains("REQUEST-ID"))
        #expect(!world.error.contains("SECRETSECRET"))
        #expect(!world.error.contains("TOKENTOKEN"))
        let signature = world.requests.first?.headers["Authorization"]?.split(separator: "=").last ?? "?"
        #expect(!world.error.contains(signature))
        let secrets = Secrets(secretAccessKey: "SECRETSECRET", sessionToken: "TOKENTOKEN")
        let text = ErrorReport.text(error(result) ?? ClientError(.general, message: ""), secrets: secrets)
        #expect(!text.contains("SECRETSECRET"))
        #expect(!text.contains("TOKENTOKEN"))
    }

    @Test
    func writesNothingToStandardErrorWithoutDebug() async {
        let (_, world) = await run([.success(.answer(500, "")), .success(.answer(200, CallingTests.created))])
        #expect(world.error.isEmpty)
    }

    @Test
    func makesMessagesInert() {
        let error = ClientError(
            .service, code: "X", operation: "CreateConnection",
            message: "a\u{1B}[31mred\u{9B}1m\r\n\tsecond é\u{202E}\u{7F}\0")
        #expect(
            ErrorReport.text(error)
                == "\napprunner: [ERROR]: An error occurred (X) when calling the CreateConnection operation: "
                + "a\\x1b[31mred\\x9b1m\\x0d\n\tsecond é\\u202e\\x7f\\x00\n")
    }

    @Test
    func keepsTheRequestIDOnALineOfItsOwn() {
        let text = ErrorReport.text(ClientError(.general, message: "m"), requestID: "id\u{1B}")
        #expect(text == "\napprunner: [ERROR]: m\n(request id: id\\x1b)\n")
    }

    @Test
    func makesIdentifiersOfVersion4() {
        #expect(CallRequest.makeIdentifier { 0 } == "00000000-0000-4000-8000-000000000000")
        #expect(CallRequest.makeIdentifier { 0.9999 } == "ffffffff-ffff-4fff-bfff-ffffffffffff")
    }
}
