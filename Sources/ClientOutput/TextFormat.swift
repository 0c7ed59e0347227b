import TapedeckClientModel
import TapedeckJSONText
import TapedeckPythonText

/// The format `text`: scalars between tabs, sorted by name, after their list's name in capitals.
///
/// What AWS CLI does with odd shapes, a list of lists or a scalar among objects, it does too; errors included.
struct TextFormat {
    private var output = ""

    /// The text of a value.
    ///
    /// - Throws: status 255 where a list mixes objects and other values.
    static func text(_ value: JSONValue) throws(ClientError) -> String {
        var format = TextFormat()
        try format.write(value, label: nil)
        return format.output
    }

    private mutating func write(_ value: JSONValue, label: String?, columns: [String]? = nil) throws(ClientError) {
        switch value {
        case .object(let object): try write(object, label: label, columns: columns)
        case .array(let elements): try write(elements, label: label)
        default: output += PythonText.string(value) + "\n"
        }
    }

    private mutating func write(_ elements: [JSONValue], label: String?) throws(ClientError) {
        if elements.contains(where: { $0.object != nil }) {
            let columns = try TextFormat.scalarNames(elements)
            for element in elements { try write(element, label: label, columns: columns) }
            return
        }
        writeScalars(elements.filter(\.isScalar), label: label)
        for element in elements where !element.isScalar { try write(element, label: label) }
    }

    private mutating func writeScalars(_ elements: [JSONValue], label: String?) {
        guard !elements.isEmpty else { return }
        let texts = elements.map(PythonText.string)
        if let label {
            for text in texts { output += "\(label.uppercased())\t\(text)\n" }
        } else {
            output += texts.joined(separator: "\t") + "\n"
        }
    }

    /// Writes an object's scalars as a line, then the rest; in a list of objects all lines have the same columns.
    private mutating func write(_ object: JSONObject, label: String?, columns: [String]?) throws(ClientError) {
        let names = PythonText.sorted(object.names)
        var scalars: [String] = []
        var rest: [String] = []
        if let columns {
            scalars = columns.map { object[$0].map(PythonText.string) ?? "" }
            rest = names.filter { name in !columns.contains { $0.utf8.elementsEqual(name.utf8) } }
        } else {
            for name in names {
                guard let value = object[name] else { continue }
                if value.isScalar { scalars.append(PythonText.string(value)) } else { rest.append(name) }
            }
        }
        if !scalars.isEmpty {
            output += ((label.map { [$0.uppercased()] } ?? []) + scalars).joined(separator: "\t") + "\n"
        }
        for name in rest {
            if let value = object[name] { try write(value, label: name) }
        }
    }

    private static func scalarNames(_ elements: [JSONValue]) throws(ClientError) -> [String] {
        var names: [String] = []
        for element in elements {
            guard let object = element.object else {
                let type = PythonText.typeName(element)
                throw ClientError(.general, message: "'\(type)' object has no attribute 'items'")
            }
            names += object.members.filter(\.value.isScalar).map(\.name)
        }
        return PythonText.sorted(names)
    }
}
