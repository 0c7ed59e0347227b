import TapedeckClientModel
import TapedeckAWSWire
import TapedeckPlatform
import TapedeckReferenceClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The reference client's executable: it says what the machine is like, runs the client, and exits.
@main
struct AppRunner {
    /// Runs the command line.
    static func main() async {
        Streams.prepare()
        Streams.installHandlers()
        let status = await Client.run(Array(CommandLine.arguments.dropFirst()), in: surroundings())
        // What could not be written was not said: a script must not take it for success.
        ProcessEnding.end(status == 0 && Streams.outputFailed ? 255 : status)
    }

    private static func surroundings() -> Surroundings {
        let environment = ProcessEnvironment.variables
        return Surroundings(
            environment: environment, homeDirectory: ProcessEnvironment.homeDirectory,
            currentDirectory: Files.currentDirectory,
            terminals: Surroundings.Terminals(
                input: StandardStream.input.isTerminal, output: StandardStream.output.isTerminal,
                error: StandardStream.error.isTerminal),
            columns: columns(environment), now: { Instant(milliseconds: SystemClock.milliseconds) },
            random: { Double.random(in: 0..<1) }, pause: pause,
            utcOffset: { SystemClock.utcOffset(at: $0.seconds) }, writeOutput: Streams.writeOutput,
            writeError: Streams.writeError)
    }

    private static func columns(_ environment: [String: String]) -> Int {
        if let text = environment["COLUMNS"], let columns = Int(text), columns > 0 { return columns }
        let streams = [StandardStream.output, .error, .input]
        return streams.lazy.compactMap(\.columns).first ?? 80
    }

    @Sendable
    private static func pause(_ milliseconds: Int) async throws {
        try await Task.sleep(for: .milliseconds(milliseconds))
    }
}
