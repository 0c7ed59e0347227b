import TapedeckPlatform
import TapedeckTestSupport
import Testing

@testable import TapedeckClientModel
@testable import TapedeckClientOutput

struct PagerTests {
    private func show(
        _ bytes: [UInt8], environment: [String: String] = [:], isTerminal: Bool = true, usesPager: Bool = true
    ) async throws(ClientError) -> String {
        let world = World()
        var surroundings = Surroundings.test(world)
        surroundings.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        surroundings.terminals.output = isTerminal
        var options = GlobalOptions()
        options.usesPager = usesPager
        let configuration = try Configuration(options: options, environment: surroundings.environment)
        try await Pager.show(bytes, configuration: configuration, surroundings: surroundings)
        return world.output
    }

    /// Runs a pager that writes to a file, and gives what it wrote.
    private func paged(_ script: String, _ environment: [String: String] = [:]) async throws -> String {
        let directory = try Files.makeTemporaryDirectory("tapedeck-pager")
        defer { Files.removeTree(directory) }
        let file = "\(directory)/shown"
        let given = ["AWS_PAGER": "sh -c '\(script)'", "FILE": file].merging(environment) { $1 }
        #expect(try await show(Array("shown\n".utf8), environment: given) == "")
        return String(decoding: try Files.read(file), as: UTF8.self)
    }

    @Test(arguments: [
        ("no terminal", ["AWS_PAGER": "false"], false, true), ("an empty variable", ["AWS_PAGER": ""], true, true),
        ("--no-cli-pager", ["AWS_PAGER": "false"], true, false),
    ])
    func writesToStandardOutputWithoutAPager(
        name: String, environment: [String: String], isTerminal: Bool, usesPager: Bool
    ) async throws {
        let output = try await show(
            Array("shown\n".utf8), environment: environment, isTerminal: isTerminal, usesPager: usesPager)
        #expect(output == "shown\n")
    }

    @Test
    func startsNothingForNoBytes() async throws {
        #expect(try await show([], environment: ["AWS_PAGER": "no-such-pager"]) == "")
    }

    @Test
    func givesThePagerTheBytesAndFlagsForLess() async throws {
        #expect(try await paged("cat > $FILE; echo $LESS >> $FILE") == "shown\nFRX\n")
        #expect(try await paged("cat > $FILE; echo $LESS >> $FILE", ["LESS": "S"]) == "shown\nS\n")
    }

    @Test(arguments: ["false", "sh -c 'exit 3'", "sh -c 'head -c 1 >/dev/null'"])
    func takesAPagerThatIsLeftEarlyForSuccess(command: String) async throws {
        // The executable ignores the signal of a broken pipe; here it would end the tests.
        signal(SIGPIPE, SIG_IGN)
        let bytes = [UInt8](repeating: 0x61, count: 1 << 20)
        #expect(try await show(bytes, environment: ["AWS_PAGER": command]) == "")
    }

    @Test(arguments: [
        ("no-such-pager -x", ClientError.Status.configuration, "[Errno 2] No such file or directory: 'no-such-pager'"),
        ("/etc/passwd", .configuration, "[Errno 13] Permission denied: '/etc/passwd'"),
        ("cat 'x", .general, "No closing quotation"), ("  ", .general, "The pager's command line is empty."),
    ])
    func saysWhyAPagerDoesNotRun(command: String, status: ClientError.Status, reason: String) async throws {
        let error = await #expect(throws: ClientError.self) {
            try await show([0x61], environment: ["AWS_PAGER": command])
        }
        #expect(error?.status == status)
        #expect(error?.message.contains(reason) == true)
    }
}
