import ArgumentParser
import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckPlatform

/// Whose signatures replay and simulate check.
struct SignatureOptions: ParsableArguments {
    @Option(
        name: [.customLong("verify-signatures"), .customLong("credentials")],
        help: ArgumentHelp(
            """
            Check each request's signature as AWS would, with these credentials; repeatable. TAPEDECK_CREDENTIALS takes \
            the same, separated by spaces. What was signed otherwise is told line by line, without secrets.
            """, valueName: "key:secret[:token]"))
    var texts: [String] = []

    /// The credentials given, here and in the environment.
    func credentials() throws -> [Credentials] {
        let given =
            try texts.map { try Self.credentials($0, from: "--verify-signatures") }
            + ProcessEnvironment.variable("TAPEDECK_CREDENTIALS").split(separator: " ").map {
                try Self.credentials(String($0), from: "TAPEDECK_CREDENTIALS")
            }
        for (number, credentials) in given.enumerated()
        where given[..<number].contains(where: { $0.accessKeyID == credentials.accessKeyID && $0 != credentials }) {
            throw Failure(
                .usage,
                "--verify-signatures or TAPEDECK_CREDENTIALS has one access key id with two secrets or tokens (not shown); "
                    + "a signature can be checked against one of them only")
        }
        return given
    }

    /// Reads `KEY:SECRET` or `KEY:SECRET:TOKEN`. The message never has the text in it: it may be a secret.
    private static func credentials(_ text: String, from place: String) throws -> Credentials {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw Failure(
                .usage, "\(place) holds something that is not of the form KEY:SECRET or KEY:SECRET:TOKEN (not shown)")
        }
        // A variable that isn't set leaves nothing behind the last colon.
        let token = parts.count > 2 && !parts[2].isEmpty ? parts[2] : nil
        return Credentials(accessKeyID: parts[0], secretAccessKey: parts[1], sessionToken: token)
    }
}
