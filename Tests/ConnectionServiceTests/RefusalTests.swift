import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

@testable import TapedeckConnectionService

/// Requests that never reach an operation.
struct RefusalTests {
    private static let namespace = "com.amazon.coral.service#"

    @Test(arguments: ["CreateService", "DescribeConnection", "", "createconnection"])
    func knowsOnlyTheOperationsOfConnections(_ name: String) {
        var talk = Conversation()
        var request = talk.request(.listConnections, "{}")
        request.headers.replace("X-Amz-Target", with: "AppRunner.\(name)")
        let answer = talk.send(request)
        #expect(answer.response.status == 400)
        #expect(answer.text == #"{"__type":"\#(Self.namespace)UnknownOperationException"}"#)
    }

    @Test(arguments: ["application/json", "application/x-amz-json-1.1", "text/plain", ""])
    func answersOneMediaTypeOnly(_ type: String) {
        var talk = Conversation()
        var request = talk.request(.listConnections, "{}")
        request.headers.replace("Content-Type", with: type)
        #expect(talk.send(request).failure == "400 UnknownOperationException")
        request.headers.remove("Content-Type")
        #expect(talk.send(request).failure == "400 UnknownOperationException")
    }

    @Test func takesParametersOfTheMediaTypeAndAnEmptyBody() {
        var talk = Conversation()
        var request = talk.request(.listConnections, "")
        request.headers.replace("Content-Type", with: "application/x-amz-json-1.0; charset=utf-8")
        #expect(talk.send(request).response.status == 200)
    }

    @Test(arguments: [("GET", "/"), ("PUT", "/"), ("POST", "/x"), ("OPTIONS", "*")])
    func answersPostToTheRootOnly(_ method: String, _ target: String) {
        var talk = Conversation()
        var request = talk.request(.listConnections, "{}")
        request.method = method
        request.target = target
        #expect(talk.send(request).failure == "404 UnknownOperationException")
    }

    @Test(arguments: ["{", "[]", "null", "\"x\"", "{}x", "{\"a\":}", "\u{0}"])
    func saysNothingAboutABodyThatIsNotAnObject(_ body: String) {
        var talk = Conversation()
        let answer = talk.call(.createConnection, body)
        #expect(answer.response.status == 400)
        #expect(answer.text == #"{"__type":"\#(Self.namespace)SerializationException"}"#)
    }

