import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckRecording
import TapedeckTestSupport
import Testing

/// Long bodies: their beginning goes to the client as it comes, their end once all of it is on disk.
struct RecorderLongBodiesTests {
    private static func body(_ count: Int) -> [UInt8] {
        Array(#"{"Text":""#.utf8) + [UInt8](repeating: 0x61, count: count) + Array(#""}"#.utf8)
    }

    private static func response(_ body: [UInt8], isChunked: Bool) -> Response {
        let framing =
            isChunked ? HeaderField("Transfer-Encoding", "chunked") : HeaderField("Content-Length", String(body.count))
        return Response(status: 200, reason: "OK", headers: [framing], body: body)
    }

    @Test(arguments: [true, false])
    func theClientHasTheBeginningBeforeTheUpstreamHasSentTheEnd(isChunked: Bool) async throws {
        let whole = Self.body(3 << 19)
        try await RecorderRig.run(limit: 64 << 20) { _ in
            ResponsePlan(Self.response(whole, isChunked: isChunked), fault: .stallBody(at: 5 << 18))
        } _: { rig in
            try await HTTPFront.withFront(responder: rig.recorder) { front in
                let client = try #require(RawConnection(port: front.port))
                await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}")
                // All that there will be: the upstream says nothing more, and nothing is on disk as ended.
                let seen = await client.receive(until: "aaaa")
                #expect(seen.hasPrefix("HTTP/1.1 200 OK\r\n"))
                let kept = try rig.journal.entries()
                #expect(kept.allSatisfy { $0.exchange.ending == .unfinished })
            }
            let kept = try rig.kept()
            #expect(kept.exchange.ending == .clientLeft)
        }
    }

    @Test(arguments: [true, false])
    func aLongBodyComesWholeAndTheConnectionLivesOn(isChunked: Bool) async throws {
        let whole = Self.body(3 << 19)
        try await RecorderRig.run(limit: 64 << 20) { _ in
            ResponsePlan(Self.response(whole, isChunked: isChunked))
        } _: { rig in
            try await HTTPFront.withFront(responder: rig.recorder) { front in
                let transport = try CurlTransport()
                defer { transport.shutdown() }
                for _ in 0..<2 {
                    let seen = try await transport.send(
                        RecorderRig.request(), to: "\(front.url)/", options: RecorderRig.patient)
                    #expect(seen.ending == .complete)
                    #expect(seen.response.body == whole)
                }
            }
            let kept = try rig.journal.entries()
            #expect(kept.map(\.exchange.ending) == [.complete, .complete])
            #expect(kept.allSatisfy { $0.exchange.response?.body == whole })
        }
    }

