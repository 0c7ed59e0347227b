package import TapedeckPlatform
import TapedeckPythonText

/// The configuration and credentials files that AWS's tools share: `~/.aws/config` and `~/.aws/credentials`, or the ones
/// that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name.
///
/// Source: "Configuration and credential file settings in the AWS CLI" in the AWS CLI User Guide.
package struct SharedFiles: Sendable {
    /// Why a file could not be read.
    package typealias Failure = FileError
    /// Gives a file's bytes.
    package typealias Reader = @Sendable (_ path: String) throws(Failure) -> [UInt8]

    private let environment: [String: String]
    private let homeDirectory: String
    private let currentDirectory: String
    private let read: Reader

    /// Says where the files are; nothing is read yet.
    ///
    /// - Parameters:
    ///   - homeDirectory: for `~` in paths.
    ///   - currentDirectory: where relative paths begin.
    package init(
        environment: [String: String], homeDirectory: String, currentDirectory: String,
        reading read: @escaping Reader = { path throws(FileError) in try Files.read(path) }
    ) {
        self.environment = environment
        self.homeDirectory = homeDirectory
        self.currentDirectory = currentDirectory
        self.read = read
    }

    /// Reads both files and chooses a profile.
    ///
    /// - Parameter name: the profile that was asked for on the command line; `nil` leaves the choice to the environment.
    /// - Throws: ``ProfileError`` for a file that can't be read or parsed, or a profile that is in neither.
    package func profile(named name: String?) throws(ProfileError) -> Profile {
        try Profile(
            named: name, environment: environment, configuration: text(configurationPath),
            credentials: text(credentialsPath))
    }

    /// The names of all profiles, sorted. A file that can't be read has none.
    package func profileNames() -> [String] {
        // Whoever asks has read the files before: what is wrong with them has been said.
        let configured = (try? text(configurationPath))?.profiles.keys.map { $0 } ?? []
        let credentials = (try? text(credentialsPath))?.sections.keys.map { $0 } ?? []
        return Set(configured + credentials).sorted()
    }

    /// Every secret access key and session token of both files, whichever profile it is of. A file that can't be read has none.
    package func secrets() -> [String] {
        [configurationPath, credentialsPath].compactMap { try? text($0) }.flatMap { $0.sections.values }.flatMap {
            section in
            ["aws_secret_access_key", "aws_session_token", "aws_security_token"].compactMap { section[$0]?.text }
        }
    }

    /// A path with `$NAME` and `~` replaced, from the current directory where it is relative.
    package func absolute(_ path: String) -> String {
        let path = PythonPath.expandingUser(
            PythonPath.expandingVariables(path, environment), home: homeDirectory)
        return path.hasPrefix("/") ? path : "\(currentDirectory)/\(path)"
    }

    private var configurationPath: String {
        absolute(environment["AWS_CONFIG_FILE"] ?? "~/.aws/config")
    }

    private var credentialsPath: String {
        absolute(environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials")
    }

    private func text(_ path: String) throws(ProfileError) -> ConfigurationText {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try read(path)
        } catch {
            // AWS CLI too takes a directory for a file that is not there.
            if error.isMissing || error.isDirectory { return ConfigurationText() }
            throw ProfileError(.unreadable, "\(path) can't be read: \(error.systemReason)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ProfileError(.unparsable, "Unable to parse config file: \(path): it is not UTF-8")
        }
        do throws(ConfigurationText.Failure) {
            return try ConfigurationText(text)
        } catch {
            throw ProfileError(
                .unparsable, "Unable to parse config file: \(path), line \(error.line): \(error.reason)")
        }
    }
}
