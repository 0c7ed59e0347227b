import Subprocess
import Synchronization
import SystemPackage
import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

/// SIGKILL in the middle of a run of 200 creates: no exchange whose response the client has seen is lost.
struct KilledRecorderTests {
    private let scratch = Scratch()

    @Test(arguments: [1, 60, 137])
    func losesNothingThatTheClientHasSeen(after count: Int) async throws {
        let seen = try await creates(killedAfter: count)
        #expect(seen.count >= count)
        #expect(seen.count < 200)
        #expect(!scratch.names.contains("c.har"))

        let recovered = try await DeckProgram.run(["recover", "c.har.journal"], in: scratch.path)
        #expect(recovered.status == 0, "\(recovered.error)")
        #expect(recovered.told.first == "tapedeck: 0 reads said what the one before said, and were dropped")
        #expect(recovered.told.last?.hasPrefix("tapedeck: recovered ") == true)
        let cassette = try Cassette(bytes: scratch.read("c.har"))
        #expect(cassette.bind == [.account])
        let kept = Set(
            cassette.entries.filter { $0.exchange.ending == .complete }.compactMap { $0.exchange.response?.body })
        #expect(seen.filter { !kept.contains($0) }.count == 0)
        #expect(scratch.names == ["c.har"])
    }

    /// Sends creates four at a time until the recorder has been killed, and gives the bodies of the answers seen.
    private func creates(killedAfter count: Int) async throws -> [[UInt8]] {
        let seen = Answers()
        var options = PlatformOptions()
        options.createSession = true
        var variables: [Environment.Key: String] = [:]
        for (name, value) in DeckProgram.environment(home: scratch.path) {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        _ = try await Subprocess.run(
            .path(FilePath(DeckProgram.path)),
            arguments: [
                "record", "--upstream", "stand-in", "--quota", "1000", "--cassette", "c.har", "--bind", "account",
                "--compact-polls",
            ],
            environment: .custom(variables), workingDirectory: FilePath(scratch.path), platformOptions: options,
            input: .none, output: .discarded, error: .sequence
        ) { execution in
            var text = ""
            for try await buffer in execution.standardError {
                text += buffer.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
                if text.contains("(Ctrl-C ends)") { break }
            }
            let url = text.split(separator: " ").first { $0.hasPrefix("http://") }.map(String.init) ?? "none"
            let pid = execution.processIdentifier.value
            let transport = try CurlTransport()
            var options = CurlTransport.Options()
            options.readTimeout = Patience.seconds
            await withTaskGroup(of: Void.self) { group in
                for lane in 0..<4 {
                    group.addTask { [options] in
                        for number in 0..<50 {
                            let body = #"{"ConnectionName":"name-\#(lane)-\#(number)","ProviderType":"GITHUB"}"#
                            var request = Envelope.request(
                                .createConnection, body: Array(body.utf8), host: String(url.dropFirst(7)))
                            SignatureV4(region: "us-east-1", service: "apprunner").sign(
                                &request,
                                credentials: Credentials(
                                    accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret-for-a-test"),
                                at: Instant(seconds: 1_604_363_571))
                            // Once the recorder is dead every send fails; that is what the test is about.
                            guard let answer = try? await transport.send(request, to: "\(url)/", options: options),
                                answer.ending == .complete
                            else { return }
                            if seen.add(answer.response.body) == count { kill(pid, SIGKILL) }
                        }
                    }
                }
            }
        }
        return seen.bodies.withLock { $0 }
    }
}

/// What the client has seen.
private final class Answers: Sendable {
    let bodies = Mutex<[[UInt8]]>([])

    /// Adds one and says how many there are.
    func add(_ body: [UInt8]) -> Int {
        bodies.withLock { bodies in
            bodies.append(body)
            return bodies.count
        }
    }
}
