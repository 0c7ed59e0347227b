import ArgumentParser
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckConnectionService
import TapedeckExchangeModel
import TapedeckSimulation
import TapedeckWording

/// The options of the stand-in, for `simulate` and for the embedded one of `record`.
struct StandInOptions: ParsableArguments {
    @Option(help: "When a connection's status changes: manual, after:N-reads, after:SECONDS, or error.")
    var handshake = HandshakeArgument(.manual)

    @Option(help: "Connections that an account may have in a region.")
    var quota = 10

    @Option(help: "Items on a page of ListConnections without MaxResults.")
    var pageSize = 100

    @Option(help: "List deleted connections as DELETED for so many reads.")
    var listDeleted = 0

    @Option(help: "Where ids come from; equal seeds give equal ids. By default another one each time.")
    var seed: UInt64?

    @Option(help: "Let the time stand at this instant (2020-11-03T00:32:51Z), moving on by a second with each request.")
    var clock: String?

    @Option(help: "Keep the state in this SQLite file.")
    var state: String?

    @Option(help: "Answer an operation with an error that the model names for it, as OPERATION=CODE; repeatable.")
    var fail: [FailureArgument] = []

    /// The files that these options name, each with what it is called.
    var files: [(what: String, path: String)] {
        guard let state else { return [] }
        return ["", "-wal", "-shm", "-journal"].map { (what: "the state of --state", path: state + $0) }
    }

    /// The stand-in that these options describe.
    func makeStandIn(_ adjust: (inout ConnectionService.Configuration) -> Void = { _ in }) throws -> StandIn {
        guard quota >= 0, pageSize >= 1, listDeleted >= 0 else {
            throw Failure(.usage, "--quota and --list-deleted take numbers from 0, --page-size from 1")
        }
        var configuration = ConnectionService.Configuration()
        configuration.handshake = handshake.value
        configuration.quota = quota
        configuration.pageSize = pageSize
        configuration.deletedReads = listDeleted
        configuration.failures = Dictionary(fail.map { ($0.operation, $0.code) }) { $1 }
        var now: @Sendable () -> Instant = { .now }
        if let clock {
            guard let instant = Instant(iso8601: clock) else {
                throw Failure(.usage, "--clock \(clock) is not a time; expected a form like 2020-11-03T00:32:51Z")
            }
            now = instant.movingOnByASecond()
        }
        adjust(&configuration)
        let service = ConnectionService(configuration: configuration, seed: seed ?? .random(in: .min ... .max))
        do throws(StandInError) {
            return try StandIn(
                service, now: now,
                store: try state.map { (path) throws(StandInError) in try StandInStore(path: path) })
        } catch {
            throw Failure(error.code == .notOurs || error.code == .newer ? .badInput : .cantWrite, error.message)
        }
    }
}

/// The values of `--handshake`.
struct HandshakeArgument: ExpressibleByArgument {
    let value: ConnectionService.Handshake

    init(_ value: ConnectionService.Handshake) {
        self.value = value
    }

    init?(argument: String) {
        switch argument {
        case "manual": value = .manual
        case "error": value = .error
        default:
            guard argument.hasPrefix("after:") else { return nil }
            let amount = argument.dropFirst("after:".count)
            if amount.hasSuffix("-reads"), let reads = Int(amount.dropLast("-reads".count)), reads >= 0 {
                value = .afterReads(reads)
            } else if let seconds = Int(amount), seconds >= 0 {
                value = .afterSeconds(seconds)
            } else {
                return nil
            }
        }
    }

    var defaultValueDescription: String {
        "manual"
    }
}

extension HandshakeArgument: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        "manual, error, after:N-reads (such as after:2-reads) or after:SECONDS (such as after:30)"
    }
}

/// `OPERATION=CODE`, both of the model.
struct FailureArgument: ExpressibleByArgument {
    let operation: ConnectionOperation
    let code: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let operation = ConnectionOperation(rawValue: parts[0]),
            operation.errors.contains(parts[1])
        else {
            return nil
        }
        self.operation = operation
        code = parts[1]
    }
}

extension FailureArgument: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return "OPERATION=CODE, such as CreateConnection=InternalServiceErrorException" }
        let operations = ConnectionOperation.allCases.map(\.rawValue)
        guard let operation = ConnectionOperation(rawValue: parts[0]) else {
            return "an operation before the =: \(nearest(parts[0], in: operations))"
        }
        return "an error of \(operation.rawValue) behind the =: \(nearest(parts[1], in: operation.errors))"
    }

    private static func nearest(_ word: String, in words: [String]) -> String {
        let near = CloseMatches.of(word, in: words)
        return (near.isEmpty ? words : near).joined(separator: " or ")
    }
}

/// The stand-in that `record --upstream stand-in` asks.
struct EmbeddedStandIn {
    let responder: StandIn

    init(_ options: StandInOptions) throws {
        // The account that redaction puts in the place of the first one: so a client prints the same on replay.
        responder = try options.makeStandIn { $0.sharedAccount = Redactor.accountPlaceholders[0] }
    }
}
