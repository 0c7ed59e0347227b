import Synchronization
import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckRecording
import Testing

/// What is stored is what was looked through, and nothing is stored that could not be.
struct RecorderSecretsTests {
    /// `{"echo":"client-secret"}`, as gzip writes it.
    static let gzip: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xAB, 0x56, 0x4A, 0x4D, 0xCE, 0xC8, 0x57, 0xB2,
        0x52, 0x4A, 0xCE, 0xC9, 0x4C, 0xCD, 0x2B, 0xD1, 0x2D, 0x4E, 0x4D, 0x2E, 0x4A, 0x2D, 0x51, 0xAA, 0x05, 0x00,
        0x7B, 0x34, 0xD7, 0x4B, 0x18, 0x00, 0x00, 0x00,
    ]

    @Test
    func theClientsNameIsRedactedToo() async throws {
        try await RecorderRig.run { _ in
            ResponsePlan(RecorderRig.response(Array("{}".utf8)))
        } _: { rig in
            let agent = HeaderField("User-Agent", "tool/client-secret more")
            _ = await rig.recorder.respond(to: RecorderRig.request(headers: [agent]))
            let kept = try rig.kept()
            #expect(kept.origin.client == "tool/{secret}")
        }
    }

    /// Nobody told the recorder this key: the signature that it makes does.
    @Test(arguments: ["plain", "JSON's escapes", "base64", "in the answer", "in what came before"])
    func theKeyThatAClientSignsWithIsFoundByItsSignature(place: String) async throws {
        let key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
        let other = "0123456789abcdef0123456789abcdef01234567"
        try await RecorderRig.run { _ in
            ResponsePlan(RecorderRig.response(Array((place == "in the answer" ? "{\"a\":\"\(key)\"}" : "{}").utf8)))
        } _: { rig in
            func request(_ text: String, signedWith secret: String) -> Request {
                let body = #"{"ConnectionName":"\#(text)","ProviderType":"\#(other)"}"#
                var request = Envelope.request(.createConnection, body: Array(body.utf8), host: "127.0.0.1:1")
                SignatureV4(region: "us-east-1", service: "apprunner").sign(
                    &request, credentials: Credentials(accessKeyID: "AKIAI44QH8DHBEXAMPLE", secretAccessKey: secret),
                    at: RecorderRig.time)
                return request
            }
            if place == "in what came before" {
                _ = await rig.recorder.respond(to: request(key, signedWith: "another one"))
            }
            let spelling =
                switch place {
                case "JSON's escapes": key.replacing("/", with: #"\/"#)
                case "base64": Base64.encode(Array("the key is \(key)".utf8))
                case "in the answer": "name"
                default: key
                }
            _ = await rig.recorder.respond(to: request(spelling, signedWith: key))
            var rows: [String] = []
            try rig.journal.forEachRow { row in
                rows.append(String(decoding: rig.redactor.withoutLearnt(row), as: UTF8.self))
            }
            #expect(!rows.isEmpty)
            if place != "in what came before" {
                // The first exchange that holds it is stored without it.
                try rig.journal.forEachRow { row in #expect(String(decoding: row, as: UTF8.self).contains("{secret}")) }
            }
            for row in rows {
                #expect(
                    !row.contains(key) && !row.contains(key.replacing("/", with: #"\/"#)) && row.contains("{secret}"))
                #expect(!row.contains(Base64.encode(Array("the key is \(key)".utf8))))
                // What has the same length and alphabet is not taken for a key.
                #expect(row.contains(other))
            }
        }
    }

    /// So that it isn't there where the recorder is killed.
    @Test
    func whatIsLearntLateIsTakenOutOfWhatIsStored() async throws {
        let arn = "arn:aws:apprunner:us-east-1:987654321098:connection/a/0"
        try await RecorderRig.run { request in
            let isFirst = String(decoding: request.body, as: UTF8.self) == "{}"
            return ResponsePlan(
                RecorderRig.response(Array(#"{"a":"\#(isFirst ? "987654321098" : arn)"}"#.utf8)))
        } _: { rig in
            _ = await rig.recorder.respond(to: RecorderRig.request())
            _ = await rig.recorder.respond(to: RecorderRig.request("[]"))
            var rows: [String] = []
            try rig.journal.forEachRow { rows.append(String(decoding: $0, as: UTF8.self)) }
            #expect(rows.count == 2)
            #expect(rows.allSatisfy { !$0.contains("987654321098") && $0.contains("123456789012") })
        }
    }

    @Test
    func aCompressedAnswerIsDecodedToBeLookedInto() async throws {
        try await RecorderRig.run { _ in
            ResponsePlan(
                RecorderRig.response(
                    Self.gzip, [HeaderField("Content-Encoding", "gzip"), HeaderField("x-amz-crc32", "1")]))
        } _: { rig in
            let plan = await rig.recorder.respond(
                to: RecorderRig.request(headers: [HeaderField("Accept-Encoding", "gzip, br")]))
            let response = try #require(plan.response)
            #expect(String(decoding: response.body, as: UTF8.self) == #"{"echo":"client-secret"}"#)
            #expect(response.headers["Content-Length"] == "24")
            #expect(!response.headers.contains("Content-Encoding"))
            let entry = try rig.kept()
            #expect(String(decoding: entry.exchange.response?.body ?? [], as: UTF8.self) == #"{"echo":"{secret}"}"#)
            #expect(entry.redactions.contains("the response's body was decoded; it came as gzip"))
            #expect(entry.exchange.request.headers["Accept-Encoding"] == "gzip, br")
            #expect(rig.upstream.requests.withLock { $0.first?.headers["Accept-Encoding"] } == "identity")
        }
    }

    /// In a field of its own, and where it is coded for the way only.
    @Test(arguments: [
        ("Content-Encoding: identity\r\nContent-Encoding: gzip\r\nContent-Length: \(gzip.count)", nil),
        ("Transfer-Encoding: gzip, chunked", "chunked"), ("Transfer-Encoding: gzip", nil),
    ])
    func theHeadOfWhatWasDecodedSaysNoCoding(fields: String, transfer: String?) async throws {
        let chunks = Array("\(String(Self.gzip.count, radix: 16))\r\n".utf8) + Self.gzip + Array("\r\n0\r\n\r\n".utf8)
        let answer =
            Array("HTTP/1.1 200 OK\r\n\(fields)\r\n\r\n".utf8) + (transfer == nil ? Self.gzip : chunks)
        try await RecorderRig.run { _ in
            ResponsePlan(nil, fault: .garbage(answer))
        } _: { rig in
            let plan = await rig.recorder.respond(to: RecorderRig.request())
            let response = try #require(plan.response)
            #expect(String(decoding: response.body, as: UTF8.self) == #"{"echo":"client-secret"}"#)
            #expect(!response.headers.contains("Content-Encoding"))
            #expect(response.headers["Transfer-Encoding"] == transfer)
            let entry = try rig.kept()
            #expect(entry.exchange.ending == .complete)
            #expect(String(decoding: entry.exchange.response?.body ?? [], as: UTF8.self) == #"{"echo":"{secret}"}"#)
            #expect(entry.redactions.contains("the response's body was decoded; it came as gzip"))
        }
    }

    @Test
    func anAnswerThatCantBeDecodedIsNotKept() async throws {
        try await RecorderRig.run { _ in
            ResponsePlan(
                RecorderRig.response(Array("client-secret".utf8), [HeaderField("Content-Encoding", "x-own")]))
        } _: { rig in
            let plan = await rig.recorder.respond(to: RecorderRig.request())
            let text = String(decoding: plan.response?.body ?? [], as: UTF8.self)
            #expect(text.contains("can't be decoded"))
            let exchange = try rig.kept().exchange
            #expect(exchange.ending == .unreadable)
            #expect(exchange.response == nil)
        }
    }

    /// By what its head says, by how it begins, or by how a part of it does.
    @Test(arguments: [
        ("gzip", gzip, "gzip"), (nil, gzip, "gzip"), ("br", [0x0B, 0x05, 0x80], "br"),
        (nil, Array("--b\r\nContent-Type: application/gzip\r\n\r\n".utf8) + gzip + Array("\r\n--b--".utf8), "gzip"),
        (nil, Array("--b\r\n\r\nPK".utf8) + [3, 4, 0xFF], "zip"),
    ])
    func aCompressedRequestIsPassedOnAndNotKept(said: String?, body: [UInt8], coding: String) async throws {
        try await RecorderRig.run { _ in
            ResponsePlan(RecorderRig.response(Array("{}".utf8)))
        } _: { rig in
            var request = RecorderRig.request(headers: said.map { [HeaderField("Content-Encoding", $0)] } ?? [])
            request.body = body
            request.headers.replace("Content-Length", with: String(body.count))
            _ = await rig.recorder.respond(to: request)
            #expect(rig.upstream.requests.withLock { $0.first?.body } == body)
            let entry = try rig.kept()
            #expect(
                String(decoding: entry.exchange.request.body, as: UTF8.self) == "{a \(coding) body that was not kept}")
            #expect(
                entry.redactions.contains("the request's body was not kept: it is \(coding) and can't be looked into"))
        }
    }

    /// Nothing was decoded, because its head does not say that there is something to decode.
    @Test
    func aCompressedAnswerThatDoesNotSaySoIsNotKept() async throws {
        try await RecorderRig.run { _ in
            ResponsePlan(RecorderRig.response(Self.gzip))
        } _: { rig in
            let plan = await rig.recorder.respond(to: RecorderRig.request())
            #expect(plan.response?.body == Self.gzip)
            let exchange = try rig.kept().exchange
            #expect(
                String(decoding: exchange.response?.body ?? [], as: UTF8.self) == "{a gzip body that was not kept}")
            #expect(exchange.ending == .unreadable)
        }
    }

    /// What redaction does not reach, such as the request's method, is found before it is stored: what the process knows,
    /// and what the request proves itself with.
    @Test(arguments: ["client-secret", "the signature"])
    func whatStillHoldsASecretIsNotStored(secret: String) async throws {
        try await RecorderRig.run { _ in
            ResponsePlan(RecorderRig.response(Array("{}".utf8)))
        } _: { rig in
            var request = RecorderRig.request()
            let signature = try AuthorizationHeader(request.headers["Authorization"] ?? "").signature
            request.method = secret == "the signature" ? signature : secret
            let plan = await rig.recorder.respond(to: request)
            let text = String(decoding: plan.response?.body ?? [], as: UTF8.self)
            #expect(
                text.contains(
                    "exchange 1 is not kept: it still holds a secret that this process knows after redaction"))
            let none = try rig.journal.entries()
            #expect(none.isEmpty)
        }
    }

    /// A signature is of use for one request only, so it is nothing to look for in all others.
    @Test
    func whatOneRequestProvesItselfWithConcernsThatExchangeOnly() async throws {
        try await RecorderRig.run { request in
            ResponsePlan(RecorderRig.response(request.body))
        } _: { rig in
            let first = RecorderRig.request(#"{"a":1}"#)
            let signature = try AuthorizationHeader(first.headers["Authorization"] ?? "").signature
            var echo = first
            echo.body = Array(signature.utf8)
            echo.headers.replace("Content-Length", with: "64")
            _ = await rig.recorder.respond(to: echo)
            _ = await rig.recorder.respond(to: RecorderRig.request(#"{"b":"\#(signature)"}"#))
            let bodies = try rig.journal.entries().map {
                String(decoding: $0.exchange.response?.body ?? [], as: UTF8.self)
            }
            #expect(bodies == ["{secret}", #"{"b":"\#(signature)"}"#])
        }
    }
}
