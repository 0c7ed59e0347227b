import Synchronization
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Loads a cassette as a replay does, and answers requests from it without a socket: what a profiler looks at.
///
///     playback-run CASSETTE BODY COUNT [MISSING-BODY COUNT]
///
/// BODY is the body of a CreateConnection that is recorded, MISSING-BODY that of one that is not. Printed are the
/// milliseconds of each part, which nobody should compare with those of another run.
@main
struct PlaybackRun {
    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count >= 1, let file = fopen(words[0], "rb") else {
            print("usage: playback-run CASSETTE [BODY COUNT [MISSING-BODY COUNT]]")
            exit(64)
        }
        let clock = ContinuousClock()
        var player: Player?
        let read = clock.measure {
            let reel = Reel(reading: { limit in
                [UInt8](unsafeUninitializedCapacity: limit) { $1 = fread($0.baseAddress, 1, limit, file) }
            })
            player = reel.map { Player([(name: words[0], reel: $0)], atEnd: .hold) }
        }
        guard let player else {
            print("\(words[0]) is not laid out as the deck does it")
            exit(65)
        }
        fclose(file)
        print("load \(read)")
        let responder = PlayerResponder(player, observeBytes: { _, _ in })
        if words.count >= 3, let count = Int(words[2]) {
            let hits = await clock.measure { await ask(responder, words[1], count, isRecorded: true) }
            print("hits \(hits)")
        }
        if words.count >= 5, let count = Int(words[4]) {
            let misses = await clock.measure { await ask(responder, words[3], count, isRecorded: false) }
            print("misses \(misses)")
        }
    }

    private static func ask(_ responder: PlayerResponder, _ body: String, _ count: Int, isRecorded: Bool) async {
        for number in 0..<count {
            let bytes = request(number, body)
            let isAnswered = bytes.withUnsafeBytes { buffer in
                guard case .request(let plain) = PlainRequest.find(in: buffer) else { return false }
                return responder.wireAnswer(to: plain) != nil
            }
            if isAnswered { continue }
            let response = await responder.respond(to: PlainRequest.request(bytes)).response
            guard (response?.status == 200) == isRecorded else {
                print("answered \(response.map { String($0.status) } ?? "nothing")")
                exit(1)
            }
        }
    }

    /// A request as the AWS SDKs make it.
    private static func request(_ number: Int, _ body: String) -> [UInt8] {
        let scope = "20201103/us-east-1/apprunner/aws4_request"
        let names = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"
        let signature = String(repeating: "0123456789abcdef", count: 4)
        return Array(
            """
            POST / HTTP/1.1\r
            content-type: application/x-amz-json-1.0\r
            host: 127.0.0.1:40000\r
            x-amz-date: 20201103T003251Z\r
            x-amz-security-token: a-session-token-of-request-\(number)\r
            x-amz-target: AppRunner.CreateConnection\r
            authorization: AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/\(scope), SignedHeaders=\(names), Signature=\(signature)\r
            content-length: \(body.utf8.count)\r
            \r
            \(body)
            """.utf8)
    }
}
