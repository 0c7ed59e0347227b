public import TapedeckJSONText

/// A JMESPath expression, parsed once and searched with any number of times.
///
/// It follows Python's `jmespath` 1.1.0, which AWS CLI uses for `--query`, down to the words of its errors. Two limits
/// are ours: ``maximumLength`` and ``maximumDepth``; within them neither parsing nor evaluation can exhaust a stack of
/// 512 KiB for a value nested as deeply as `JSONParser` reads by default.
public struct Expression: Sendable {
    /// UTF-8 bytes of an expression that are read before it is refused: 1 MiB.
    public static let maximumLength = 1 << 20
    /// Levels of an expression that are read before it is refused; a member or index in a chain is not a level.
    public static let maximumDepth = 100

    /// The text the expression was made of.
    public let text: String

    /// Containers within containers in a literal, fewer because reading JSON takes more stack.
    static let maximumLiteralDepth = 64

    private let evaluator: Evaluator

    /// Parses an expression.
    ///
    /// - Throws: ``ExpressionError`` with the text that Python's `jmespath` gives the same fault.
    public init(_ text: String) throws(ExpressionError) {
        if text.isEmpty { throw .empty }
        if text.utf8.count > Self.maximumLength { throw .tooLong }
        var parser = Parser(source: try Lexer.tokens(of: text))
        self.evaluator = Evaluator(tree: try parser.tree())
        self.text = text
    }

    /// What the expression selects from a value; `null` where it selects nothing.
    ///
    /// Values that are passed through keep their numbers' texts and their members' order and repeats.
    ///
    /// - Throws: ``EvaluationError`` for an unknown function, a wrong argument, or a slice with step 0.
    public func search(_ value: JSONValue) throws(EvaluationError) -> JSONValue {
        try evaluator.evaluate(evaluator.tree.root, value)
    }
}
