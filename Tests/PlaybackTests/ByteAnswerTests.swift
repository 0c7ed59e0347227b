import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback
import Testing

/// Requests are answered by their bytes only where nothing but the bytes has a say in the answer.
struct ByteAnswerTests {
    private static let create = Calls.create("one1")

    /// Two exchanges as they are read of a file, 300 ms each.
    ///
    /// - Parameter ruled: whether the create is there once more, with a rule of its own.
    private static func reel(ruled: Bool = false) throws -> Reel {
        var cassette = Calls.cassette([create, Calls.list("one1", "AVAILABLE")] + (ruled ? [create] : []))
        if ruled { cassette.entries[2].match = MatchRule(comparesBody: false) }
        for index in cassette.entries.indices {
            let body = cassette.entries[index].exchange.response?.body ?? []
            cassette.entries[index].exchange.response?.headers.append("Content-Length", String(body.count))
            cassette.entries[index].exchange.timing.wait = 300
        }
        var rest = cassette.bytes[...]
        let reel = Reel(reading: { limit in
            defer { rest = rest.dropFirst(limit) }
            return Array(rest.prefix(limit))
        })
        return try #require(reel)
    }

    /// The answer by bytes to the create; the same request has been answered twice before.
    private static func wireAnswer(_ responder: any WireResponder) async -> [UInt8]? {
        let request = Calls.request(.createConnection, create.1)
        for _ in 0..<2 { #expect(await responder.respond(to: request).response?.status == 200) }
        let lines = request.headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        let bytes = Array("POST / HTTP/1.1\r\n\(lines)\r\n".utf8) + request.body
        return bytes.withUnsafeBytes { buffer in
            guard case .request(let plain) = PlainRequest.find(in: buffer), responder.answersByBytes else { return nil }
            return responder.wireAnswer(to: plain).map(Array.init)
        }
    }

    private static func responder(
        binding: [Binding] = [], loosely: MatchRule? = nil, keepsTimes: Bool = false, clock: ReplayClock? = nil,
        ruled: Bool = false
    ) throws -> PlayerResponder {
        let player = Player(
            [(name: "deck", reel: try reel(ruled: ruled))], atEnd: .hold, binding: binding, loosely: loosely,
            keepsTimes: keepsTimes)
        return PlayerResponder(player, clock: clock, observeBytes: { _, _ in })
    }

    @Test
    func answersKnownRequestsByTheirBytes() async throws {
        #expect(await Self.wireAnswer(try Self.responder())?.starts(with: "HTTP/1.1 200 OK\r\n".utf8) == true)
        let one = try Self.responder()
        #expect(await Self.wireAnswer(SessionPlayers(.single) { _ in one }) != nil)
    }

    @Test
    func answersNothingByItsBytesWhereMoreHasASay() async throws {
        #expect(await Self.wireAnswer(try Self.responder(binding: [Binding(.member("ConnectionName"))])) == nil)
        #expect(await Self.wireAnswer(try Self.responder(loosely: MatchRule(comparesBody: false))) == nil)
        #expect(await Self.wireAnswer(try Self.responder(keepsTimes: true)) == nil)
        #expect(await Self.wireAnswer(try Self.responder(clock: ReplayClock(speed: 0) { 0 })) == nil)
        #expect(await Self.wireAnswer(try Self.responder(ruled: true)) == nil)
        let one = try Self.responder()
        #expect(await Self.wireAnswer(SessionPlayers(.byHeader) { _ in one }) == nil)
        let late: any Responder = DelayedResponder(one, latency: .between(1...2), seed: 1)
        #expect(!(late is any WireResponder))
    }

    @Test
    func keepsTheTimesOfTheFile() async throws {
        let plan = await (try Self.responder(keepsTimes: true)).respond(
            to: Calls.request(.createConnection, Self.create.1))
        #expect(plan.delay == 300)
        #expect(try Self.reel().timing == .normalised)
    }

    @Test
    func bindsValuesOfOrdinaryExchanges() async throws {
        let deck = try Self.responder(binding: [Binding(.member("ConnectionName"))])
        for name in ["two2", "two2"] {
            let plan = await deck.respond(to: Calls.request(.createConnection, Calls.create(name).1))
            #expect(plan.response?.body == Array(Calls.create(name).2.utf8))
        }
    }
}
