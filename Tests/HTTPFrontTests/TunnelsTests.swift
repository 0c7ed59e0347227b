import NIOCore
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckTestSupport
import Testing

/// What a part of another module can do with a connection after CONNECT.
struct TunnelsTests {
    /// Echoes every byte in upper case, and ends when the client has closed its half.
    private final class Echo: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        func handlerAdded(context: ChannelHandlerContext) {
            write("HTTP/1.1 200 Go\r\n\r\n", context)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            write(String(buffer: unwrapInboundIn(data)).uppercased(), context)
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            guard event as? ChannelEvent == .inputClosed else { return }
            write("END", context)
            context.close(promise: nil)
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }

    private struct ByName: Tunnels {
        func connectReceived(_ request: Request, on connection: TakenConnection) {
            do {
                switch request.target {
                case "echo.example:7": try connection.handOver(to: [Echo()])
                case "http.example:443":
                    try connection.serveHTTP(inside: [], arrival: .tunnel(authority: request.target))
                default: connection.refuse(.refusal(code: "TapedeckBlocked", message: request.target))
                }
            } catch { Issue.record(error) }
        }
    }

    private func talk(_ text: String, halfCloses: Bool = false) async throws -> (text: String, requests: [Request]) {
        let (asked, continuation) = AsyncStream.makeStream(of: Request.self)
        let front = try await HTTPFront.start(.init(tunnels: ByName()), responder: Noting(asked: continuation))
        let seen = await RawSocket.exchange(text, port: front.port, halfCloses: halfCloses).text
        await front.stop()
        continuation.finish()
        return (seen, await asked.reduce(into: []) { $0.append($1) })
    }

    @Test
    func bytesAfterConnectReachTheHandlers() async throws {
        let seen = try await talk("CONNECT echo.example:7 HTTP/1.1\r\n\r\nleft over", halfCloses: true)
        #expect(seen.text == "HTTP/1.1 200 Go\r\n\r\nLEFT OVEREND")
        #expect(seen.requests == [])
    }

    @Test
    func aTunnelIsReadInStepWithItsClient() async throws {
        let front = try await HTTPFront.start(
            .init(tunnels: ByName()), responder: Noting(asked: AsyncStream.makeStream().continuation))
        let client = try #require(RawConnection(port: front.port))
        await client.send("CONNECT echo.example:7 HTTP/1.1\r\nHost: echo.example:7\r\n\r\n")
        #expect(await client.receive(until: "\r\n\r\n") == "HTTP/1.1 200 Go\r\n\r\n")
        await client.send("one")
        #expect(await client.receive(until: "ONE") == "ONE")
        client.closeHalf()
        #expect(await client.receive() == "END")
        await front.stop()
    }

    @Test
    func servesHTTPInsideWithTheNameOfTheTunnel() async throws {
        let inside = "POST /x HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"
        let seen = try await talk(
            "GET /before HTTP/1.1\r\n\r\nCONNECT http.example:443 HTTP/1.1\r\n\r\n\(inside)\(inside)", halfCloses: true)
        #expect(
            seen.text == "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 Connection established\r\n\r\n"
                + "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
        #expect(seen.requests.map(\.target) == ["/before", "/x", "/x"])
        #expect(seen.requests.map(\.arrival.origin) == [nil, "https://http.example", "https://http.example"])
        #expect(seen.requests.last?.body == Array("hi".utf8))
    }

    @Test
    func aRefusedTunnelIsClosed() async throws {
        let seen = try await talk("CONNECT evil.example:443 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n")
        #expect(seen.text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(seen.text.hasSuffix(#"{"__type":"TapedeckBlocked","message":"evil.example:443"}"#))
        #expect(seen.requests == [])
    }

    @Test
    func withoutTunnelsTheResponderIsAsked() async throws {
        let (asked, continuation) = AsyncStream.makeStream(of: Request.self)
        try await HTTPFront.withFront(responder: Noting(asked: continuation)) { front in
            let client = try #require(RawConnection(port: front.port))
            await client.send("CONNECT a.example:443 HTTP/1.1\r\n\r\n")
            #expect(await client.receive(until: "\r\n\r\n") == "HTTP/1.1 204 No Content\r\n\r\n")
        }
        continuation.finish()
        #expect(await asked.reduce(into: []) { $0.append($1.method) } == ["CONNECT"])
    }
}
