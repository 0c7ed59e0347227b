import TapedeckAWSProfile
import TapedeckAWSWire
import TapedeckPlatform

/// The user's own credentials, for signing again.
enum DeckCredentials {
    /// The credentials; `nil` where there are none that the deck can use.
    ///
    /// They are found as AWS CLI finds them: the environment, then a profile's keys or `credential_process`.
    ///
    /// - Parameter name: a profile that was asked for, so that the absence of credentials in it is an error.
    static func load(profile name: String?) async throws -> Credentials? {
        let files = SharedFiles(
            environment: ProcessEnvironment.variables, homeDirectory: ProcessEnvironment.homeDirectory,
            currentDirectory: Files.currentDirectory)
        do throws(ProfileError) {
            return try await files.profile(named: name).credentials()
        } catch {
            let isAbsent = error.code == .noCredentials || error.code == .unsupportedCredentials
            if isAbsent, name == nil { return nil }
            let place = name.map { "the profile \($0)" } ?? "your own credentials"
            throw Failure(.usage, "can't sign again with \(place): \(error.message)")
        }
    }
}
