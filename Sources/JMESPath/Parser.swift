import TapedeckJSONText

/// Makes a tree of tokens, by the binding powers of the tokens (Pratt's method), as Python's `jmespath` does.
///
/// It reads what that one reads, beyond the grammar too: arguments and members of a hash may stand without a comma
/// between them, and a slice behind an index does not project.
struct Parser {
    typealias Reference = SyntaxTree.Reference

    let source: TokenisedText
    var result = SyntaxTree()
    /// The height of each node's tree.
    private var heights: [Int] = []
    private var position = 0
    private var depth = 0

    init(source: TokenisedText) {
        self.source = source
    }

    /// Reads all tokens.
    mutating func tree() throws(ExpressionError) -> SyntaxTree {
        result.root = try expression(0)
        guard kind == .eof else {
            throw failure("Unexpected token: \(source.shown(token))", token)
        }
        result.literals = source.literals
        return result
    }

    var token: Token { source.tokens[position] }
    var kind: Token.Kind { source.tokens[position].kind }
    var kindAfter: Token.Kind { source.tokens[position + 1].kind }

    mutating func advance() {
        position += 1
    }

    mutating func match(_ expected: Token.Kind) throws(ExpressionError) {
        guard kind == expected else {
            throw missing(expected.rawValue)
        }
        position += 1
    }

    func failure(_ message: String, _ token: Token) -> ExpressionError {
        .syntax(message, token: source.shown(token), kind: token.kind, at: token.start, in: source.text)
    }

    /// A token that stands where another was expected; the end of the text is told apart.
    func missing(_ expected: String) -> ExpressionError {
        kind == .eof ? .incomplete(source.text) : failure("Expecting: \(expected), got: \(kind.rawValue)", token)
    }

    mutating func expression(_ bindingPower: Int) throws(ExpressionError) -> Reference {
        depth += 1
        if depth > Expression.maximumDepth { throw .tooDeep }
        var left = try start()
        while bindingPower < kind.bindingPower {
            left = try continuation(left)
        }
        depth -= 1
        return left
    }

    // MARK: Nodes

    mutating func append(_ node: SyntaxTree.Node, over children: Reference...) throws(ExpressionError) -> Reference {
        try append(node, over: children)
    }

    mutating func append(_ node: SyntaxTree.Node, over children: [Reference]) throws(ExpressionError) -> Reference {
        var height = 0
        for child in children { height = max(height, heights[Int(child)] + 1) }
        if height > Expression.maximumDepth { throw .tooDeep }
        result.nodes.append(node)
        heights.append(height)
        return Reference(result.nodes.count - 1)
    }

    mutating func list(_ references: [Reference]) -> Int32 {
        result.lists.append(references)
        return Int32(result.lists.count - 1)
    }

    mutating func name(_ name: String) -> Int32 {
        result.names.append(FieldName(name))
        return Int32(result.names.count - 1)
    }

    /// Appends a step to a chain. A step that can nest its value deeper makes the chain higher, members don't.
    private mutating func extend(_ chain: Reference, _ listNumber: Int32, with step: Reference) throws(ExpressionError)
    {
        result.lists[Int(listNumber)].append(step)
        switch result.nodes[Int(step)] {
        case .field, .index, .slice: break
        default: heights[Int(chain)] = max(heights[Int(chain)], heights[Int(step)] + 1) + 1
        }
        if heights[Int(chain)] > Expression.maximumDepth { throw .tooDeep }
    }

    // MARK: Tokens that start an expression

    private mutating func start() throws(ExpressionError) -> Reference {
        let token = token
        advance()
        switch token.kind {
        case .star, .filter, .flatten: return try startingProjection(token.kind)
        case .leftBrace: return try multiselectHash()
        case .leftBracket: return try startingBracket()
        case .leftParenthesis: return try parenthesised()
        case .not: return try not()
        case .expref: return try expressionReference()
        default: return try leaf(token)
        }
    }

