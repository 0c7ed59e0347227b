import TapedeckAWSWire
import TapedeckJSONText

extension ClientParts {
    /// The parts of the real client.
    static let live = ClientParts(
        parse: { _, _ throws(ClientError) in throw missing("reading command lines") },
        text: { invocation, _ throws(ClientError) in
            guard case .version = invocation.action else { throw missing("help") }
            return "apprunner/\(ClientVersion.number)\n"
        },
        skeleton: { _, _, _, _ throws(ClientError) in throw missing("skeletons") },
        prompt: { _, _, _ throws(ClientError) in throw missing("asking") },
        render: { value, _, _, _ throws(ClientError) in
            value.bytes(JSONStyle(indentation: 4, colon: ": ", escapesNonASCII: true)) + [0x0A]
        },
        show: { bytes, _, surroundings throws(ClientError) in surroundings.writeOutput(bytes) })

    private static func missing(_ what: String) -> ClientError {
        ClientError(.general, message: "This build of the client has no part for \(what).")
    }
}
