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
            ["GITHUB", "BITBUCKET"].contains(word) ? "{ProviderType}" : word
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
              CreateConnection:
                run: \(run)
            success: { exit: [0] }
            failure:
              # An expression with a group, over stdout or stderr.
              code: { stderr: '(?<code>[A-Za-z]+Exception)' }
              message: { stderr: 'Exception[^:]*: (?<message>.*)' }
            # What the client prints of a connection, where it is not AWS's JSON: JMESPath expressions.
            # output:
            #   connection: "result"
            #   members: { ConnectionName: "name", Status: "state" }

            """
    }
}