    private mutating func leaf(_ token: Token) throws(ExpressionError) -> Reference {
        switch token.kind {
        case .literal: return try append(.literal(Int32(token.value)))
        case .unquotedIdentifier: return try append(.field(name(source.name(token))))
        case .quotedIdentifier:
            if kind == .leftParenthesis {
                throw .syntax(
                    "Quoted identifier not allowed for function names.", token: "(", kind: .leftParenthesis, at: 0,
                    in: source.text)
            }
            return try append(.field(name(source.name(token))))
        case .current: return try append(.current)
        case .eof: throw .incomplete(source.text)
        default: throw failure("invalid token", token)
        }
    }

    private mutating func startingProjection(_ kind: Token.Kind) throws(ExpressionError) -> Reference {
        let current = try append(.current)
        switch kind {
        case .star: return try wildcardValues(current, .star)
        case .filter: return try filter(current)
        default: return try flatten(current)
        }
    }

    private mutating func parenthesised() throws(ExpressionError) -> Reference {
        let inner = try expression(0)
        try match(.rightParenthesis)
        return inner
    }

    private mutating func not() throws(ExpressionError) -> Reference {
        let operand = try expression(Token.Kind.not.bindingPower)
        return try append(.not(operand), over: operand)
    }

    private mutating func expressionReference() throws(ExpressionError) -> Reference {
        let operand = try expression(Token.Kind.expref.bindingPower)
        return try append(.expressionReference(operand), over: operand)
    }

    // MARK: Tokens that continue one

    private mutating func continuation(_ left: Reference) throws(ExpressionError) -> Reference {
        let token = token
        switch token.kind {
        case .star, .not, .leftBrace: throw failure("invalid token", token)
        default: advance()
        }
        switch token.kind {
        case .dot: return try member(of: left)
        case .filter: return try filter(left)
        case .flatten: return try flatten(left)
        case .leftBracket: return try continuingBracket(left)
        case .leftParenthesis: return try call(left)
        default: return try infix(token.kind, left)
        }
    }

    private mutating func infix(_ kind: Token.Kind, _ left: Reference) throws(ExpressionError) -> Reference {
        let right = try expression(kind.bindingPower)
        let node: SyntaxTree.Node =
            switch kind {
            case .pipe: .pipe(left, right)
            case .or: .or(left, right)
            case .and: .and(left, right)
            case .ne: .comparison(.unequal, left, right)
            case .lt: .comparison(.less, left, right)
            case .lte: .comparison(.lessOrEqual, left, right)
            case .gt: .comparison(.greater, left, right)
            case .gte: .comparison(.greaterOrEqual, left, right)
            default: .comparison(.equal, left, right)
            }
        return try append(node, over: left, right)
    }

    private mutating func member(of left: Reference) throws(ExpressionError) -> Reference {
        if kind == .star {
            advance()
            return try wildcardValues(left, .dot)
        }
        let right = try afterDot(Token.Kind.dot.bindingPower)
        if case .subexpression(let chain) = result.nodes[Int(left)] {
            try extend(left, chain, with: right)
            return left
        }
        return try append(.subexpression(list([left, right])), over: left, right)
    }

    private func notAFunction() -> ExpressionError {
        let name = source.tokens[position - 2]
        return failure("Invalid function name '\(source.shown(name))'", name)
    }

    private mutating func call(_ left: Reference) throws(ExpressionError) -> Reference {
        guard case .field(let name) = result.nodes[Int(left)] else { throw notAFunction() }
        var arguments: [Reference] = []
        while kind != .rightParenthesis {
            arguments.append(try expression(0))
            if kind == .comma { advance() }
        }
        advance()
        let function = Function(rawValue: result.names[Int(name)].text)
        return try append(.call(function, name: name, arguments: list(arguments)), over: arguments)
    }

    mutating func elements(of left: Reference, _ step: SyntaxTree.Node) throws(ExpressionError) -> Reference {
        let right = try append(step)
        if case .indexExpression(let chain) = result.nodes[Int(left)] {
            try extend(left, chain, with: right)
            return left
        }
        let chain = try append(.indexExpression(list([left, right])), over: left)
        guard case .slice = step else { return chain }
        let projected = try afterProjection(Token.Kind.star.bindingPower)
        return try append(.projection(chain, projected), over: chain, projected)
    }
}
