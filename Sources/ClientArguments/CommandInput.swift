import TapedeckClientModel

/// Reads `--cli-input-json` and `--cli-input-yaml`.
struct CommandInput: Sendable {
    /// Loads `file://` and `fileb://`.
    let files: ParameterFile

    /// The members that were given, none where neither option was.
    func members(_ found: ArgumentScanner.Found) throws(ClientError) -> [(name: String, value: ArgumentValue)] {
        let json = found.value("cli-input-json")
        let yaml = found.value("cli-input-yaml")
        guard json == nil || yaml == nil else {
            throw ClientError(
                .usage, code: "ParamValidation", message: "Only one --cli-input- parameter may be specified.")
        }
        if let json {
            let value = try value(json, "cli-input-json") { text in
                try? PythonJSON.value(of: text)
            }
            return try members(value, "cli-input-json", kind: "JSON")
        }
        if let yaml {
            return try members(try value(yaml, "cli-input-yaml", YAMLInput.value), "cli-input-yaml", kind: "YAML")
        }
        return []
    }

    private func value(
        _ given: String, _ name: String, _ read: (String) -> ArgumentValue?
    ) throws(ClientError) -> ArgumentValue? {
        do throws(ParameterFile.Failure) {
            switch try files.load(given) {
            case .string(let text): return read(text)
            case .bytes(let bytes): return String(validating: bytes, as: UTF8.self).flatMap(read)
            default: return read(given)
            }
        } catch {
            throw ParameterReader.failure("--\(name)", error.message)
        }
    }

    private func members(
        _ value: ArgumentValue?, _ name: String, kind: String
    ) throws(ClientError) -> [(name: String, value: ArgumentValue)] {
        guard let value else { throw ParameterReader.failure(name, "Invalid \(kind) received.") }
        guard case .map(let members) = value else {
            throw ParameterReader.failure(
                "--\(name)", "Invalid type: expecting map, received \(value.className)")
        }
        return members
    }
}
