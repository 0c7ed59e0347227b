/// A JSON value as it was written: members keep their order and repeats, numbers keep their text.
///
/// Equality is the equality of JSON values: objects compare without regard to the order of their members, numbers by
/// value (`1`, `1.0` and `1E0` are equal), strings scalar by scalar (no Unicode normalisation).
public enum JSONValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, with its text.
    case number(JSONNumber)
    /// A string, without its quotes and escapes.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object, its members in the order they were written in.
    case object(JSONObject)
}

extension JSONValue: Equatable {
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        left.canonicalBytes == right.canonicalBytes
    }
}

extension JSONValue: Hashable {
    public func hash(into hasher: inout Hasher) {
        hasher.combine(canonicalBytes)
    }
}

extension JSONValue {
    /// The members, when this is an object.
    public var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The elements, when this is an array.
    public var array: [JSONValue]? {
        if case .array(let array) = self { array } else { nil }
    }

    /// The characters, when this is a string.
    public var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The number, when this is one.
    public var number: JSONNumber? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The truth value, when this is one.
    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The number as an integer, when this is one without a fraction that fits.
    public var int: Int? {
        number?.int
    }

    /// Whether this is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The value of a member, when this is an object that has it. The last one wins where a name repeats.
    public subscript(name: String) -> JSONValue? {
        object?[name]
    }

    /// What JSON calls this kind of value: `null`, `a boolean`, `a number`, `a string`, `an array`, `an object`.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    public init(integerLiteral value: Int) {
        self = .number(JSONNumber(value))
    }

    public init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements))
    }

    public init(nilLiteral: ()) {
        self = .null
    }
}
