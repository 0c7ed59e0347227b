import Glibc
import TapedeckAWSWire
import TapedeckReferenceClient

/// The reference client's executable: it says what the machine is like, runs the client, and exits.
@main
struct AppRunner {
    /// Runs the command line.
    static func main() async {
        Streams.prepare()
        Streams.installHandlers()
        let status = await Client.run(Array(CommandLine.arguments.dropFirst()), in: surroundings())
        // What could not be written was not said: a script must not take it for success.
        exit(status == 0 && Streams.outputFailed ? 255 : status)
    }

    private static func surroundings() -> Surroundings {
        let environment = variables()
        return Surroundings(
            environment: environment, homeDirectory: homeDirectory(environment), currentDirectory: currentDirectory(),
            terminals: Surroundings.Terminals(
                input: isatty(STDIN_FILENO) == 1, output: isatty(STDOUT_FILENO) == 1, error: isatty(STDERR_FILENO) == 1),
            columns: columns(environment), now: now, random: { Double.random(in: 0..<1) }, pause: pause,
            utcOffset: utcOffset, writeOutput: Streams.writeOutput, writeError: Streams.writeError)
    }

    private static func variables() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let line = String(cString: text)
            if let split = line.firstIndex(of: "=") {
                variables[String(line[..<split])] = String(line[line.index(after: split)...])
            }
            entry = entry.advanced(by: 1)
        }
        return variables
    }

    private static func homeDirectory(_ environment: [String: String]) -> String {
        if let home = environment["HOME"], !home.isEmpty { return home }
        guard let entry = getpwuid(getuid()), let home = entry.pointee.pw_dir else { return "/" }
        return String(cString: home)
    }

    private static func currentDirectory() -> String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    private static func columns(_ environment: [String: String]) -> Int {
        if let text = environment["COLUMNS"], let columns = Int(text), columns > 0 { return columns }
        var size = winsize()
        for descriptor in [STDOUT_FILENO, STDERR_FILENO, STDIN_FILENO]
        where ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 {
            return Int(size.ws_col)
        }
        return 80
    }

    @Sendable
    private static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    @Sendable
    private static func pause(_ milliseconds: Int) async throws {
        try await Task.sleep(for: .milliseconds(milliseconds))
    }

    @Sendable
    private static func utcOffset(_ instant: Instant) -> Int {
        var seconds = time_t(instant.seconds)
        var fields = tm()
        tzset()
        guard localtime_r(&seconds, &fields) != nil else { return 0 }
        return fields.tm_gmtoff
    }
}
