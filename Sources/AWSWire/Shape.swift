public import TapedeckJSONText

/// What a value on the wire may be.
public indirect enum Shape: Sendable {
    /// A string with its constraints.
    case string(StringShape)
    /// A whole number from the least to the greatest, both included.
    case integer(minimum: Int, maximum: Int)
    /// Seconds since 1970 as a JSON number.
    case timestamp
    /// An array whose items have one shape.
    case list(Shape)
    /// An object with known members.
    case structure(StructureShape)

    /// What JSON calls a value of this shape.
    public var jsonKind: String {
        switch self {
        case .string: "a string"
        case .integer: "a whole number"
        case .timestamp: "a number"
        case .list: "an array"
        case .structure: "an object"
        }
    }
}

/// The constraints on a string, as the model has them.
public struct StringShape: Sendable {
    /// The least length in Unicode scalars.
    public var minimum: Int?
    /// The greatest length in Unicode scalars.
    public var maximum: Int?
    /// The regular expression that the whole value must match.
    public var pattern: StringPattern?
    /// The enumeration's members; the service may send others.
    public var values: [String]

    /// Makes a shape; what is not given is not constrained.
    public init(minimum: Int? = nil, maximum: Int? = nil, pattern: StringPattern? = nil, values: [String] = []) {
        self.minimum = minimum
        self.maximum = maximum
        self.pattern = pattern
        self.values = values
    }
}

/// The regular expressions of the model, each as the model writes it.
///
/// A closed set: whoever checks values has a case for each, so that a new expression can't pass for another.
public enum StringPattern: String, Sendable, Hashable, CaseIterable {
    /// Any text on one line.
    case line = ".*"
    /// A tag's key: not one of those that AWS keeps for itself.
    case tagKey = "^(?!aws:).+"
    /// A connection's name.
    case connectionName = #"[A-Za-z0-9][A-Za-z0-9\-_]{3,31}"#
    /// The name of a resource of App Runner.
    case resourceARN = #"arn:aws(-[\w]+)*:[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[0-9]{12}:(\w|\/|-){1,1011}"#
}

/// The members of a structure, in the order of the model.
public struct StructureShape: Sendable {
    /// One member.
    public struct Member: Sendable {
        /// The member's name on the wire.
        public var name: String
        /// What its value may be.
        public var shape: Shape
        /// Whether the model requires it.
        public var isRequired: Bool

        /// Makes a member.
        public init(_ name: String, _ shape: Shape, isRequired: Bool = false) {
            self.name = name
            self.shape = shape
            self.isRequired = isRequired
        }
    }

    /// All members.
    public var members: [Member]

    /// Makes a structure of these members.
    public init(_ members: [Member]) {
        self.members = members
    }

    /// The member of a name.
    public subscript(name: String) -> Member? {
        members.first { $0.name == name }
    }
}

extension StructureShape {
    /// `Connection` and `ConnectionSummary`: the model gives both the same members. There is none for tags.
    public static let connection = StructureShape([
        .init("ConnectionName", .connectionName),
        .init("ConnectionArn", .resourceARN),
        .init("ProviderType", .string(StringShape(values: ProviderType.known))),
        .init("Status", .string(StringShape(values: ConnectionStatus.known))),
        .init("CreatedAt", .timestamp),
    ])

    /// `Tag`.
    public static let tag = StructureShape([
        .init("Key", .tagKey),
        .init("Value", .string(StringShape(minimum: 0, maximum: 256, pattern: .line))),
    ])
}

extension Shape {
    /// `ConnectionName`.
    public static let connectionName = Shape.string(
        StringShape(minimum: 4, maximum: 32, pattern: .connectionName))

    /// `AppRunnerResourceArn`.
    public static let resourceARN = Shape.string(
        StringShape(minimum: 1, maximum: 1011, pattern: .resourceARN))

    /// `TagKey`.
    public static let tagKey = Shape.string(StringShape(minimum: 1, maximum: 128, pattern: .tagKey))
}

/// Where a JSON value does not have the kinds and names that a shape asks for.
public struct ShapeMismatch: Sendable, Hashable, CustomStringConvertible {
    /// The place, as a JSON pointer.
    public let path: String
    /// What is wrong there, as a clause.
    public let reason: String

    public var description: String {
        "\(path.isEmpty ? "the body" : path) \(reason)"
    }
}

extension StructureShape {
    /// Every place where a value has another kind than the shape says, or a name the shape does not know.
    ///
    /// A `null` member counts as absent. Constraints (length, pattern, enumeration) are not looked at.
    ///
    /// - Parameter allowsUnknown: whether unknown names pass: they do in what a service sends.
    public func mismatches(in value: JSONValue, allowsUnknown: Bool = false) -> [ShapeMismatch] {
        Shape.structure(self).mismatches(in: value, at: "", allowsUnknown: allowsUnknown)
    }
}

extension Shape {
    fileprivate func mismatches(in value: JSONValue, at path: String, allowsUnknown: Bool) -> [ShapeMismatch] {
        func wrong() -> [ShapeMismatch] {
            [ShapeMismatch(path: path, reason: "is \(value.kindName) where \(jsonKind) was expected")]
        }
        switch self {
        case .string:
            return value.string == nil ? wrong() : []
        case .integer:
            return value.int == nil ? wrong() : []
        case .timestamp:
            return value.number == nil ? wrong() : []
        case .list(let element):
            guard let items = value.array else { return wrong() }
            return items.enumerated().flatMap { index, item in
                element.mismatches(in: item, at: "\(path)/\(index)", allowsUnknown: allowsUnknown)
            }
        case .structure(let structure):
            guard let object = value.object else { return wrong() }
            return object.members.flatMap { member -> [ShapeMismatch] in
                let place = "\(path)/\(member.name)"
                guard let known = structure[member.name] else {
                    return allowsUnknown ? [] : [ShapeMismatch(path: place, reason: "is not in the model")]
                }
                if member.value.isNull { return [] }
                return known.shape.mismatches(in: member.value, at: place, allowsUnknown: allowsUnknown)
            }
        }
    }
}
