import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckConnectionService
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

@testable import TapedeckSimulation

/// What a stand-in answers by bytes is what it answers to requests as values.
struct StandInLaneTests {
    private static let arn = "arn:aws:apprunner:us-east-1:123456789012:connection"

    private static func bytes(_ operation: ConnectionOperation, _ body: String, _ number: Int) -> [UInt8] {
        var request = Envelope.request(operation, body: Array(body.utf8), host: "127.0.0.1:4000")
        let credentials = Credentials(
            accessKeyID: number % 5 == 0 ? "AKIDOTHER\(number % 3)" : Rig.key.accessKeyID, secretAccessKey: "secret",
            sessionToken: number % 2 == 0 ? "a token" : nil)
        SignatureV4(region: number % 7 == 0 ? "eu-west-1" : "us-east-1", service: "apprunner").sign(
            &request, credentials: credentials, at: Instant(seconds: 1_604_363_571 + Int64(number) * 40_000))
        let lines = request.headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        return Array("POST / HTTP/1.1\r\n\(lines)\r\n".utf8) + request.body
    }

    private static func request(_ number: Int, by random: inout SplitMix) -> [UInt8] {
        let name = "name-\(Int.random(in: 0...5, using: &random))"
        let calls: [(ConnectionOperation, String)] = [
            (.createConnection, #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB"}"#),
            (
                .createConnection,
                #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB","Tags":[{"Key":"ä","Value":"\n"}]}"#
            ),
            (.createConnection, #"{"ConnectionName":"no","ProviderType":"SVN"}"#),
            (.listConnections, "{}"), (.listConnections, #"{"ConnectionName":"\#(name)","MaxResults":1}"#),
            (.listConnections, #"{"MaxResults":2}"#), (.listConnections, ""), (.listConnections, "[]"),
            (.listConnections, #"{"NextToken":"x"}"#), (.listConnections, #"{"MaxResults":"2"}"#),
            (.deleteConnection, #"{"ConnectionArn":"\#(arn)/\#(name)/0123456789abcdef0123456789abcdef"}"#),
            (.listTagsForResource, #"{"ResourceArn":"\#(arn)/\#(name)/0"}"#), (.createConnection, "{"),
        ]
        let call = calls.randomElement(using: &random) ?? (.listConnections, "{}")
        return bytes(call.0, call.1, number)
    }

    /// Some bytes of the head changed.
    private static func changed(_ bytes: [UInt8], by random: inout SplitMix) -> [UInt8] {
        let words = [
            "x", " ", ";", ",", "/", "=", "A", "0", "ä", "host", "\r\n", "x-amz-date: 20201103T003251Z\r\n",
            "us-east-1",
            "content-type: text/plain\r\n", "authorization: x\r\n", "  ",
        ]
        var changed = bytes
        let end = bytes.count - 40
        let place = Int.random(in: 17..<end, using: &random)
        let word = Array((words.randomElement(using: &random) ?? "").utf8)
        if Bool.random(using: &random) {
            changed.replaceSubrange(place..<min(place + word.count, end), with: word)
        } else {
            // At the beginning of a line, where whole fields may stand.
            let line = changed[..<place].lastIndex(of: 10) ?? place
            changed.insert(contentsOf: word, at: line + 1)
        }
        return changed
    }

    /// The answer of a stand-in; by bytes where it has one, and whether it had.
    private static func answer(_ standIn: StandIn, _ bytes: [UInt8], fast: Bool) async throws -> ([UInt8], Bool) {
        let answer = bytes.withUnsafeBytes { buffer -> [UInt8]? in
            guard fast, case .request(let plain) = PlainRequest.find(in: buffer) else { return nil }
            return standIn.wireAnswer(to: plain).map(Array.init)
        }
        if let answer { return (answer, true) }
        let response = try #require(await standIn.respond(to: PlainRequest.request(bytes)).response)
        return (response.headBytes + response.body, false)
    }

    private static func isPlain(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { if case .request = PlainRequest.find(in: $0) { true } else { false } }
    }

    @Test(arguments: 0..<12)
    func answersByBytesWhatItAnswersToValues(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        let adjust: (inout ConnectionService.Configuration) -> Void = { configuration in
            configuration.deletedReads = 1
            configuration.handshake = .afterReads(2)
            configuration.quota = 4
            configuration.allowsUnsigned = seed % 2 == 0
            if seed % 3 == 0 { configuration.failures = [.deleteConnection: "InternalServiceErrorException"] }
        }
        let (fast, slow) = (try Rig(adjust).standIn, try Rig(adjust).standIn)
        #expect(fast.answersByBytes)
        var taken = 0
        for number in 0..<300 {
            var bytes = Self.request(number, by: &random)
            if number % 3 == 0 { bytes = Self.changed(bytes, by: &random) }
            guard Self.isPlain(bytes) else { continue }
            let (one, isByBytes) = try await Self.answer(fast, bytes, fast: true)
            let (other, _) = try await Self.answer(slow, bytes, fast: false)
            if isByBytes { taken += 1 }
            let said = (String(decoding: one, as: UTF8.self), String(decoding: other, as: UTF8.self))
            #expect(said.0 == said.1, "to \(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(taken > 60)
    }

    @Test
    func readsBackWhatItWrote() async throws {
        let rig = try Rig()
        let response = try await rig.create("abcd")
        #expect(Response(written: response.headBytes + response.body) == response)
    }

    @Test
    func answersNothingByBytesThatHasToBeKeptFirst() throws {
        let scratch = Scratch()
        let standIn = try Rig(state: "\(scratch.path)/state").standIn
        #expect(!standIn.answersByBytes)
        let bytes = Self.bytes(.listConnections, "{}", 1)
        bytes.withUnsafeBytes { buffer in
            guard case .request(let plain) = PlainRequest.find(in: buffer) else {
                Issue.record("a signed list is a plain request")
                return
            }
            #expect(standIn.wireAnswer(to: plain) == nil)
        }
    }
}
