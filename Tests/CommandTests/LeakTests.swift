import Synchronization
import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckJSONText
import TapedeckTestSupport
import Testing

/// Every secret planted in every place: none is in any file or output, and the client's replay still finds every answer.
struct LeakTests {
    private let scratch = Scratch()

    /// What the process knows, and what it can know by its form only.
    static let known = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    static let secrets: [(name: String, text: String)] = [
        ("a variable", known),
        ("a variable with odd letters", "p\u{E4}ss \"word\"\\with/odd+letters"),
        ("a key id", "AKIAIOSFODNN7EXAMPLE"),
        ("a token of GitHub", "ghp_0123456789abcdefghijABCDEFGHIJ012345"),
        ("a token of GitLab", "glpat-abcdefghij0123456789"),
        (
            "a web token",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
        ),
        ("a private key", "-----BEGIN PRIVATE KEY-----\nMIIBVgIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"),
    ]

    /// Ways to write a text within a JSON string.
    static let spellings: [(name: String, spell: @Sendable (String) -> String)] = [
        ("plain", { String(JSONValue.string($0).text().dropFirst().dropLast()) }),
        (
            "unicode escapes",
            { text in
                text.utf16.map { unit in
                    let digits = String(unit, radix: 16)
                    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }.joined()
            }
        ),
        ("percent", percent), ("percent twice", { percent(percent($0)) }),
        ("base64", { Base64.encode(Array($0.utf8)) }),
        ("base64 amid others", { Base64.encode(Array("ab \($0) c".utf8)) }),
        ("base64url", { Base64.encode(Array($0.utf8)).replacing("+", with: "-").replacing("/", with: "_") }),
        ("base64 twice", { Base64.encode(Array(Base64.encode(Array($0.utf8)).utf8)) }),
    ]

    @Sendable
    private static func percent(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }

    /// Every text that was planted, none of which may be seen again.
    private static let planted = secrets.flatMap { secret in
        spellings.map { $0.spell(secret.text) }
    }

    /// Answers with all that it was sent, in its body, its reason and its fields.
    private struct Echo: Responder {
        func respond(to request: Request) async -> ResponsePlan {
            let inert = LeakTests.known
            return ResponsePlan(
                Response(
                    status: 200, reason: "OK \(inert)",
                    headers: [
                        HeaderField("Content-Type", "application/x-amz-json-1.0"),
                        HeaderField("Content-Length", String(request.body.count)),
                        HeaderField("Set-Cookie", "session=\(inert)"),
                        HeaderField("x-amzn-ErrorType", "Echo:\(inert) \(request.headers["X-Own"] ?? "")"),
                        HeaderField("Via", request.headers["Cookie"] ?? ""),
                        HeaderField("Location", "https://user:\(inert)@host/\(LeakTests.percent(inert))"),
                    ], body: request.body))
        }
    }

    private static let requests: [[UInt8]] = secrets.flatMap { secret in
        spellings.map { spelling in
            Array(
                #"{"ConnectionName":"\#(spelling.spell(secret.text))","of":"\#(secret.name), \#(spelling.name)"}"#.utf8)
        }
    }

    /// The secrets of the requests as they can stand in a head: where a spelling has what can't, percent signs take its place.
    private static let inHeads: [String] = secrets.flatMap { secret in
        spellings.map { spelling in
            let text = spelling.spell(secret.text)
            let isPossible = text.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }
            return isPossible ? text : percent(secret.text)
        }
    }

    /// Sends every request to a deck.
    private func sendAll(to deck: RunningDeck) async throws -> [Response] {
        let transport = try CurlTransport()
        defer { transport.shutdown() }
        var options = CurlTransport.Options()
        options.readTimeout = Patience.seconds
        var answers: [Response] = []
        for (body, secret) in zip(Self.requests, Self.inHeads) {
            var request = Envelope.request(.listConnections, body: body, host: String(deck.url.dropFirst(7)))
            request.target = "/?token=\(Self.percent(Self.known))&also=\(secret)"
            request.headers.fields += [
                HeaderField("User-Agent", "tool/\(secret) more \(Self.known)"),
                HeaderField("Cookie", "session=\(secret); other=\(Self.known)"), HeaderField("X-Own", secret),
                HeaderField("Accept-Encoding", "gzip, br"),
            ]
            SignatureV4(region: "us-east-1", service: "apprunner").sign(
                &request,
                credentials: Credentials(
                    accessKeyID: "AKIDEXAMPLE", secretAccessKey: Self.known, sessionToken: "a-session-token-of-a-client"
                ),
                at: Instant(seconds: 1_604_363_571))
            answers.append(
                try await transport.send(request, to: "\(deck.url)\(request.target)", options: options).response)
        }
        return answers
    }

