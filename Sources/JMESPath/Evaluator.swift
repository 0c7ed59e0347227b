import TapedeckJSONText
import TapedeckPythonText

/// Walks a tree with a value.
///
/// It is a class, and every kind of node has a function of its own, because frames must stay small in a debug build too.
final class Evaluator: Sendable {
    typealias Reference = SyntaxTree.Reference

    let tree: SyntaxTree

    init(tree: SyntaxTree) {
        self.tree = tree
    }

    func evaluate(_ node: Reference, _ value: JSONValue) throws(EvaluationError) -> JSONValue {
        switch tree.nodes[Int(node)] {
        case .current: return value
        case .field, .index, .slice, .literal, .expressionReference: return try leaf(node, value)
        case .subexpression(let list), .indexExpression(let list): return try chain(list, value)
        case .projection(let base, let right): return try projection(base, right, value)
        case .valueProjection(let base, let right): return try valueProjection(base, right, value)
        case .filterProjection(let base, let right, let condition): return try filter(base, right, condition, value)
        case .flatten(let base): return Self.flattened(try evaluate(base, value))
        case .multiselectList(let list): return try multiselectList(list, value)
        case .multiselectHash(let names, let values): return try multiselectHash(names, values, value)
        case .call(let function, let name, let arguments): return try call(function, name, arguments, value)
        case .pipe, .or, .and, .not, .comparison: return try operation(node, value)
        }
    }

    private func leaf(_ node: Reference, _ value: JSONValue) throws(EvaluationError) -> JSONValue {
        switch tree.nodes[Int(node)] {
        case .field(let name): return Self.field(tree.names[Int(name)], of: value)
        case .index(let index): return Self.element(index, of: value)
        case .slice(let number): return try Self.slice(tree.slices[Int(number)], of: value)
        case .literal(let number): return tree.literals[Int(number)]
        default: throw .reference
        }
    }

    private func operation(_ node: Reference, _ value: JSONValue) throws(EvaluationError) -> JSONValue {
        switch tree.nodes[Int(node)] {
        case .pipe(let left, let right): return try evaluate(right, try evaluate(left, value))
        case .or(let left, let right): return try alternative(left, right, value, wanted: true)
        case .and(let left, let right): return try alternative(left, right, value, wanted: false)
        case .not(let operand): return .bool(!Self.isTrue(try evaluate(operand, value)))
        case .comparison(let comparison, let left, let right): return try compare(comparison, left, right, value)
        default: return .null
        }
    }

    // MARK: Single values

    private static func field(_ name: FieldName, of value: JSONValue) -> JSONValue {
        if case .object(let object) = value { object.lastValue(name) } else { .null }
    }

    private static func element(_ index: Int, of value: JSONValue) -> JSONValue {
        guard case .array(let elements) = value else { return .null }
        let place = index < 0 ? index + elements.count : index
        return elements.indices.contains(place) ? elements[place] : .null
    }

    private static func slice(_ slice: SyntaxTree.Slice, of value: JSONValue) throws(EvaluationError) -> JSONValue {
        guard case .array(let elements) = value else { return .null }
        let step = slice.step ?? 1
        if step == 0 { throw .python("slice step cannot be zero") }
        let count = elements.count
        let lowest = step < 0 ? -1 : 0
        let highest = step < 0 ? count - 1 : count
        func bound(_ bound: Int?, else missing: Int) -> Int {
            guard let bound else { return missing }
            return min(max(bound < 0 ? bound + count : bound, lowest), highest)
        }
        let start = bound(slice.start, else: step < 0 ? highest : lowest)
        let end = bound(slice.end, else: step < 0 ? lowest : highest)
        if step == 1 { return .array(start < end ? Array(elements[start..<end]) : []) }
        var selected: [JSONValue] = []
        var place = start
        while step > 0 ? place < end : place > end {
            selected.append(elements[place])
            let (following, hasOverflowed) = place.addingReportingOverflow(step)
            if hasOverflowed { break }
            place = following
        }
        return .array(selected)
    }

    private static func flattened(_ value: JSONValue) -> JSONValue {
        guard case .array(let elements) = value else { return .null }
        var flat: [JSONValue] = []
        flat.reserveCapacity(elements.count)
        for element in elements {
            if case .array(let inner) = element {
                flat.append(contentsOf: inner)
            } else {
                flat.append(element)
            }
        }
        return .array(flat)
    }