    @Test(arguments: [
        (#"{"ConnectionName":1}"#, "/ConnectionName is a number where a string was expected"),
        (#"{"Tags":{}}"#, "/Tags is an object where an array was expected"),
        (#"{"Tags":["a"]}"#, "/Tags/0 is a string where an object was expected"),
        (#"{"Tags":[{"Key":true}]}"#, "/Tags/0/Key is a boolean where a string was expected"),
    ])
    func saysWhereATypeIsWrong(_ body: String, _ message: String) {
        var talk = Conversation()
        #expect(talk.call(.createConnection, body).failure == "400 SerializationException: \(message)")
    }

    @Test func ignoresMembersThatTheModelLacks() {
        var talk = Conversation()
        let answer = talk.call(.createConnection, #"{"ConnectionName":"abcd","ProviderType":"GITHUB","Bogus":{}}"#)
        #expect(answer.response.status == 200)
    }

    @Test func refusesABodyOverItsLimit() {
        var talk = Conversation { $0.maximumBodyBytes = 100 }
        let exact = "{" + String(repeating: " ", count: 98) + "}"
        #expect(talk.call(.listConnections, exact).response.status == 200)
        #expect(talk.call(.listConnections, exact + " ").failure.hasPrefix("413 RequestEntityTooLargeException"))
        var cut = talk.request(.listConnections, "{}")
        cut.isBodyWhole = false
        #expect(talk.send(cut).response.status == 413)
    }

    @Test func changesNothingWhenItRefuses() {
        var talk = Conversation()
        talk.call(.createConnection, #"{"ConnectionName":"abcd","ProviderType":"GITLAB"}"#)
        talk.call(.createConnection, #"{"ConnectionName":"abcd","ProviderType":1}"#)
        #expect(talk.service.changed.isEmpty)
        #expect(talk.listed() == [])
    }
}

/// Whose request it is, and whether its signature holds.
struct IdentityTests {
    private static let token = Credentials(accessKeyID: "ASIDEXAMPLE", secretAccessKey: "other", sessionToken: "TOKEN")

    private static func strict() -> Conversation {
        Conversation {
            let check = SignatureCheck([Conversation.key, token], service: "apprunner")
            $0.checksSignature = { (request, time) throws(SignatureError) in try check.check(request, at: time) }
        }
    }

    @Test func takesARequestAsBoto3SendsIt() {
        // The fields and their order are those that boto3 and the AWS CLI were seen to send on 2026-11-23.
        var talk = Self.strict()
        let body = Array(#"{"ConnectionName": "caf\u00e9-is-not-ok", "ProviderType": "GITHUB"}"#.utf8)
        var request = Request(
            headers: [
                HeaderField("Host", "127.0.0.1:4000"), HeaderField("Accept-Encoding", "identity"),
                HeaderField("X-Amz-Target", "AppRunner.CreateConnection"),
                HeaderField("Content-Type", "application/x-amz-json-1.0"),
                HeaderField("User-Agent", "Boto3/1.44.5 md/Botocore#1.44.5"),
                HeaderField("X-Amz-Date", "20201103T003251Z"),
                HeaderField("amz-sdk-invocation-id", "6a0e7f2c-0b6c-4f0e-9a4e-3f0d2b8f7a11"),
                HeaderField("amz-sdk-request", "attempt=1"), HeaderField("Content-Length", String(body.count)),
            ], body: body)
        SignatureV4(region: "us-east-1", service: "apprunner").sign(
            &request, credentials: Conversation.key, at: talk.now)
        #expect(talk.send(request).failure.contains("Value 'café-is-not-ok' at 'connectionName'"))
        request.body = Array(#"{"ConnectionName": "abcd", "ProviderType": "GITHUB"}"#.utf8)
        SignatureV4(region: "us-east-1", service: "apprunner").sign(
            &request, credentials: Conversation.key, at: talk.now)
        #expect(talk.send(request).response.status == 200)
    }

    @Test func looksOnlyAtTheFormWithoutSecrets() {
        var talk = Conversation()
        var request = talk.request(.listConnections, "{}")
        request.body = Array("{ }".utf8)
        #expect(talk.send(request).response.status == 200)
        request.headers.replace("Authorization", with: "AWS4-HMAC-SHA256 nothing")
        #expect(talk.send(request).failure.hasPrefix("400 IncompleteSignatureException"))
        request.headers.replace("Authorization", with: "Bearer x")
        #expect(talk.send(request).failure.hasPrefix("400 IncompleteSignatureException"))
    }

    @Test func verifiesWithSecrets() {
        var talk = Self.strict()
        #expect(talk.call(.listConnections, "{}").response.status == 200)
        var request = talk.request(.listConnections, "{}")
        request.body = Array("{ }".utf8)
        #expect(
            talk.send(request).failure == "400 InvalidSignatureException: "
                + "The request signature we calculated does not match the signature you provided. Check your "
                + "AWS Secret Access Key and signing method. Consult the service documentation for details.")
        talk.credentials = Credentials(accessKeyID: Conversation.key.accessKeyID, secretAccessKey: "wrong")
        #expect(talk.call(.listConnections, "{}").failure.hasPrefix("400 InvalidSignatureException"))
    }

    @Test func knowsOnlyTheKeysItWasGiven() {
        var talk = Self.strict()
        talk.credentials = Credentials(accessKeyID: "AKIDOTHER", secretAccessKey: "secret")
        let failure = "400 UnrecognizedClientException: The security token included in the request is invalid."
        #expect(talk.call(.listConnections, "{}").failure == failure)
        talk.credentials = Self.token
        #expect(talk.call(.listConnections, "{}").response.status == 200)
        talk.credentials.sessionToken = "ANOTHER"
        #expect(talk.call(.listConnections, "{}").failure == failure)
        talk.credentials.sessionToken = nil
        #expect(talk.call(.listConnections, "{}").failure == failure)
    }

    @Test func refusesDatesTooFarAway() {
        var talk = Self.strict()
        let old = talk.request(.listConnections, "{}")
        talk.now = Instant(seconds: Conversation.start.seconds + 900)
        #expect(talk.send(old).response.status == 200)
        talk.now = Instant(seconds: Conversation.start.seconds + 901)
        #expect(
            talk.send(old).failure == "400 InvalidSignatureException: Signature expired: 20201103T003251Z is now "
                + "earlier than 20201103T003252Z (20201103T004752Z - 15 min.)")
        talk.now = Instant(seconds: Conversation.start.seconds - 901)
        #expect(
            talk.send(old).failure == "400 InvalidSignatureException: Signature not yet current: 20201103T003251Z is "
                + "still later than 20201103T003250Z (20201103T001750Z + 15 min.)")
    }

    @Test func leavesDatesAloneUnderAFixedClock() {
        var talk = Conversation {
            let check = SignatureCheck([Conversation.key], service: "apprunner")
            $0.checksSignature = { (request, _) throws(SignatureError) in try check.check(request, at: nil) }
        }
        let request = talk.request(.listConnections, "{}")
        talk.now = Instant(seconds: 0)
        #expect(talk.send(request).response.status == 200)
    }

    @Test func refusesAScopeOfAnotherServiceOrWithoutARegion() {
        var talk = Conversation()
        var request = talk.request(.listConnections, "{}")
        SignatureV4(region: "us-east-1", service: "s3").sign(&request, credentials: Conversation.key, at: talk.now)
        #expect(talk.send(request).failure.hasPrefix("400 InvalidSignatureException"))
        for region in ["", "us east", "US-EAST-1", String(repeating: "a", count: 64)] {
            talk.region = region
            #expect(talk.call(.listConnections, "{}").failure.hasPrefix("400 IncompleteSignatureException"))
        }
    }

    @Test func answersUnsignedRequestsOnlyWhereAllowed() {
        var request = Conversation().request(.createConnection, #"{"ConnectionName":"abcd","ProviderType":"GITHUB"}"#)
        request.headers.remove("Authorization")
        var talk = Conversation()
        #expect(
            talk.send(request).failure
                == "400 MissingAuthenticationTokenException: Request is missing Authentication Token")
        talk = Conversation { $0.allowsUnsigned = true }
        let arn = talk.send(request).body["Connection"]?["ConnectionArn"]?.string ?? ""
        #expect(arn.hasPrefix("arn:aws:apprunner:us-east-1:000000000000:"))
    }

    @Test func givesAKeyOneAccountOfTwelveDigits() {
        let service = ConnectionService(seed: 1)
        let accounts = (0..<100).map { service.account(of: "AKID\($0)") }
        #expect(Set(accounts).count == 100)
        #expect(accounts.allSatisfy { $0.utf8.count == 12 && $0.first != "0" })
        #expect(accounts == (0..<100).map { ConnectionService(seed: 2).account(of: "AKID\($0)") })
    }
}

/// Every decision is told.
struct ChoicesTests {
    @Test func asksEachQuestionOnceAndAnswersIt() {
        #expect(Set(Choices.all.map(\.question)).count == Choices.all.count)
        #expect(Choices.all.allSatisfy { !$0.answer.isEmpty && !$0.question.isEmpty })
    }
}

/// What is kept over a restart.
struct RecordTests {
    @Test func goesOnWhereItStopped() throws {
        var talk = Conversation { $0.handshake = .afterReads(2) }
        let owner = ConnectionService.Owner(account: Conversation.account, region: "us-east-1")
        let arn = talk.create("abcd", tags: #"[{"Key":"a","Value":""}]"#)
        talk.create("efgh")
        let token = talk.call(.listConnections, #"{"MaxResults":1}"#).body["NextToken"]?.string ?? ""
        let shelf = try JSONParser.parse(talk.service.record(of: owner).text())
        let common = try JSONParser.parse(talk.service.commonRecord.text())

        var later = Conversation(seed: 99) { $0.handshake = .afterReads(2) }
        later.now = talk.now
        let restored = later.service.restore(owner, from: shelf)
        let restoredCommon = later.service.restoreCommon(common)
        #expect(restored && restoredCommon)
        let input = #"{"NextToken":"\#(token)"}"#
        #expect(later.call(.listConnections, input).text == talk.call(.listConnections, input).text)
        #expect(
            later.call(.listTagsForResource, #"{"ResourceArn":"\#(arn)"}"#).text
                == #"{"Tags":[{"Key":"a","Value":""}]}"#)
        #expect(later.listed(#"{"ConnectionName":"abcd"}"#) == ["abcd PENDING_HANDSHAKE"])
        #expect(later.listed(#"{"ConnectionName":"abcd"}"#) == ["abcd AVAILABLE"])
    }

    @Test(arguments: ["{}", "[1]", #"[{"name":"abcd"}]"#, "null"])
    func refusesWhatItDidNotWrite(_ text: String) throws {
        var service = ConnectionService(seed: 1)
        let record = try JSONParser.parse(text)
        let owner = ConnectionService.Owner(account: "1", region: "r")
        let restored = service.restore(owner, from: record)
        let restoredCommon = service.restoreCommon(record)
        #expect(!restored)
        #expect(!restoredCommon)
    }
}
