import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckRecording
import TapedeckTestSupport
import Testing

/// Upstreams and clients that leave at every byte: nothing that is not whole is kept as whole.
struct RecorderStagesTests {
    /// How the upstream's answer says where it ends.
    enum Framing: CaseIterable {
        case length, chunks, gzip, gzipInChunks

        /// The answer, and where its body begins.
        var answer: (bytes: [UInt8], head: Int) {
            let text = Array("hello".utf8)
            let body =
                self == .length || self == .chunks ? text : StoredCoding.gzip.coded(text, blocks: 2)
            let isChunked = self == .chunks || self == .gzipInChunks
            var head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
            head += isChunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: \(body.count)\r\n"
            if body != text { head += "Content-Encoding: gzip\r\n" }
            let cut = body.count / 2
            let framed =
                isChunked
                ? [body[..<cut], body[cut...]].flatMap {
                    Array("\(String($0.count, radix: 16))\r\n".utf8) + $0 + [13, 10]
                }
                    + Array("0\r\n\r\n".utf8) : body
            return (Array("\(head)\r\n".utf8) + framed, head.utf8.count + 2)
        }
    }

    /// The upstream closes the connection after every possible part of its answer.
    @Test(arguments: Framing.allCases)
    func anUpstreamThatClosesEarlyIsNeverKeptAsWhole(framing: Framing) async throws {
        let (answer, head) = framing.answer
        try await RecorderRig.run { request in
            let count = Int(request.target.dropFirst()) ?? 0
            return count == 0
                ? ResponsePlan(nil, fault: .close) : ResponsePlan(nil, fault: .garbage(Array(answer.prefix(count))))
        } _: { rig in
            for count in 0...answer.count {
                var request = RecorderRig.request()
                request.target = "/\(count)"
                _ = await rig.recorder.respond(to: request)
            }
            let entries = try rig.journal.entries()
            #expect(entries.count == answer.count + 1)
            for (count, entry) in entries.enumerated() {
                let exchange = entry.exchange
                // All is there before the very last byte of chunks, a line's end.
                let isWhole = count >= answer.count - (framing == .chunks || framing == .gzipInChunks ? 1 : 0)
                #expect((exchange.ending == .complete) == isWhole, "after \(count) bytes")
                #expect((exchange.response != nil) == (count >= head), "after \(count) bytes")
                let body = exchange.response?.body ?? []
                #expect(Array("hello".utf8).starts(with: body), "after \(count) bytes")
                if framing == .length, count >= head {
                    #expect(body == Array(answer[head..<count]), "after \(count) bytes")
                }
            }
        }
    }

    /// The upstream resets the connection after every possible part of its answer.
    @Test(arguments: [false, true])
    func anUpstreamThatResetsEarlyIsNeverKeptAsWhole(isChunked: Bool) async throws {
        let framing =
            isChunked ? HeaderField("Transfer-Encoding", "chunked") : HeaderField("Content-Length", "5")
        let response = Response(
            status: 200, reason: "OK", headers: [HeaderField("Content-Type", "text/plain"), framing],
            body: Array("hello".utf8))
        let answer = response.headBytes + Array((isChunked ? "5\r\nhello\r\n0\r\n\r\n" : "hello").utf8)
        try await RecorderRig.run { request in
            ResponsePlan(response, fault: .resetWithin(at: Int(request.target.dropFirst()) ?? 0))
        } _: { rig in
            for count in 0...answer.count {
                var request = RecorderRig.request()
                request.target = "/\(count)"
                let plan = await rig.recorder.respond(to: request)
                let isWhole = plan.response?.body == Array("hello".utf8) && plan.fault == nil
                #expect(!isWhole || count == answer.count, "after \(count) bytes")
            }
            let entries = try rig.journal.entries()
            #expect(entries.count == answer.count + 1)
            for (count, entry) in entries.enumerated() {
                let exchange = entry.exchange
                // How much the network hands over before a reset is its own affair; that it is no more than was sent is ours.
                let body = exchange.response?.body ?? []
                #expect(exchange.ending != .complete || count == answer.count, "after \(count) bytes")
                #expect(body.count <= max(0, count - response.headBytes.count), "after \(count) bytes")
                #expect(Array("hello".utf8).starts(with: body), "after \(count) bytes")
            }
        }
    }

    /// The client goes away after every possible part of its request: what the upstream answered in time is kept as it was,
    /// the rest is marked, and nothing is said to have failed.
    @Test
    func aClientThatLeavesEarlyHarmsNothing() async throws {
        let body = #"{"a":1}"#
        let text = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        try await RecorderRig.run { _ in
            ResponsePlan(RecorderRig.response(Array("{}".utf8)))
        } _: { rig in
            try await HTTPFront.withFront(responder: rig.recorder) { front in
                for count in 1...text.utf8.count {
                    await RawConnection(port: front.port)?.send(Array(text.utf8.prefix(count)))
                }
                // Somebody who stays is answered as ever.
                let answer = await RawSocket.exchange(
                    text.replacing("Host: h", with: "Host: h\r\nConnection: close"), port: front.port)
                #expect(answer.text.hasSuffix("{}"))
            }
            let endings = try rig.journal.entries().map(\.exchange.ending)
            #expect((1...2).contains(endings.count))
            #expect(endings.allSatisfy { $0 == .complete || $0 == .clientLeft })
            for event in rig.events {
                if case .journalFailed(let error) = event { Issue.record("\(error)") }
            }
        }
    }
}