    @Test
    func nothingLeaksAndEverythingIsFoundAgain() async throws {
        let path = scratch.path
        let variables = ["MY_SERVICE_TOKEN": Self.secrets[1].text, "OTHER_SECRET": Self.known]
        let journals = Mutex<[String: [UInt8]]>([:])
        try await HTTPFront.withFront(responder: Echo()) { front in
            let recorded = try await DeckProgram.run(
                [
                    "record", "--upstream", front.url, "--resign", "off", "--cassette", "c.har", "--title",
                    "With \(Self.known) in it", "--verbose", "--journal", "asked.jsonl",
                ], in: path, environment: variables, until: "export AWS_ENDPOINT_URL_APPRUNNER="
            ) { deck in
                let answers = try await sendAll(to: deck)
                #expect(answers.map(\.body) == Self.requests)
                for name in scratch.names {
                    let bytes = try scratch.read(name)
                    journals.withLock { $0[name] = bytes }
                }
                deck.send(15)
            }
            #expect(recorded.status == 0, "\(recorded.error)")
            expectNone(in: recorded.error + recorded.output, "what record told")
        }
        for (name, bytes) in journals.withLock({ $0 }) { expectNone(in: String(decoding: bytes, as: UTF8.self), name) }
        #expect(scratch.names == ["asked.jsonl", "c.har"])
        let asked = String(decoding: try scratch.read("asked.jsonl"), as: UTF8.self)
        expectNone(in: asked, "the journal of requests")
        let har = String(decoding: try scratch.read("c.har"), as: UTF8.self)
        expectNone(in: har, "the cassette")
        for text in strings(in: try JSONParser.parse(har)) { expectNone(in: text, "a string of the cassette") }
        let lint = try await DeckProgram.run(["lint", "--secrets", "c.har"], in: path, environment: variables)
        #expect(lint.status == 0, "\(lint.output)")

        let replayed = try await DeckProgram.run(
            ["replay", "c.har", "--strict", "--verbose", "--journal", "replayed.jsonl"], in: path,
            environment: variables,
            until: "export AWS_ENDPOINT_URL_APPRUNNER="
        ) { deck in
            let answers = try await sendAll(to: deck)
            for answer in answers { expectNone(in: String(decoding: answer.body, as: UTF8.self), "an answer") }
            #expect(Set(answers.map(\.status)) == [200])
            deck.send(15)
        }
        #expect(replayed.status == 0, "\(replayed.error)")
        #expect(replayed.told.last == "tapedeck: \(Self.requests.count) played, 0 missed, 0 never played")
        expectNone(in: replayed.error, "what replay told")
        expectNone(in: String(decoding: try scratch.read("replayed.jsonl"), as: UTF8.self), "the journal of replay")
        // What other commands make of the cassette, and what a replay says of requests that it has no answer for.
        for words in [
            ["inspect", "--full"], ["inspect", "--json"], ["export", "--to", "vcr"], ["export", "--to", "curl"],
        ] {
            let shown = try await DeckProgram.run(words + ["c.har"], in: path, environment: variables)
            #expect(shown.status == 0, "\(shown.error)")
            expectNone(in: shown.output + shown.error, words.joined(separator: " "))
        }
        let missed = try await DeckProgram.run(
            ["replay", "\(Package.root)/cassettes/apprunner/connections/create-github.har"], in: path,
            environment: variables, until: "export AWS_ENDPOINT_URL_APPRUNNER="
        ) { deck in
            for answer in try await sendAll(to: deck) {
                expectNone(in: String(decoding: answer.body, as: UTF8.self), "the explanation of a miss")
            }
            deck.send(15)
        }
        expectNone(in: missed.error, "what replay told of misses")
    }

    private func expectNone(in text: String, _ place: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let found = (Self.planted + Self.secrets.map(\.text)).filter { text.contains($0) }
        #expect(found == [], "in \(place)", sourceLocation: sourceLocation)
    }

    /// Every string of a JSON value, and of the JSON within them.
    private func strings(in value: JSONValue) -> [String] {
        switch value {
        case .string(let text):
            let inner = try? JSONParser.parse(text)
            return [text] + (inner.map { $0.object == nil && $0.array == nil ? [] : strings(in: $0) } ?? [])
        case .array(let items): return items.flatMap(strings)
        case .object(let object): return object.members.flatMap { [$0.name] + strings(in: $0.value) }
        default: return []
        }
    }
}
