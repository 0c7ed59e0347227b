import TapedeckClientCalling
import TapedeckClientModel
import TapedeckWording

/// The text on standard error for an error, as AWS CLI v2 lays it out.
enum ErrorReport {
    /// The lines that tell how to get help.
    static let usage = """
        usage: apprunner [options] <command> [parameters]
        To see help text, you can run:

          apprunner help
          apprunner <command> help

        """

    /// The text; service and secrets can put nothing active into it.
    ///
    /// - Parameter requestID: the identifier of the last response, shown on a line of its own under `--debug` only, so
    ///   that what scripts compare stays as it is.
    static func text(_ error: ClientError, secrets: Secrets = Secrets(), requestID: String? = nil) -> String {
        var text = "\napprunner: [ERROR]: \(InertText.of(secrets.redacted(error.description)))\n"
        // AWS CLI names what it does not know below the usage, and everything else above it.
        if error.showsUsage, error.code == nil { return "\n\(usage)\n\(text)" }
        if let requestID { text += "(request id: \(InertText.of(requestID)))\n" }
        if error.showsUsage { text += "\n\(usage)" }
        return text
    }
}
