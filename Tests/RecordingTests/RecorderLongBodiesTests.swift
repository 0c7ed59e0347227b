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

    @Test(arguments: [(Fault.cutBody(at: 5 << 18), Exchange.Ending.cutBody), (.resetBody(at: 5 << 18), .resetBody)])
    func aLongBodyThatIsCutOffIsCutOffForTheClientToo(fault: Fault, ending: Exchange.Ending) async throws {
        try await RecorderRig.run(limit: 64 << 20) { _ in
            ResponsePlan(Self.response(Self.body(3 << 19), isChunked: false), fault: fault)
        } _: { rig in
            try await HTTPFront.withFront(responder: rig.recorder) { front in
                let transport = try CurlTransport()
                defer { transport.shutdown() }
                let seen = try await transport.send(
                    RecorderRig.request(), to: "\(front.url)/", options: RecorderRig.patient)
                #expect(seen.ending != .complete)
            }
            let kept = try rig.kept()
            #expect(kept.exchange.ending == ending)
        }
    }

    @Test
    func aLengthBeyondTheLimitIsRefusedBeforeAnythingWentOut() async throws {
        try await RecorderRig.run(limit: 1 << 20) { _ in
            ResponsePlan(Self.response(Self.body(3 << 19), isChunked: false))
        } _: { rig in
            try await HTTPFront.withFront(responder: rig.recorder) { front in
                let transport = try CurlTransport()
                defer { transport.shutdown() }
                let seen = try await transport.send(
                    RecorderRig.request(), to: "\(front.url)/", options: RecorderRig.patient)
                #expect(seen.response.status == 400)
                #expect(String(decoding: seen.response.body, as: UTF8.self).contains("is larger than 1048576 bytes"))
            }
        }
    }
}
