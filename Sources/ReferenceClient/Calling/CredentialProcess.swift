import Subprocess
import SystemPackage
import TapedeckAWSWire
import TapedeckJSONText

/// Credentials that a command of the profile prints, `credential_process`.
///
/// Source: "Sourcing credentials with an external process" in the AWS CLI User Guide: a JSON object with `Version` 1.
enum CredentialProcess {
    /// Milliseconds that the command may take.
    static let deadline = 60_000
    private static let outputLimit = 64 * 1024

    /// Runs a command and reads what it prints.
    ///
    /// The command is not given to a shell; it gets the client's environment, a session of its own, no input, and a
    /// deadline.
    ///
    /// - Throws: status 255 where it can't be run, fails, or prints something else. The message has no secret in it.
    static func credentials(of command: String, in surroundings: Surroundings) async throws(ClientError) -> Credentials
    {
        guard let words = ShellWords.split(command), let program = words.first, !program.isEmpty else {
            throw failure("the command can't be split into words")
        }
        let ran: Run?
        do {
            ran = try await run(program, Array(words.dropFirst()), surroundings)
        } catch is CancellationError {
            throw ClientError(.interrupted, message: "")
        } catch {
            throw failure("\(program) could not be run, or printed more than \(outputLimit / 1024) KiB: \(error)")
        }
        guard let ran else { throw failure("\(program) did not end within \(deadline / 1000) seconds") }
        guard ran.status == .exited(0) else {
            let text = String(decoding: ran.error, as: UTF8.self)
            throw failure(text.allSatisfy(\.isWhitespace) ? "\(program) ended with \(ran.status)" : text)
        }
        return try credentials(printed: ran.output)
    }

    /// Reads what the command printed.
    ///
    /// - Throws: status 255 naming what is missing; the text itself is never shown, it may hold the secret.
    static func credentials(printed output: [UInt8]) throws(ClientError) -> Credentials {
        let value: JSONValue
        do {
            value = try JSONParser.parse(output)
        } catch {
            throw failure("what the process printed is not JSON: \(error)")
        }
        guard let object = value.object else { throw failure("the process printed \(value.kindName), not an object") }
        guard object["Version"]?.int == 1 else {
            let version = object["Version"]?.text() ?? "<Version key not provided>"
            throw failure(
                "Unsupported version '\(version)' for credential process provider, supported versions: 1")
        }
        guard let key = object["AccessKeyId"]?.string else {
            throw failure("Missing required key in response: 'AccessKeyId'")
        }
        guard let secret = object["SecretAccessKey"]?.string else {
            throw failure("Missing required key in response: 'SecretAccessKey'")
        }
        return Credentials(accessKeyID: key, secretAccessKey: secret, sessionToken: object["SessionToken"]?.string)
    }

    private struct Run: Sendable {
        var status: TerminationStatus
        var output: [UInt8]
        var error: [UInt8]
    }

    /// Runs the program; `nil` where the deadline passed first, and the program was ended.
    private static func run(_ program: String, _ words: [String], _ surroundings: Surroundings) async throws -> Run? {
        try await withThrowingTaskGroup(of: Run?.self) { group in
            group.addTask {
                var platform = PlatformOptions()
                platform.createSession = true
                platform.teardownSequence = [
                    .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
                ]
                // Subprocess hands these bytes to C as they are: the zero at the end is ours to write.
                let variables = surroundings.environment.map { Array("\($0.key)=\($0.value)\0".utf8) }
                let executable: Executable = program.contains("/") ? .path(FilePath(program)) : .name(program)
                let result = try await Subprocess.run(
                    executable, arguments: Arguments(words), environment: .custom(variables),
                    platformOptions: platform, input: .none, output: .bytes(limit: outputLimit),
                    error: .bytes(limit: outputLimit))
                return Run(
                    status: result.terminationStatus, output: result.standardOutput, error: result.standardError)
            }
            group.addTask {
                try await surroundings.pause(deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { return nil }
            return first
        }
    }

    private static func failure(_ reason: String) -> ClientError {
        ClientError(.general, message: "Error when retrieving credentials from custom-process: \(reason)")
    }
}
