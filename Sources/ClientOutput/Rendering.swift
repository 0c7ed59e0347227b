package import TapedeckAWSWire
package import TapedeckClientModel
import TapedeckJMESPath
package import TapedeckJSONText
import TapedeckWording

/// An operation's output as it is printed.
package enum Rendering {
    /// What skeletons have in the place of a time: a time without a zone.
    private static let placeholder = (text: "1970-01-01T00:00:00", time: "1970-01-01 00:00:00")

    /// The bytes to print for an answer or an output skeleton, a line break at their end; none for an empty output.
    ///
    /// The answer is shaped by the model, searched by `--query`, and laid out in the format that is configured. What
    /// goes to a terminal has no active control characters; elsewhere the bytes are AWS CLI's.
    ///
    /// - Throws: status 252 for a query that is not valid, 253 for a bad setting, 255 for a query that does not fit the
    ///   output, a time that can't be read, or a value that a format has no place for.
    package static func bytes(
        _ output: JSONValue, operation: ConnectionOperation, configuration: Configuration,
        surroundings: Surroundings
    ) throws(ClientError) -> [UInt8] {
        let shape = OutputShape(
            timestamps: try configuration.timestampFormat(), utcOffset: surroundings.utcOffset)
        let format = try configuration.outputFormat()
        var value = try shape.shaped(output, as: .structure(operation.output))
        guard format != .off else { return [] }
        let isSkeleton = holdsPlaceholder(value)
        if let query = configuration.options.query { value = try search(value, query) }
        let page = Page(
            title: operation.rawValue, isTerminal: surroundings.terminals.output, columns: surroundings.columns,
            color: configuration.options.color, isSkeleton: isSkeleton)
        return Array(try page.text(value, format).utf8)
    }

    private static func search(_ value: JSONValue, _ query: String) throws(ClientError) -> JSONValue {
        let expression: Expression
        do {
            expression = try Expression(query)
        } catch {
            throw ClientError(
                .usage, code: "ParamValidation", message: "Bad value for --query \(query): \(error)")
        }
        do {
            return try expression.search(value)
        } catch {
            throw ClientError(.general, message: "\(error)")
        }
    }

    private static func holdsPlaceholder(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let object):
            object.members.contains { name, value in
                (name == "CreatedAt" && value.string == placeholder.text) || holdsPlaceholder(value)
            }
        case .array(let elements): elements.contains(where: holdsPlaceholder)
        default: false
        }
    }
}

extension Rendering {
    /// Where a value is printed, and how.
    struct Page: Sendable {
        /// What stands over a table.
        var title: String
        /// Whether it goes to a terminal: then nothing in it may act on one.
        var isTerminal = false
        /// The terminal's width.
        var columns = 80
        /// Whether tables are coloured.
        var color = ColorMode.auto
        /// Whether texts that look like the skeletons' time stand for a time.
        var isSkeleton = false

        /// The text of a value.
        func text(_ value: JSONValue, _ format: OutputFormat) throws(ClientError) -> String {
            let isEmpty = value.object?.isEmpty == true
            switch format {
            case .off: return ""
            case .json: return isEmpty ? "" : json(value)
            case .text: return try TextFormat.text(spoken(value))
            case .table:
                return try TableFormat.text(
                    spoken(value), title: title, columns: columns, width: isTerminal ? .shown : .counted,
                    colors: colors)
            case .yaml: return isEmpty ? "" : yaml(value)
            case .yamlStream: return isEmpty ? "" : yaml(.array([value]))
            }
        }

        private var colors: TablePainter.Colors {
            switch color {
            case .off: .none
            case .auto: isTerminal ? .ansi : .none
            case .on: isTerminal ? .ansi : .ansiWithResets
            }
        }

        private func yaml(_ value: JSONValue) -> String {
            if value.isScalar { return json(value) }
            let format = YAMLFormat(
                escapesDirections: isTerminal, placeholder: isSkeleton ? Rendering.placeholder : nil)
            return format.text(value)
        }

        private func json(_ value: JSONValue) -> String {
            let text = value.withPythonNumbers.text(JSONStyle(indentation: 4, colon: ": ")) + "\n"
            guard isTerminal else { return text }
            // Such characters occur within texts only, where JSON has an escape for each.
            var result = ""
            for scalar in text.unicodeScalars {
                let isActive: Bool =
                    switch scalar.value {
                    case 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
                    default: false
                    }
                guard isActive else {
                    result.unicodeScalars.append(scalar)
                    continue
                }
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            return result
        }

        /// The value with texts as `text` and `table` show them.
        private func spoken(_ value: JSONValue) -> JSONValue {
            guard isTerminal || isSkeleton else { return value }
            return value.mappingTexts { text in
                if isSkeleton, text == Rendering.placeholder.text { return Rendering.placeholder.time }
                return isTerminal ? InertText.of(text) : text
            }
        }
    }
}

extension JSONValue {
    /// The value with each text and name replaced.
    fileprivate func mappingTexts(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .string(let text): .string(change(text))
        case .array(let elements): .array(elements.map { $0.mappingTexts(change) })
        case .object(let object):
            .object(JSONObject(object.members.map { (change($0.name), $0.value.mappingTexts(change)) }))
        default: self
        }
    }
}