    /// A body that comes compressed goes out decoded, in chunks, as it comes.
    @Test(arguments: [true, false])
    func theBeginningOfACompressedBodyGoesOutDecodedBeforeItsEndHasCome(isChunked: Bool) async throws {
        let coded = StoredCoding.gzip.coded(Self.body(3 << 19))
        try await RecorderRig.run(limit: 64 << 20) { _ in
            ResponsePlan(Self.compressed(coded, isChunked: isChunked), fault: .stallBody(at: 5 << 18))
        } _: { rig in
            try await HTTPFront.withFront(responder: rig.recorder) { front in
                let client = try #require(RawConnection(port: front.port))
                await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}")
                let seen = await client.receive(until: "aaaa")
                #expect(seen.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(seen.contains("Transfer-Encoding: chunked\r\n"))
                #expect(!seen.contains("Content-Length") && !seen.contains("Content-Encoding"))
                let kept = try rig.journal.entries()
                #expect(kept.allSatisfy { $0.exchange.ending == .unfinished })
            }
            #expect(try rig.kept().exchange.ending == .clientLeft)
        }
    }

    @Test(arguments: [("HTTP/1.1", true), ("HTTP/1.1", false), ("HTTP/1.0", false)])
    func aLongCompressedBodyComesWholeAndIsKeptDecoded(version: String, isChunked: Bool) async throws {
        let whole = Self.body(3 << 19)
        let coded = StoredCoding.gzip.coded(whole)
        try await RecorderRig.run(limit: 64 << 20) { _ in
            ResponsePlan(Self.compressed(coded, isChunked: isChunked))
        } _: { rig in
            try await HTTPFront.withFront(responder: rig.recorder) { front in
                let seen = await RawSocket.exchange(
                    "POST / \(version)\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
                    port: front.port
                )
                #expect(seen.text.contains("Transfer-Encoding: chunked\r\n") == (version == "HTTP/1.1"))
                #expect(seen.text.utf8.count { $0 == 0x61 } >= 3 << 19)
                #expect(seen.text.hasSuffix(version == "HTTP/1.1" ? "\"}\r\n0\r\n\r\n" : "\"}"))
            }
            let kept = try rig.kept()
            #expect(kept.exchange.ending == .complete)
            #expect(kept.exchange.response?.body == whole)
            #expect(kept.redactions.contains("the response's body was decoded; it came as gzip"))
        }
    }

    /// What can't be decoded to its end is cut off for the client, and not kept.
    @Test
    func aLongBodyThatTurnsOutNotToBeCompressedIsNotKept() async throws {
        var coded = StoredCoding.gzip.coded(Self.body(3 << 19))
        coded[coded.count - 1] ^= 1
        try await RecorderRig.run(limit: 64 << 20) { [coded] _ in
            ResponsePlan(Self.compressed(coded, isChunked: false))
        } _: { rig in
            let seen = try await Self.answer(through: rig)
            #expect(seen.ending != .complete)
            let kept = try rig.kept().exchange
            #expect(kept.ending == .unreadable)
            #expect(kept.response == nil)
        }
    }

    /// What a client sees that comes through the recorder.
    private static func answer(through rig: RecorderRig) async throws -> Reception {
        try await HTTPFront.withFront(responder: rig.recorder) { front in
            let transport = try CurlTransport()
            defer { transport.shutdown() }
            return try await transport.send(
                RecorderRig.request(), to: "\(front.url)/", options: RecorderRig.patient)
        }
    }

    private static func compressed(_ body: [UInt8], isChunked: Bool) -> Response {
        var response = response(body, isChunked: isChunked)
        response.headers.append("Content-Encoding", "gzip")
        return response
    }

    @Test(arguments: [
        (Fault.cutBody(at: 5 << 18), Exchange.Ending.cutBody), (.resetBody(at: 5 << 18), .resetBody),
    ])
    func aLongBodyThatIsCutOffIsCutOffForTheClientToo(fault: Fault, ending: Exchange.Ending)
        async throws
    {
        try await RecorderRig.run(limit: 64 << 20) { _ in
            ResponsePlan(Self.response(Self.body(3 << 19), isChunked: false), fault: fault)
        } _: { rig in
            let seen = try await Self.answer(through: rig)
            #expect(seen.ending != .complete)
            let kept = try rig.kept()
            #expect(kept.exchange.ending == ending)
        }
    }

    @Test
    func aLengthBeyondTheLimitIsRefusedBeforeAnythingWentOut() async throws {
        try await RecorderRig.run(limit: 1 << 20) { _ in
            ResponsePlan(Self.response(Self.body(3 << 19), isChunked: false))
        } _: { rig in
            let seen = try await Self.answer(through: rig)
            #expect(seen.response.status == 400)
            #expect(String(decoding: seen.response.body, as: UTF8.self).contains("is larger than 1048576 bytes"))
            let kept = try rig.kept()
            #expect(kept.exchange.response?.status == 200)
        }
    }

    /// What the client saw of it, and that it is not whole; no part of a body that was never searched as a whole.
    @Test
    func ofAResponseThatGrowsBeyondTheLimitTheHeadIsKept() async throws {
        try await RecorderRig.run(limit: 2 << 20) { _ in
            ResponsePlan(Self.response(Self.body(3 << 20), isChunked: true))
        } _: { rig in
            let seen = try await Self.answer(through: rig)
            #expect(seen.response.status == 200)
            #expect(seen.ending != .complete)
            let kept = try rig.kept()
            #expect(kept.exchange.ending == .unreadable)
            #expect(kept.exchange.response?.status == 200)
            #expect(kept.exchange.response?.headers.contains("Transfer-Encoding") == true)
            #expect(kept.exchange.response?.body == [])
            #expect(kept.redactions.contains("the response's body was not kept: it is longer than 2097152 bytes"))
        }
    }
}
