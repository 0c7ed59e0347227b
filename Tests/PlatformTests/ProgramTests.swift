import TapedeckPlatform
import TapedeckProcesses
import TapedeckTestSupport
import Testing

struct ProgramTests {
    @Test
    func keepsWhatAProgramWrites() async throws {
        let program = Program(
            ["sh", "-c", "printf out; printf err >&2; exit 3"], environment: ["PATH": "/usr/bin:/bin"])
        let captured = try await program.captured(within: Patience.seconds)
        #expect(captured.exit == .status(3))
        #expect(captured.output == Array("out".utf8))
        #expect(captured.error == Array("err".utf8))
    }

    @Test
    func inheritsNoVariable() async throws {
        let captured = try await Program(["/usr/bin/env"], environment: ["A": "b=c"]).captured(within: Patience.seconds)
        #expect(String(decoding: captured.output, as: UTF8.self) == "A=b=c\n")
    }

    @Test
    func endsAProgramAndItsChildrenAtTheDeadline() async throws {
        let program = Program(["sh", "-c", "sleep 100000 & echo $!; wait"], environment: ["PATH": "/usr/bin:/bin"])
        var child = ""
        // On a busy machine a second may be over before the child is named.
        for seconds in [1, 10, 100] where child.isEmpty {
            let captured = try await program.captured(within: seconds)
            #expect(captured.exit == .deadline)
            child = String(decoding: captured.output, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        }
        try #require(!child.isEmpty)
        // A process dies some time after it was sent the signal, and is listed as a zombie until its parent has read its status.
        let clock = ContinuousClock()
        let end = clock.now + .seconds(Patience.seconds)
        var isAlive = true
        while isAlive, clock.now < end {
            await Task.yield()
            let status = (try? Files.read("/proc/\(child)/stat")).map { String(decoding: $0, as: UTF8.self) }
            isAlive = status.map { !$0.contains(") Z ") } ?? false
        }
        #expect(!isAlive)
    }

    @Test(arguments: [("/no/such/program", ProgramError.Code.notFound), ("/etc/passwd", .notExecutable)])
    func saysWhyAProgramDoesNotRun(path: String, code: ProgramError.Code) async {
        let error = await #expect(throws: ProgramError.self) {
            try await Program([path], environment: [:]).captured(within: Patience.seconds)
        }
        #expect(error?.code == code)
    }
}
