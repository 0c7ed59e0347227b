package import TapedeckAWSWire
import TapedeckJSONText
import TapedeckProcesses

/// Credentials that a command of the profile prints, `credential_process`.
///
/// Source: "Sourcing credentials with an external process" in the AWS CLI User Guide: a JSON object with `Version` 1.
package enum CredentialProcess {
    /// Milliseconds that the command may take.
    package static let deadline = 60_000
    private static let outputLimit = 64 * 1024

    /// Runs a command and reads what it prints.
    ///
    /// The command is not given to a shell; it gets this environment, a session of its own, no input, and a deadline.
    ///
    /// - Parameter pause: waits so many milliseconds; throws when the task is cancelled.
    /// - Throws: ``ProfileError`` where it can't be run, fails, or prints something else; no message has a secret in it.
    package static func credentials(
        of command: String, environment: [String: String],
        pause: @escaping @Sendable (Int) async throws -> Void = { try await Task.sleep(for: .milliseconds($0)) }
    ) async throws(ProfileError) -> Credentials {
        guard let words = ShellWords.split(command), let program = words.first, !program.isEmpty else {
            throw failure("the command can't be split into words")
        }
        let run: Program.Captured
        do throws(ProgramError) {
            run = try await Program(words, environment: environment).captured(atMost: outputLimit) {
                try await pause(deadline)
            }
        } catch {
            if Task.isCancelled { throw ProfileError(.interrupted, "the credential process was interrupted") }
            throw failure(error.message)
        }
        switch run.exit {
        case .status(0): return try credentials(printed: run.output)
        case .deadline: throw failure("\(program) did not end within \(deadline / 1000) seconds")
        case .status, .signal:
            let text = String(decoding: run.error, as: UTF8.self)
            throw failure(text.allSatisfy(\.isWhitespace) ? "\(program) ended with \(run.exit)" : text)
        }
    }

    /// Reads what the command printed.
    ///
    /// - Throws: ``ProfileError`` naming what is missing; the text itself is never shown, it may hold the secret.
    static func credentials(printed output: [UInt8]) throws(ProfileError) -> Credentials {
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

    private static func failure(_ reason: String) -> ProfileError {
        ProfileError(.process, "Error when retrieving credentials from custom-process: \(reason)")
    }
}

extension Profile {
    /// The credentials of the first source, with the command run where they come from one.
    ///
    /// - Parameter pause: waits so many milliseconds, by which a command must end.
    /// - Throws: as ``source()``, and where the command fails.
    package func credentials(
        pause: @escaping @Sendable (Int) async throws -> Void = { try await Task.sleep(for: .milliseconds($0)) }
    ) async throws(ProfileError) -> Credentials {
        switch try source() {
        case .keys(let credentials, _): credentials
        case .process(let command):
            try await CredentialProcess.credentials(of: command, environment: environment, pause: pause)
        }
    }
}
