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
        ("plain", inJSON),
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

    /// Ways that seldom occur: a secret that is known, one with odd letters and one that is known by its form are written so.
    static let rareSpellings: [(name: String, spell: @Sendable (String) -> String)] = [
        ("base64 at one", { Base64.encode(Array("a \($0)".utf8)) }),
        ("base64 at two", { Base64.encode(Array("abc: \($0)!".utf8)) }),
        ("base64 in lines", { inLines(Base64.encode(Array("words before \($0)".utf8)), #"\r\n"#) }),
        ("base64 of gzip", { Base64.encode(StoredCoding.gzip.coded(Array($0.utf8), blocks: 7)) }),
        ("base64 of zstd", { Base64.encode(StoredCoding.zstd.coded(Array($0.utf8), blocks: 7)) }),
        ("percent in lower case", { percent($0).lowercased() }),
        ("JSON in JSON", { inJSON(inJSON($0)) }),
        ("HTML", { $0.unicodeScalars.map { "&#\($0.value);" }.joined() }),
        (
            "HTML by hexadecimal",
            { $0.unicodeScalars.map { "&#x\(String($0.value, radix: 16));" }.joined() }
        ),
        ("quoted-printable", { percent($0).replacing("%", with: "=") }),
        (
            "UTF-16 in JSON",
            { $0.utf16.map { "\\u00\(hex(UInt8($0 >> 8)))\\u00\(hex(UInt8($0 & 255)))" }.joined() }
        ),
    ]

    @Sendable
    private static func inJSON(_ text: String) -> String {
        String(JSONValue.string(text).text().dropFirst().dropLast())
    }

    @Sendable
    private static func hex(_ byte: UInt8) -> String {
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }

    @Sendable
    private static func inLines(_ text: String, _ end: String) -> String {
        stride(from: 0, to: text.utf8.count, by: 76).map { text.dropFirst($0).prefix(76) }.joined(
            separator: end)
    }

    @Sendable
    private static func percent(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }

    /// Each secret in the ways that it is written.
    private static let spelt: [(secret: (name: String, text: String), name: String, text: String)] =
        secrets.enumerated().flatMap { number, secret in
            let ways = [0, 1, 3].contains(number) ? spellings + rareSpellings : spellings
            return ways.map { (secret, $0.name, $0.spell(secret.text)) }
        }

    /// Every text that was planted, none of which may be seen again.
    private static let planted = spelt.map(\.text)

    /// Answers with all that it was sent, in its body, its reason and its fields.
    private struct Echo: Responder {
        func respond(to request: Request) async -> ResponsePlan {
            let inert = LeakTests.known
            var response =
                Response(
                    status: 200, reason: "OK \(inert)",
                    headers: [
                        HeaderField("Content-Type", "application/x-amz-json-1.0"),
                        HeaderField("Content-Length", String(request.body.count)),
                        HeaderField("Set-Cookie", "session=\(inert)"),
                        HeaderField("x-amzn-ErrorType", "Echo:\(inert) \(request.headers["X-Own"] ?? "")"),
                        HeaderField("Via", request.headers["Cookie"] ?? ""),
                        HeaderField("Location", "https://user:\(inert)@host/\(LeakTests.percent(inert))"),
                    ], body: request.body)
            if let coding = request.headers["Content-Encoding"] {
                response.headers.append("Content-Encoding", coding)
            }
            return ResponsePlan(response, fault: .slowBody(bytes: 50, every: 0))
        }
    }

    /// Bodies with a secret in each spelling.
    ///
    /// - Parameter reversed: whether the members stand in the other order.
    private static func bodies(reversed: Bool) -> [[UInt8]] {
        spelt.map { spelling in
            let members = [
                #""ConnectionName":"\#(spelling.text)""#, #""of":"\#(spelling.secret.name), \#(spelling.name)""#,
            ]
            return Array("{\((reversed ? members.reversed() : members).joined(separator: ","))}".utf8)
        }
    }

    /// Bodies that are no JSON, with their codings: forms, UTF-16, compressed ones.
    private static let otherBodies: [(coding: String?, body: [UInt8], said: [UInt8])] = secrets.prefix(2).flatMap {
        secret in
        let text = "a text with \(secret.text) in it"
        let form = """
            --boundary\r\nContent-Disposition: form-data; name="token"\r\n\r\n\(secret.text)\r\n--boundary\r\n\
            Content-Transfer-Encoding: base64\r\n\r\n\(inLines(Base64.encode(Array(text.utf8)), "\r\n"))\r\n--boundary--\r\n
            """
        let little: [UInt8] = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let big: [UInt8] = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        let plain = [Array(form.utf8), little, [0xFE, 0xFF] + big].map { (coding: nil as String?, body: $0, said: $0) }
        return plain
            + StoredCoding.allCases.map { coding in
                (coding.rawValue, coding.coded(Array(text.utf8), blocks: 7), Array(text.utf8))
            }
    }

    /// The secrets of the requests as they can stand in a head: where a spelling has what can't, percent signs take its place.
    private static let inHeads: [String] = spelt.map { spelling in
        let isPossible = spelling.text.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }
        return isPossible ? spelling.text : percent(spelling.secret.text)
    }

    /// Sends every request to a deck.
    ///
    /// - Parameter reversed: whether the bodies' members stand in the other order.
    private func sendAll(to deck: RunningDeck, reversed: Bool = false) async throws -> [Response] {
        let transport = try CurlTransport()
        defer { transport.shutdown() }
        var options = CurlTransport.Options()
        options.readTimeout = Patience.seconds
        var answers: [Response] = []
        for (coding, body, _) in Self.otherBodies {
            var request = Envelope.request(
                .listConnections, body: body, host: String(deck.url.dropFirst(7)))
            if let coding { request.headers.append("Content-Encoding", coding) }
            answers.append(try await transport.send(request, to: "\(deck.url)/", options: options).response)
        }
        for (body, secret) in zip(Self.bodies(reversed: reversed), Self.inHeads) {
            var request = Envelope.request(
                .listConnections, body: body, host: String(deck.url.dropFirst(7)))
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

    /// Sends a body whose chunks cut each secret into pieces.
    private func sendInChunks(to deck: RunningDeck) async {
        // Chunks of three bytes would cut other letters in two, which no text of this program's can hold.
        let secrets = Self.secrets.map(\.text).filter { $0.utf8.allSatisfy { $0 < 0x80 } }
        let body = #"{"Text":"\#(secrets.map(Self.inJSON).joined(separator: " "))"}"#.utf8
        let chunks = stride(from: 0, to: body.count, by: 3).map { body.dropFirst($0).prefix(3) }
        let framed = chunks.map { "\($0.count)\r\n" + String(decoding: $0, as: UTF8.self) + "\r\n" }
        let answer = await RawSocket.exchange(
            "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Amz-Target: AppRunner.ListConnections\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + framed.joined() + "0\r\n\r\n",
            port: Int(deck.url.split(separator: ":").last ?? "") ?? 0)
        #expect(answer.text.hasPrefix("HTTP/1.1 200 "))
    }

    /// A path with a secret in it is refused before anything is written, and not shown.
    @Test(arguments: [
        ["record", "--upstream", "stand-in", "--cassette", "PATH"],
        ["record", "--upstream", "stand-in", "--cassette", "c.har", "--journal", "PATH"],
        ["record", "--upstream", "stand-in", "--cassette", "c.har", "--url-file", "PATH"],
        ["spy", "PATH", "--upstream", "stand-in"], ["simulate", "--journal", "PATH"],
        ["simulate", "--url-file", "PATH"],
    ])
    func noFileHasASecretInItsName(words: [String]) async throws {
        for secret in ["a-password-of-mine", "ghp_0123456789abcdefghijABCDEFGHIJ012345"] {
            let outcome = try await DeckProgram.run(
                words.map { $0 == "PATH" ? "of-\(secret).txt" : $0 } + ["--", "true"], in: scratch.path,
                environment: ["MY_PASSWORD": "a-password-of-mine"])
            #expect(outcome.status == 64)
            #expect(outcome.told.count == 1)
            #expect(
                outcome.error.contains("(not shown); anybody can see a file's name, so choose another one"))
            #expect(!outcome.error.contains(secret))
            #expect(scratch.names == [])
        }
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
                // What comes compressed is decoded on the way.
                let others = Self.otherBodies.map { $0.coding == nil ? $0.body : nil }
                #expect(zip(answers, others).allSatisfy { $1 == nil || $0.body == $1 })
                #expect(answers.dropFirst(others.count).map(\.body) == Self.bodies(reversed: false))
                await sendInChunks(to: deck)
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
            let answers = try await sendAll(to: deck, reversed: true)
            await sendInChunks(to: deck)
            // An answer says what its own client has said, and nobody else's secret.
            for (answer, sent) in zip(answers, Self.otherBodies.map(\.said) + Self.bodies(reversed: true)) {
                expectNone(in: texts(answer.body).joined(separator: "\n"), "an answer", but: texts(sent))
            }
            #expect(Set(answers.map(\.status)) == [200])
            deck.send(15)
        }
        #expect(replayed.status == 0, "\(replayed.error)")
        #expect(
            replayed.told.last
                == "tapedeck: \(Self.otherBodies.count + Self.inHeads.count + 1) played, 0 missed, 0 never played"
        )
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

    private func expectNone(
        in text: String, _ place: String, but said: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = (Self.planted + Self.secrets.map(\.text)).filter { secret in
            text.contains(secret) && !said.contains { $0.contains(secret) }
        }
        #expect(found == [], "in \(place)", sourceLocation: sourceLocation)
    }

    /// Every string of a body that is JSON, the text of any other.
    private func texts(_ body: [UInt8]) -> [String] {
        (try? JSONParser.parse(body)).map(strings) ?? [String(decoding: body, as: UTF8.self)]
    }

    /// Every string of a JSON value, and of the JSON within them.
    private func strings(in value: JSONValue) -> [String] {
        switch value {
        case .string(let text):
            let inner = try? JSONParser.parse(text)
            let decoded =
                Base64.decode(text).map { [String(decoding: $0.filter { $0 != 0 }, as: UTF8.self)] } ?? []
            return [text, text.filter { $0 != "\0" }] + decoded
                + (inner.map { $0.object == nil && $0.array == nil ? [] : strings(in: $0) } ?? [])
        case .array(let items): return items.flatMap(strings)
        case .object(let object): return object.members.flatMap { [$0.name] + strings(in: $0.value) }
        default: return []
        }
    }
}
