import ArgumentParser
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform
import TapedeckWording

/// `tapedeck chaos`: a client through every fault at every exchange.
struct ChaosCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos", _superCommandName: Tapedeck.name,
        abstract: "Plays a client through every fault at every exchange, and tells what it made of each.",
        usage: "tapedeck chaos CASSETTE [<options>] -- COMMAND ...",
        discussion: """
            The command is run once without a fault, and then once for each fault at each entry of the cassette. The table \
            has what became of it: recovered (it tried again, and printed the same), unharmed (the same without another \
            try), failed and its status, hung (ended when its time was over), died and the signal, not met (it ended \
            before), or WRONG: success, though the answer never came or the output is another, or a bad certificate was taken. A run that finds \
            hung, died or WRONG ends with status 1.
            """)

    @Argument(help: "The cassette to play.")
    var cassette: String

    @Option(
        help: ArgumentHelp(
            "A fault to try: one word of those that --fault of replay has, such as reset or cut:10; repeatable. By default one of each kind.",
            valueName: "fault")
    )
    var fault: [String] = []

    @Option(
        help:
            "How the client gets in: endpoint, proxy, or auto, which gives it both; with proxy certificates are tried too."
    )
    var mode: DoorMode = .auto

    @Option(help: "Seconds that the command may take longer than without a fault; one that takes still longer hangs.")
    var limit = 20

    @Option(help: "Runs at a time.")
    var jobs = 2

    @Flag(help: "Write the table as JSON on standard output.")
    var json = false

    func run() async throws {
        try await report {
            guard let words = WrappedCommand.given?.words else {
                throw Failure(
                    .usage,
                    "chaos needs the client's command behind --, as tapedeck chaos \(ShellWord.quoted(cassette)) -- aws …"
                )
            }
            guard limit > 0, (1...64).contains(jobs) else {
                throw Failure(.usage, "--limit takes a number of seconds from 1, --jobs a number from 1 to 64")
            }
            let loaded = try CassetteFiles.load(cassette)
            let run = ChaosRun(
                cassette: cassette, words: words, limit: limit, exchanges: ChaosExchange.all(of: loaded.cassette),
                faults: try faults(), mode: mode)
            let table: ChaosTable
            do {
                table = try await SignalWatch.cancelling {
                    try await run.table(jobs: jobs) { done, count in
                        guard StandardStream.error.isTerminal else { return }
                        StandardStream.error.write(
                            Array("\r\u{1B}[K\(done == count ? "" : "  \(done)/\(count)")".utf8))
                    }
                }
            } catch let interruption as SignalWatch.Interruption {
                throw ExitCode(128 + interruption.signal)
            }
            Terminal.write(json ? table.json.text(.pretty) + "\n" : table.text(isColored: Terminal.allowsColor))
            if !table.isClean { throw ExitStatus.findings() }
        }
    }

    private func faults() throws -> [FaultStep] {
        let certificates = FaultStep.BadCertificate.allCases.map { FaultStep.certificate($0) }
        if fault.isEmpty { return Self.usual + (mode == .proxy ? certificates : []) }
        let faults = try fault.map { try Self.read($0) }
        if mode != .proxy, let certificate = faults.first(where: \.isCertificate) {
            throw Failure(.usage, ServingOptions.needsProxy(certificate))
        }
        return faults
    }

    /// One of each kind of fault at an exchange; certificates are a connection's.
    private static let usual: [FaultStep] = [
        "reset", "reset:head", "reset:after-head", "reset:body", "close", "hang", "cut", "cut-chunk", "stall",
        "late:1000", "slow:16:20", "garbage", "throttling", "error:InternalServiceErrorException",
        "error:AccessDeniedException", "500", "502:html", "503", "504:html", "type:text/html", "redirect",
        "repeated-headers", "odd-headers",
    ].compactMap { FaultStep(word: $0) }

    private static func read(_ word: String) throws -> FaultStep {
        guard let step = FaultStep(word: word) else {
            throw Failure(
                .usage, "--fault \(word.isEmpty ? "''" : word) is no fault; expected one of \(FaultStep.forms)")
        }
        return step
    }
}
