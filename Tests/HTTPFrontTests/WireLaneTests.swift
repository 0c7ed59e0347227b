import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlayback
import TapedeckTestSupport
import Testing

/// Answers by bytes are those of HTTP's own handlers.
struct WireLaneTests {
    private static let shipped = Package.files(under: "cassettes", ending: ".har")

    /// The same responder without its answers by bytes.
    private struct Slow: ImmediateResponder {
        let base: PlayerResponder

        func respond(to request: Request) async -> ResponsePlan {
            await base.respond(to: request)
        }

        func immediateResponse(to request: Request) -> ResponsePlan? {
            base.immediateResponse(to: request)
        }
    }

    private static func responder(_ path: String, _ count: @escaping @Sendable () -> Void = {}) throws
        -> PlayerResponder
    {
        var rest = try Package.bytes(path)[...]
        let reel = Reel(reading: { limit in
            let part = rest.prefix(limit)
            rest = rest.dropFirst(part.count)
            return Array(part)
        })
        return PlayerResponder(
            Player([(name: path, reel: try #require(reel))], atEnd: .hold), observeBytes: { _, _ in count() })
    }

    /// What comes back on one connection for some bytes, each of them sent by itself.
    private static func conversation(_ parts: [[UInt8]], _ responder: any Responder) async throws -> String {
        try await HTTPFront.withFront(responder: responder) { front in
            let client = try #require(RawConnection(port: front.port))
            for part in parts { await client.send(part) }
            client.closeHalf()
            return await client.receive()
        }
    }

    private static func bytes(of request: Request, _ number: Int) -> [UInt8] {
        let others = ["X-Amz-Date", "Content-Length", "Transfer-Encoding"]
        let fields = request.headers.fields.filter { field in !others.contains { HeaderFields.same($0, field.name) } }
        let lines =
            fields.map { "\($0.name): \($0.value)\r\n" }
            + ["X-Amz-Date: 20261124T18\(1000 + number)Z\r\nContent-Length: \(request.body.count)\r\n"]
        return Array("\(request.method) \(request.target) HTTP/1.1\r\n\(lines.joined())\r\n".utf8) + request.body
    }

    /// The recorded requests, three times over, so that they are known by their bytes.
    private static func requests(_ path: String) throws -> [[UInt8]] {
        let entries = try Cassette(bytes: Package.bytes(path)).entries
        return (0..<3).flatMap { round in
            entries.enumerated().map { bytes(of: $1.exchange.request, round * 100 + $0) }
        }
    }

    @Test(arguments: shipped)
    func answersShippedCassettesByteForByte(path: String) async throws {
        let requests = try Self.requests(path)
        let fast = try await Self.conversation(requests, Self.responder(path))
        let slow = try await Self.conversation(requests, Slow(base: Self.responder(path)))
        #expect(fast == slow)
    }

    @Test(arguments: [100, 200, 300])
    func answersHeadsOfManyFieldsByteForByte(count: Int) async throws {
        let path = "cassettes/apprunner/connections/create-github.har"
        let requests = try Self.requests(path)
        let fields = (0..<count).map { "X-\($0): 1\r\n" }.joined()
        let line = "POST / HTTP/1.1\r\n"
        let short = String(decoding: requests[0], as: UTF8.self)
        let long = short.replacing(line, with: line + fields)
        func answer(_ responder: any Responder) async throws -> String {
            try await HTTPFront.withFront(responder: responder) { front in
                // Known by its bytes from then on.
                _ = await RawSocket.exchange(short, port: front.port, halfCloses: true)
                return await RawSocket.exchange(long, port: front.port, halfCloses: true).text
            }
        }
        let slow = try await answer(Slow(base: Self.responder(path)))
        #expect(try await answer(Self.responder(path)) == slow)
    }

    @Test
    func answersMostByTheirBytes() async throws {
        let path = "cassettes/apprunner/connections/create-github.har"
        let (counted, continuation) = AsyncStream.makeStream(of: Void.self)
        let responder = try Self.responder(path) { continuation.yield() }
        let requests = try Self.requests(path)
        // One after the other: what comes in one piece with a request that HTTP's handlers answer is theirs too.
        let text = try await HTTPFront.withFront(responder: responder) { front in
            let client = try #require(RawConnection(port: front.port))
            var text = ""
            for request in requests + requests {
                await client.send(request)
                text += await client.receive(until: "}}")
            }
            return text
        }
        continuation.finish()
        #expect(await counted.reduce(0) { count, _ in count + 1 } == 5)
        #expect(text.split(separator: "HTTP/1.1 200 OK").count == 6)
        #expect(responder.summary.played == 6)
    }

    @Test(arguments: 0..<8)
    func answersChangedRequestsByteForByte(seed: UInt64) async throws {
        let path = "cassettes/apprunner/connections/create-github.har"
        var random = SplitMix(seed: seed)
        for _ in 0..<25 {
            let parts = try Self.changed(Self.requests(path).flatMap { $0 }, by: &random)
            let fast = try await Self.conversation(parts, Self.responder(path))
            let slow = try await Self.conversation(parts, Slow(base: Self.responder(path)))
            // Where a connection breaks in between, what was under way may be lost with it either way.
            let (short, long) = fast.utf8.count < slow.utf8.count ? (fast, slow) : (slow, fast)
            #expect(fast == slow || fast.isEmpty || slow.isEmpty && long.hasPrefix(short), "\(parts)")
        }
    }

    /// Some requests changed here and there, in parts of any length.
    private static func changed(_ bytes: [UInt8], by random: inout SplitMix) -> [[UInt8]] {
        var changed = bytes
        let words = [
            "\r\n", "\n", "\r", " ", "\t", ":", "\0", "ä", "Connection: close\r\n", "Connection: keep-alive\r\n",
            "Expect: 100-continue\r\n", "Transfer-Encoding: chunked\r\n", "Content-Length: 3\r\n", " HTTP/1.0\r\n",
            "GET", "{}",
        ]
        let lines = changed.indices.filter { $0 > 0 && changed[$0 - 1] == 10 }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let word = Array((words.randomElement(using: &random) ?? "").utf8)
            let anywhere = Int.random(in: 0..<changed.count, using: &random)
            let place = Bool.random(using: &random) ? anywhere : lines.randomElement(using: &random) ?? anywhere
            switch Int.random(in: 0..<3, using: &random) {
            case 0: changed.insert(contentsOf: word, at: min(place, changed.count))
            case 1: changed.remove(at: anywhere)
            default: changed[anywhere] = UInt8.random(in: 0...255, using: &random)
            }
        }
        var parts: [[UInt8]] = []
        var rest = changed[...]
        while !rest.isEmpty {
            let part = rest.prefix(Bool.random(using: &random) ? Int.random(in: 1...700, using: &random) : .max)
            parts.append(Array(part))
            rest = rest.dropFirst(part.count)
        }
        return parts
    }
}
