import ArgumentParser
import TapedeckCassetteFormat
import TapedeckHTTPFront
import TapedeckHistory
import TapedeckProcesses
import TapedeckRecording
import TapedeckVerification
import TapedeckPlatform

/// The exit statuses of `tapedeck`, all of them; the numbers of `sysexits.h` where it has one.
enum ExitStatus: Int32 {
    /// What was asked for was done, and nothing was found.
    case success = 0
    /// The work was done and found something: a miss, an entry left over, a fault that was not met, a bad certificate that
    /// was taken, a lint finding, a clause that is not kept.
    case findings = 1
    /// The arguments are wrong.
    case usage = 64
    /// A file was read and is not what it should be.
    case badInput = 65
    /// A file that should be read is not there.
    case noInput = 66
    /// An upstream or an address can't be had: refused, no answer, port in use.
    case unavailable = 69
    /// A secret would have been written, or something that should not happen did.
    case internalError = 70
    /// A file can't be made or written: disk full, read-only, no permission.
    case cantWrite = 73
    /// A client could not be run at all.
    case couldNotRun = 75
    /// The wrapped command was found but can't be run.
    case notExecutable = 126
    /// There is no such command.
    case commandNotFound = 127

    /// Ends the program with this status, having said why.
    func callAsFunction() -> ExitCode {
        ExitCode(rawValue)
    }
}

/// One sentence on standard error, and an exit status.
struct Failure: Error {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}

extension Failure {
    /// Any error of the modules as a sentence and a status.
    init(_ error: any Error) {
        switch error {
        case let error as Failure: self = error
        case let error as VerificationError: self = Failure(error)
        case let error as HistoryError: self = Failure(error)
        case let error as FrontError: self.init(.unavailable, error.message)
        case let error as FileError:
            self.init(
                error.code == .read || error.code == .list ? (error.isMissing ? .noInput : .badInput) : .cantWrite,
                error.message)
        case let error as RecordingError: self.init(Failure.status(of: error), error.message)
        case let error as CassetteError: self.init(.badInput, "\(error)")
        case let error as ProgramError: self.init(Failure.status(of: error), error.message)
        default: self.init(.internalError, String(describing: error))
        }
    }

    private static func status(of error: ProgramError) -> ExitStatus {
        switch error.code {
        case .notFound: .commandNotFound
        case .notExecutable: .notExecutable
        case .failed: .internalError
        }
    }

    private static func status(of error: RecordingError) -> ExitStatus {
        switch error.code {
        case .notAJournal: .badInput
        case .noCredentials: .usage
        case .secret: .internalError
        default: .cantWrite
        }
    }
}

/// Runs a command's work, and turns whatever goes wrong into one sentence and a status.
func report(_ work: () async throws -> Void) async throws {
    do {
        do { try await work() } catch let error as ExitCode {
            // A finding that could not be told is no finding.
            try Terminal.checkOutput()
            throw error
        }
        try Terminal.checkOutput()
    } catch let error as ExitCode {
        throw error
    } catch let error as ValidationError {
        throw error
    } catch {
        let failure = Failure(error)
        Terminal.tell("tapedeck: \(failure.message)")
        throw failure.status()
    }
}