    /// What filters and `||` take for true: everything but `null`, `false` and what is empty; 0 is true.
    static func isTrue(_ value: JSONValue) -> Bool {
        switch value {
        case .null: false
        case .bool(let bool): bool
        case .number: true
        case .string(let string): !string.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.isEmpty
        }
    }

    // MARK: Nodes over nodes

    private func chain(_ list: Int32, _ value: JSONValue) throws(EvaluationError) -> JSONValue {
        var value = value
        for step in tree.lists[Int(list)] {
            if case .field(let name) = tree.nodes[Int(step)] {
                value = Self.field(tree.names[Int(name)], of: value)
            } else {
                value = try evaluate(step, value)
            }
        }
        return value
    }

    private func alternative(
        _ left: Reference, _ right: Reference, _ value: JSONValue, wanted: Bool
    ) throws(EvaluationError) -> JSONValue {
        let first = try evaluate(left, value)
        return Self.isTrue(first) == wanted ? first : try evaluate(right, value)
    }

    private func compare(
        _ comparison: SyntaxTree.Comparison, _ left: Reference, _ right: Reference, _ value: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        try Ordering.compare(comparison, try evaluate(left, value), try evaluate(right, value))
    }

    private func projection(
        _ base: Reference, _ right: Reference, _ value: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        guard case .array(let elements) = try evaluate(base, value) else { return .null }
        return try collect(elements, right)
    }

    private func valueProjection(
        _ base: Reference, _ right: Reference, _ value: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        guard case .object(let object) = try evaluate(base, value) else { return .null }
        return try collect(object.distinctMembers.map(\.value), right)
    }

    private func collect(_ elements: [JSONValue], _ right: Reference) throws(EvaluationError) -> JSONValue {
        if case .current = tree.nodes[Int(right)] {
            return .array(elements.contains(where: \.isNull) ? elements.filter { !$0.isNull } : elements)
        }
        var collected: [JSONValue] = []
        collected.reserveCapacity(elements.count)
        for element in elements {
            let selected = try evaluate(right, element)
            if !selected.isNull { collected.append(selected) }
        }
        return .array(collected)
    }

    private func filter(
        _ base: Reference, _ right: Reference, _ condition: Reference, _ value: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        guard case .array(let elements) = try evaluate(base, value) else { return .null }
        var collected: [JSONValue] = []
        for element in elements where Self.isTrue(try evaluate(condition, element)) {
            let selected = try evaluate(right, element)
            if !selected.isNull { collected.append(selected) }
        }
        return .array(collected)
    }

    private func multiselectList(_ list: Int32, _ value: JSONValue) throws(EvaluationError) -> JSONValue {
        if value.isNull { return .null }
        var selected: [JSONValue] = []
        selected.reserveCapacity(tree.lists[Int(list)].count)
        for node in tree.lists[Int(list)] { selected.append(try evaluate(node, value)) }
        return .array(selected)
    }

    private func multiselectHash(
        _ names: Int32, _ values: Int32, _ value: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        if value.isNull { return .null }
        let names = tree.nameLists[Int(names)]
        let nodes = tree.lists[Int(values)]
        if names.areDistinct {
            var object = JSONObject()
            object.members.reserveCapacity(nodes.count)
            for (name, node) in zip(names.names, nodes) {
                object.members.append((name: name, value: try evaluate(node, value)))
            }
            return .object(object)
        }
        // A repeated name takes its last value; the values before it are evaluated too, because they may be in error.
        var collected = PythonDictionary()
        for (name, node) in zip(names.names, nodes) { collected.set(name, try evaluate(node, value)) }
        return collected.object
    }

    private func call(
        _ function: Function?, _ name: Int32, _ arguments: Int32, _ value: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        var resolved: [Argument] = []
        for node in tree.lists[Int(arguments)] {
            if case .expressionReference(let operand) = tree.nodes[Int(node)] {
                resolved.append(.expression(operand))
            } else {
                resolved.append(.value(try evaluate(node, value)))
            }
        }
        guard let function else { throw .unknownFunction(tree.names[Int(name)].text) }
        try function.check(resolved)
        return try apply(function, resolved)
    }
}
