/// Brackets, braces, and what follows a projection.
extension Parser {
    /// Tokens that bind more weakly than this end a projection.
    private static let projectionStop = 10

    mutating func wildcardValues(_ left: Reference, _ kind: Token.Kind) throws(ExpressionError) -> Reference {
        // `*]` is read as a wildcard with nothing behind it only where it starts an expression.
        let right =
            kind == .star && self.kind == .rightBracket
            ? try append(.current) : try afterProjection(kind.bindingPower)
        return try append(.valueProjection(left, right), over: left, right)
    }

    mutating func filter(_ left: Reference) throws(ExpressionError) -> Reference {
        let condition = try expression(0)
        try match(.rightBracket)
        let right =
            kind == .flatten ? try append(.current) : try afterProjection(Token.Kind.filter.bindingPower)
        return try append(.filterProjection(left, right, condition: condition), over: left, right, condition)
    }

    mutating func flatten(_ left: Reference) throws(ExpressionError) -> Reference {
        let flat = try append(.flatten(left), over: left)
        let right = try afterProjection(Token.Kind.flatten.bindingPower)
        return try append(.projection(flat, right), over: flat, right)
    }

    mutating func startingBracket() throws(ExpressionError) -> Reference {
        switch kind {
        case .number, .colon: return try elements(of: try append(.current), try indexOrSlice())
        case .star where kindAfter == .rightBracket: return try wildcardElements(try append(.current))
        default: return try multiselectList()
        }
    }

    mutating func continuingBracket(_ left: Reference) throws(ExpressionError) -> Reference {
        switch kind {
        case .number, .colon: return try elements(of: left, try indexOrSlice())
        default: return try wildcardElements(left)
        }
    }

    private mutating func wildcardElements(_ left: Reference) throws(ExpressionError) -> Reference {
        try match(.star)
        try match(.rightBracket)
        let right = try afterProjection(Token.Kind.star.bindingPower)
        return try append(.projection(left, right), over: left, right)
    }

    private mutating func indexOrSlice() throws(ExpressionError) -> SyntaxTree.Node {
        if kind == .colon || kindAfter == .colon { return try slice() }
        let index = source.integer(token)
        advance()
        try match(.rightBracket)
        return .index(index)
    }

    private mutating func slice() throws(ExpressionError) -> SyntaxTree.Node {
        var parts: [Int?] = [nil, nil, nil]
        var part = 0
        while kind != .rightBracket {
            if kind == .number {
                parts[part] = source.integer(token)
            } else if kind == .colon, part < 2 {
                part += 1
            } else {
                throw failure("syntax error", token)
            }
            advance()
        }
        advance()
        result.slices.append(SyntaxTree.Slice(start: parts[0], end: parts[1], step: parts[2]))
        return .slice(Int32(result.slices.count - 1))
    }

    mutating func multiselectList() throws(ExpressionError) -> Reference {
        var items = [try expression(0)]
        while kind != .rightBracket {
            try match(.comma)
            items.append(try expression(0))
        }
        advance()
        return try append(.multiselectList(list(items)), over: items)
    }

    mutating func multiselectHash() throws(ExpressionError) -> Reference {
        var names: [String] = []
        var values: [Reference] = []
        repeat {
            let key = token
            guard key.kind == .quotedIdentifier || key.kind == .unquotedIdentifier else {
                throw missing("['quoted_identifier', 'unquoted_identifier']")
            }
            advance()
            try match(.colon)
            let value = try expression(0)
            names.append(source.name(key))
            values.append(value)
            if kind == .comma {
                advance()
            } else if kind == .rightBrace {
                break
            }
        } while true
        advance()
        result.nameLists.append(SyntaxTree.Names(names))
        return try append(
            .multiselectHash(names: Int32(result.nameLists.count - 1), values: list(values)), over: values)
    }

    mutating func afterProjection(_ bindingPower: Int) throws(ExpressionError) -> Reference {
        if kind.bindingPower < Self.projectionStop { return try append(.current) }
        switch kind {
        case .leftBracket, .filter: return try expression(bindingPower)
        case .dot:
            advance()
            return try afterDot(bindingPower)
        default: throw failure("syntax error", token)
        }
    }

    mutating func afterDot(_ bindingPower: Int) throws(ExpressionError) -> Reference {
        switch kind {
        case .quotedIdentifier, .unquotedIdentifier, .star: return try expression(bindingPower)
        case .leftBracket:
            advance()
            return try multiselectList()
        case .leftBrace:
            advance()
            return try multiselectHash()
        default: throw notAMember()
        }
    }

    private func notAMember() -> ExpressionError {
        failure(
            """
            Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: \(kind.rawValue)
            """, token)
    }
}
