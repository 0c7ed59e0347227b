import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckRecording
import TapedeckTestSupport
import Testing

/// Upstreams and clients that leave at every byte: nothing that is not whole is kept as whole.
struct RecorderStagesTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"

    /// The upstream closes the connection after every possible part of its answer.
    @Test
    func anUpstreamThatClosesEarlyIsNeverKeptAsWhole() async throws {
        let answer = Array(Self.answer.utf8)
        let head = answer.count - 5
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
                #expect((exchange.ending == .complete) == (count == answer.count), "after \(count) bytes")
                #expect((exchange.response != nil) == (count >= head), "after \(count) bytes")
                if count >= head {
                    #expect(exchange.response?.body == Array(answer[head..<count]), "after \(count) bytes")
                }
            }
        }
    }

    /// The upstream resets the connection after every possible part of its answer.
    @Test
    func anUpstreamThatResetsEarlyIsNeverKeptAsWhole() async throws {
        let answer = Array(Self.answer.utf8)
        try await RecorderRig.run { request in
            let response = Response(
                status: 200, reason: "OK",
                headers: [HeaderField("Content-Type", "text/plain"), HeaderField("Content-Length", "5")],
                body: Array("hello".utf8))
            return ResponsePlan(response, fault: .resetWithin(at: Int(request.target.dropFirst()) ?? 0))
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
                #expect(body.count <= max(0, count - (answer.count - 5)), "after \(count) bytes")
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
