import TapedeckJSONText
import TapedeckPythonText

/// Why an expression could not be evaluated, in the words of Python's `jmespath`, or of Python where it leaks through.
///
/// Two errors are equal when they are of the same kind.
public struct EvaluationError: Error, Sendable, Equatable, CustomStringConvertible {
    private enum Code: Sendable {
        case unknownFunction, arity, type, value
    }

    private let code: Code
    /// The whole message, on one line unless a string that it shows has line breaks.
    public let description: String

    /// Whether the expression calls a function that does not exist.
    public var isUnknownFunction: Bool {
        code == .unknownFunction
    }

    /// Whether a function was called with too few or too many arguments.
    public var isArity: Bool {
        code == .arity
    }

    /// Whether both are of the same kind.
    public static func == (left: EvaluationError, right: EvaluationError) -> Bool {
        left.code == right.code
    }

    static func unknownFunction(_ name: String) -> EvaluationError {
        EvaluationError(code: .unknownFunction, description: "Unknown function: \(name)()")
    }

    static func arity(of name: String, expected: Int, atLeast: Bool, received: Int) -> EvaluationError {
        EvaluationError(
            code: .arity,
            description: """
                Expected \(atLeast ? "at least " : "")\(expected) argument\(expected == 1 ? "" : "s") \
                for function \(name)(), received \(received)
                """)
    }

    /// A value of a type that the function does not take.
    static func type(in name: String, value: String, expected: [String], received: String) -> EvaluationError {
        let types = expected.map { "'\($0)'" }.joined(separator: ", ")
        return EvaluationError(
            code: .type,
            description: """
                In function \(name)(), invalid type for value: \(value), expected one of: [\(types)], \
                received: "\(received)"
                """)
    }

    /// A fault that Python itself reports, such as a comparison of a number with a string.
    static func python(_ message: String) -> EvaluationError {
        EvaluationError(code: .value, description: message)
    }

    static func unordered(_ symbol: String, _ left: JSONValue, _ right: JSONValue) -> EvaluationError {
        .python(
            """
            '\(symbol)' not supported between instances of '\(PythonText.typeName(left))' and \
            '\(PythonText.typeName(right))'
            """)
    }

    /// Python would hand the reference on as an object, which nothing can print.
    static let reference = EvaluationError(
        code: .value, description: "an expression reference (&) stands where a value was expected")
}
