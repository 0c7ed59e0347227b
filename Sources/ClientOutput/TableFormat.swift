import TapedeckClientModel
import TapedeckJSONText
import TapedeckPythonText
import TapedeckWording

/// The format `table`: boxes in boxes, laid out and coloured as AWS CLI does.
struct TableFormat {
    private var sections: [TableSection] = []
    private let width: TextWidth

    /// The text of a table; empty for a value that Python takes for false.
    ///
    /// - Parameters:
    ///   - title: what stands over the outer box, the operation's name.
    ///   - columns: beyond them, boxes of a single row are set upright.
    /// - Throws: status 255 where rows of one box differ in length, with AWS CLI's words.
    static func text(
        _ value: JSONValue, title: String, columns: Int, width: TextWidth, colors: TablePainter.Colors
    ) throws(ClientError) -> String {
        var table = TableFormat(width: width)
        var painter = TablePainter(width: width, colors: colors)
        if try table.build(value, title: title, level: 0) {
            try painter.paint(table.sections, columns: columns)
        }
        return painter.output
    }

    private init(width: TextWidth) {
        self.width = width
    }

    @discardableResult
    private mutating func build(_ value: JSONValue, title: String?, level: Int) throws(ClientError) -> Bool {
        guard TableFormat.isTrue(value) else { return false }
        if let title { addSection(title, level: level) }
        switch value {
        case .array(let elements):
            if elements.first?.object != nil {
                try build(objects: elements, title: title, level: level)
            } else {
                for element in elements { try build(element: element) }
            }
        case .object(let object): try build(object: object, level: level)
        default: break
        }
        return true
    }

    private mutating func build(element: JSONValue) throws(ClientError) {
        switch element {
        case .array(let cells) where cells.allSatisfy(\.isScalar): try add(row: cells.map(PythonText.string))
        case .array: try build(element, title: nil, level: 0)
        case .object(let object): try add(row: TableFormat.names(object))
        default: try add(row: [PythonText.string(element)])
        }
    }

    private mutating func build(object: JSONObject, level: Int) throws(ClientError) {
        let (headers, rest) = try TableFormat.names([.object(object)])
        let cells = headers.map { PythonText.string(object[$0] ?? .null) }
        if headers.count == 1 {
            try add(row: headers + cells)
        } else if !headers.isEmpty {
            try add(headers: headers)
            try add(row: cells)
        }
        for name in rest { try build(object[name] ?? .null, title: name, level: level + 1) }
    }

    private mutating func build(objects: [JSONValue], title: String?, level: Int) throws(ClientError) {
        let (headers, rest) = try TableFormat.names(objects)
        try add(headers: headers)
        for (index, element) in objects.enumerated() {
            if index > 0, !rest.isEmpty {
                addSection(title, level: level)
                try add(headers: headers)
            }
            guard let object = element.object else { continue }
            try add(row: headers.map { name in object[name].map(PythonText.string) ?? "" })
            for name in rest {
                if let value = object[name] { try build(value, title: name, level: level + 1) }
            }
        }
    }

    private mutating func addSection(_ title: String?, level: Int) {
        sections.append(TableSection(title: title, level: level, width: width))
    }

    private mutating func add(headers: [String]) throws(ClientError) {
        try sections[sections.count - 1].add(headers: headers)
    }

    private mutating func add(row: [String]) throws(ClientError) {
        try sections[sections.count - 1].add(row: row)
    }

    /// The names of scalars, and of everything else, over a list of objects.
    private static func names(_ objects: [JSONValue]) throws(ClientError) -> (scalars: [String], rest: [String]) {
        var scalars: [String] = []
        var rest: [String] = []
        for element in objects {
            guard let object = element.object else {
                throw ClientError(.general, message: complaint(element))
            }
            for name in names(object) {
                if object[name]?.isScalar == true { scalars.append(name) } else { rest.append(name) }
            }
        }
        return (PythonText.sorted(scalars), PythonText.sorted(rest))
    }

    /// What Python says of a value among objects that is not an object itself.
    private static func complaint(_ element: JSONValue) -> String {
        switch element {
        case .string: "string indices must be integers, not 'str'"
        case .array(let items):
            "list indices must be integers or slices, not \(PythonText.typeName(items.first ?? .null))"
        default: "'\(PythonText.typeName(element))' object is not iterable"
        }
    }

    /// An object's names in order, each once.
    private static func names(_ object: JSONObject) -> [String] {
        var names: [String] = []
        for name in object.names where !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
            names.append(name)
        }
        return names
    }

    /// Whether Python takes the value for true.
    private static func isTrue(_ value: JSONValue) -> Bool {
        switch value {
        case .null: false
        case .bool(let bool): bool
        case .number(let number): number.double != 0
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.isEmpty
        }
    }
}
