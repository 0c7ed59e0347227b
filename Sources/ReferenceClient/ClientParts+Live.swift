import TapedeckAWSWire
import TapedeckClientArguments
import TapedeckClientHelp
import TapedeckClientModel
import TapedeckClientOutput
import TapedeckClientPrompt
import TapedeckJSONText
import TapedeckWording

extension ClientParts {
    /// The parts of the real client.
    static let live = ClientParts(
        parse: { arguments, surroundings throws(ClientError) in
            try CommandLineReader.read(arguments, in: surroundings)
        },
        text: { invocation, surroundings in
            switch invocation.action {
            case .version: "apprunner/\(TapedeckVersion.current)\n"
            case .help(["--man"]): HelpText.manual.roff(version: "apprunner \(TapedeckVersion.current)")
            case .help(let topic): HelpText.page(topic).text(width: min(max(surroundings.columns, 40), 100))
            case .completions(let shell): Shell(rawValue: shell).map(Completions.script) ?? ""
            case .call, .wait, .skeleton, .autoPrompt: ""
            }
        },
        skeleton: { operation, kind, configuration, surroundings throws(ClientError) in
            switch kind {
            case .input: Array(Skeleton.inputJSON(for: operation).utf8)
            case .yamlInput: Array(Skeleton.inputYAML(for: operation).utf8)
            case .output:
                try rendered(Skeleton.outputValue(for: operation), operation, configuration, surroundings)
            }
        },
        prompt: { arguments, configuration, surroundings throws(ClientError) in
            try await Prompt.complete(arguments, configuration, in: surroundings) { words throws(ClientError) in
                _ = try CommandLineReader.read(words, in: surroundings)
            }
        },
        render: { value, operation, configuration, surroundings throws(ClientError) in
            try rendered(value, operation, configuration, surroundings)
        },
        show: { bytes, configuration, surroundings throws(ClientError) in
            try await Pager.show(bytes, configuration: configuration, surroundings: surroundings)
        })

    private static func rendered(
        _ value: JSONValue, _ operation: ConnectionOperation, _ configuration: Configuration,
        _ surroundings: Surroundings
    ) throws(ClientError) -> [UInt8] {
        try Rendering.bytes(value, operation: operation, configuration: configuration, surroundings: surroundings)
    }
}
