import TapedeckAWSWire
import TapedeckClientModel
import TapedeckPythonText

/// Turns the texts of a command line into an operation's parameters.
struct ParameterReader: Sendable {
    /// Loads `file://` and `fileb://`.
    let files: ParameterFile

    /// The values of the options given, in the order of the model.
    func parameters(
        _ found: ArgumentScanner.Found, of command: CommandSpec, _ input: StructureShape
    ) throws(ClientError) -> [(name: String, value: ArgumentValue)] {
        var parameters: [(name: String, value: ArgumentValue)] = []
        for option in command.options {
            guard let member = option.member, let shape = input[member]?.shape, let texts = found.options[option.name]
            else { continue }
            parameters.append((member, try value(texts, shape, option.flag)))
        }
        return parameters
    }

    private func value(_ texts: [String], _ shape: Shape, _ flag: String) throws(ClientError) -> ArgumentValue {
        do throws(ParameterFile.Failure) {
            let loaded = texts.count == 1 ? try files.load(texts[0]) : nil
            if case .list(let element) = shape { return try list(texts, loaded, element) }
            let value = loaded ?? .string(texts.first ?? "")
            if case .integer = shape { return try integer(value) }
            return value
        } catch {
            guard let status = error.status else { throw ParameterReader.failure(flag, error.message) }
            throw ClientError(status, message: error.message)
        }
    }

    private func integer(_ value: ArgumentValue) throws(ParameterFile.Failure) -> ArgumentValue {
        var text = ""
        switch value {
        case .string(let string): text = string
        case .bytes(let bytes): text = String(decoding: bytes, as: UTF8.self)
        default: break
        }
        do throws(PythonNumber.Failure) {
            return .integer(try PythonNumber.integer(in: text))
        } catch {
            throw ParameterFile.Failure(message: error.message, status: .general)
        }
    }

    private func list(
        _ texts: [String], _ loaded: ArgumentValue?, _ element: Shape
    ) throws(ParameterFile.Failure) -> ArgumentValue {
        var texts = texts
        switch loaded {
        case .string(let text): texts = [text]
        case .bytes(let bytes): texts = [String(decoding: bytes, as: UTF8.self)]
        default: break
        }
        let first = texts.first?.unicodeScalars.first { !$0.properties.isWhitespace }
        if texts.count == 1, first == "[" { return try json(texts[0]) }
        guard case .structure = element else { return .list(texts.map { .string($0) }) }
        var items: [ArgumentValue] = []
        if first == "[" || first == "{" {
            for text in texts {
                let start = text.unicodeScalars.first { !$0.properties.isWhitespace }
                guard start == "{" else { throw ParameterFile.Failure(message: "Invalid JSON:\n\(text)") }
                items.append(try json(text))
            }
            return .list(items)
        }
        for text in texts {
            do throws(Shorthand.Failure) {
                items.append(
                    try Shorthand.value(of: text) { text throws(ParameterFile.Failure) in try files.load(text) })
            } catch {
                throw ParameterFile.Failure(message: error.message)
            }
        }
        // Shorthand in a file describes the value itself, and a mapping is no list.
        if loaded != nil, let only = items.first { return only }
        return .list(items)
    }

    private func json(_ text: String) throws(ParameterFile.Failure) -> ArgumentValue {
        do throws(PythonJSON.Failure) {
            return try PythonJSON.value(of: text)
        } catch {
            throw ParameterFile.Failure(message: "Invalid JSON: \(error.message)\nJSON received: \(text)")
        }
    }

    /// An error about a parameter's text.
    static func failure(_ name: String, _ message: String) -> ClientError {
        ClientError(.usage, code: "ParamValidation", message: "Error parsing parameter '\(name)': \(message)")
    }
}
