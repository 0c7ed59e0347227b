import TapedeckAWSWire
import TapedeckJSONText

/// A first profile, made from a command line that works.
public enum ProfileDraft {
    /// The page's YAML.
    ///
    /// The values of the options that name a connection, a provider and an endpoint become the words that a profile has
    /// for them.
    ///
    /// - Parameters:
    ///   - name: the client's short name.
    ///   - command: the words of a command that creates a connection; at least one.
    public static func page(_ name: String, command: [String]) -> String {
        var words = command.map { word in
            if ["GITHUB", "BITBUCKET"].contains(word) { return "{ProviderType}" }
            // A client that takes the operation's name and its input as JSON makes every call in one way.
            if word == "CreateConnection" { return "{operation}" }
            let isInput = (try? JSONParser.parse(Array(word.utf8)))?["ConnectionName"] != nil
            return isInput ? "{input}" : word
        }
        for index in words.indices.dropFirst() {
            let option = words[index - 1].lowercased().filter { $0 != "-" && $0 != "_" }
            if option == "connectionname" || option == "name" { words[index] = "{ConnectionName}" }
            if option.hasPrefix("endpoint") || option == "url" { words[index] = "{url}" }
        }
        let program = words.removeFirst()
        let isPointed = words.contains { $0.contains("{url}") }
        let endpoint =
            isPointed
            ? "# The endpoint is among the words of each operation."
            : "endpoint:\n  environment: { AWS_ENDPOINT_URL_APPRUNNER: \"{url}\" }   # or arguments: [--endpoint-url, \"{url}\"]"
        let run = JSONValue.array([.string("{program}")] + words.map { .string($0) }).text(.init(comma: ", "))
        let isGeneral = words.contains("{operation}") && words.contains("{input}")
        let names = isGeneral ? ConnectionOperation.allCases.map(\.rawValue) : ["CreateConnection"]
        let operations = names.map { "  \($0): { run: \(run) }" }.joined(separator: "\n")
        let isNamed = isGeneral || words.contains { $0 == "{ConnectionName}" || $0 == "{input}" }
        let naming = isNamed ? "" : "\n  # Put {ConnectionName} where the connection's name stands."
        let more =
            isGeneral
            ? "" : "\n  # ListConnections, DeleteConnection and others likewise; what has no line here is left out."
        return """
            # A first page: run `tapedeck client check` on it, and see ClientProfiles1.md for what else it may say.
            client: \(JSONValue.string(name).text())
            title: \(JSONValue.string(name).text())
            programs: [\(JSONValue.string(program).text())]
            version:
              run: ["{program}", --version]
              match: '([0-9]+(?:\\.[0-9]+)*)'
            \(endpoint)
            operations:
            \(operations)\(naming)\(more)
            success: { exit: [0] }
            failure:
              # An expression with a group, over stdout or stderr.
              code: { stderr: '(?<code>[A-Za-z]+Exception)' }
              message: { stderr: 'Exception[^:]*: (?<message>.*)' }
            # What the client prints of a connection, where it is not AWS's JSON: JMESPath expressions.
            # output:
            #   connection: "result"
            #   members: { ConnectionName: "name", Status: "state" }
            # Or, where it is no JSON at all, an expression whose groups are members; and those that it never prints.
            # output:
            #   text: 'created (?<ConnectionName>\\S+) \\((?<Status>\\w+)\\)'
            #   lacks: [ConnectionArn, ProviderType, CreatedAt]
            # What turns on what a scenario may ask for; scenarios for others are left out.
            # settings:
            #   attempts: { environment: { AWS_MAX_ATTEMPTS: "{value}" } }
            #   debug: { arguments: [--debug] }
            #   request-id: {}   # it is shown anyway
            #   proxy: {}        # it goes through HTTPS_PROXY

            """
    }
}
