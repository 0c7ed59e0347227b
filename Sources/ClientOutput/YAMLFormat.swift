import TapedeckJSONText
import TapedeckPythonText

/// The formats `yaml` and `yaml-stream`: block style, members sorted by name.
struct YAMLFormat: Sendable {
    /// Whether characters that turn the direction of writing are escaped, for terminals.
    var escapesDirections = false
    /// Texts that stand for times without a zone, which YAML has a form for; skeletons hold them.
    var placeholder: (text: String, time: String)?

    /// A value as a document; a scalar alone is written as JSON, as AWS CLI does.
    func text(_ value: JSONValue) -> String {
        guard !value.isScalar else { return value.withPythonNumbers.text() + "\n" }
        var emitter = YAMLEmitter()
        write(value, to: &emitter, in: .root)
        return emitter.output + "\n"
    }

    private func write(_ value: JSONValue, to emitter: inout YAMLEmitter, in place: YAMLEmitter.Place) {
        switch value {
        case .null: emitter.write(word: "null")
        case .bool(let bool): emitter.write(word: bool ? "true" : "false")
        case .number(let number):
            let text = PythonText.number(number)
            let isFinite = text.last?.isNumber == true
            emitter.write(word: isFinite ? text : text.hasPrefix("-") ? "-.\(text.dropFirst())" : ".\(text)")
        case .string(let text):
            if let placeholder, text == placeholder.text {
                emitter.write(word: placeholder.time)
            } else {
                emitter.write(YAMLScalar(text, escapesDirections: escapesDirections), in: place)
            }
        case .array(let elements) where elements.isEmpty: emitter.writeEmpty("[]")
        case .array(let elements):
            emitter.writeSequence(elements, in: place) { emitter, element in
                write(element, to: &emitter, in: .item)
            }
        case .object(let object) where object.isEmpty: emitter.writeEmpty("{}")
        case .object(let object):
            let members = PythonText.sorted(object.names).map { name in
                (key: YAMLScalar(name, escapesDirections: escapesDirections), value: object[name] ?? .null)
            }
            emitter.writeMapping(members) { emitter, value in
                write(value, to: &emitter, in: .value)
            }
        }
    }
}
