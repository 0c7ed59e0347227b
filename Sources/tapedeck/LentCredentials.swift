import TapedeckAWSProfile
import TapedeckAWSWire
import TapedeckPlatform

/// Credentials and a region that open nothing, for a wrapped command whose user has none: without them a client of AWS
/// sends no request at all.
struct LentCredentials {
    /// What is lent; the deck that verifies signatures lends what it was given.
    var credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "a-secret-that-opens-nothing")

    /// Variables for the command: what the user has not set, and nothing in its place.
    ///
    /// Credentials that an instance's metadata service would give are not looked for: nobody can tell without asking it.
    var variables: [String: String] {
        let environment = ProcessEnvironment.variables
        let files = SharedFiles(
            environment: environment, homeDirectory: ProcessEnvironment.homeDirectory,
            currentDirectory: Files.currentDirectory)
        let profile: Profile
        do { profile = try files.profile(named: nil) } catch {
            // Files that can't be read are the user's own all the same; the client will say what is wrong with them.
            return [:]
        }
        var variables: [String: String] = [:]
        do { _ = try profile.source() } catch  where error.code == .noCredentials {
            variables["AWS_ACCESS_KEY_ID"] = credentials.accessKeyID
            variables["AWS_SECRET_ACCESS_KEY"] = credentials.secretAccessKey
            variables["AWS_SESSION_TOKEN"] = credentials.sessionToken
        } catch {
            // Credentials of another kind are the user's own too.
        }
        if profile.value(["AWS_REGION", "AWS_DEFAULT_REGION"], setting: "region") == nil {
            variables["AWS_REGION"] = "us-east-1"
            variables["AWS_DEFAULT_REGION"] = "us-east-1"
        }
        return variables
    }

    /// What people are told of it.
    static func sentence(for variables: [String: String]) -> String {
        let region = variables["AWS_REGION"]
        guard variables["AWS_ACCESS_KEY_ID"] != nil else { return "no region is set; the command gets \(region ?? "")" }
        let missing = region == nil ? "credentials are" : "credentials and no region are"
        let also = region.map { ", and \($0)" } ?? ""
        return "no \(missing) set; the command gets some that open nothing\(also)"
    }
}
