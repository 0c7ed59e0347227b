import TapedeckJSONText
import TapedeckPythonText

/// Comparisons of values as Python makes them.
enum Ordering {
    /// The value of a comparison; `null` where one of `<`, `<=`, `>`, `>=` has a side that has no order.
    static func compare(
        _ comparison: SyntaxTree.Comparison, _ left: JSONValue, _ right: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        switch comparison {
        case .equal: return .bool(Equality.holds(left, right))
        case .unequal: return .bool(!Equality.holds(left, right))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard hasOrder(left), hasOrder(right) else { return .null }
            return .bool(try holds(comparison, left, right))
        }
    }

    /// Numbers have one by the language, strings in Python's implementation.
    private static func hasOrder(_ value: JSONValue) -> Bool {
        switch value {
        case .number, .string: true
        default: false
        }
    }

    /// Whether a comparison holds between two numbers or two strings.
    static func holds(
        _ comparison: SyntaxTree.Comparison, _ left: JSONValue, _ right: JSONValue
    ) throws(EvaluationError) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)):
            let (left, right) = (NumericValue(left), NumericValue(right))
            return switch comparison {
            case .less: left.isLess(than: right)
            case .greater: right.isLess(than: left)
            case .lessOrEqual: left.isLess(than: right) || left.isSame(as: right)
            case .greaterOrEqual: right.isLess(than: left) || left.isSame(as: right)
            case .equal: left.isSame(as: right)
            case .unequal: !left.isSame(as: right)
            }
        case (.string(let left), .string(let right)):
            return switch comparison {
            case .less: precedes(left, right)
            case .greater: precedes(right, left)
            case .lessOrEqual: !precedes(right, left)
            case .greaterOrEqual: !precedes(left, right)
            case .equal: ExactName.isSame(left, right)
            case .unequal: !ExactName.isSame(left, right)
            }
        default: throw .unordered(comparison.symbol, left, right)
        }
    }

    /// The order of code points, which is the order of UTF-8 bytes.
    static func precedes(_ left: String, _ right: String) -> Bool {
        let fast = left.utf8.withContiguousStorageIfAvailable { left in
            right.utf8.withContiguousStorageIfAvailable { right in precedes(left, right) }
        }
        return (fast ?? nil) ?? left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func precedes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let common = min(left.count, right.count)
        var place = 0
        while place < common, left[place] == right[place] { place += 1 }
        return place < common ? left[place] < right[place] : left.count < right.count
    }

    /// Elements in the order of their keys, all of them numbers or all strings; equal ones stay as they stood, which
    /// Swift's sorting guarantees.
    static func sorted(_ elements: [JSONValue], by keys: [JSONValue]) -> JSONValue {
        let places: [Int]
        if case .string = keys.first {
            let texts = keys.map { $0.string ?? "" }
            places = texts.indices.sorted { precedes(texts[$0], texts[$1]) }
        } else {
            let numbers = keys.map { $0.number.map(NumericValue.init) ?? .integer(0) }
            places = numbers.indices.sorted { numbers[$0].isLess(than: numbers[$1]) }
        }
        return .array(places.map { elements[$0] })
    }
}

/// Equality of values; the language's and Python's differ for truth values.
enum Equality {
    /// What `==` says: as Python, but a truth value never equals a number unless both stand within containers.
    static func holds(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.bool, .number), (.number, .bool): false
        default: python(left, right)
        }
    }

    /// Python's own equality, which `contains` uses: `true` equals 1 and `false` equals 0.
    static func python(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.array, .array), (.object, .object): containers(left, right)
        default: leaves(left, right)
        }
    }

    private static func leaves(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.string(let left), .string(let right)): ExactName.isSame(left, right)
        case (.number(let left), .number(let right)): NumericValue(left).isSame(as: NumericValue(right))
        case (.bool(let bool), .number(let number)), (.number(let number), .bool(let bool)):
            NumericValue(number).isSame(as: .integer(bool ? 1 : 0))
        default: false
        }
    }

    private typealias Pair = (JSONValue, JSONValue)

    /// Keeps what is still to be compared in an array, not on the stack: values may be nested deeply.
    private static func containers(_ left: JSONValue, _ right: JSONValue) -> Bool {
        var pairs: [Pair] = [(left, right)]
        while let pair = pairs.popLast() {
            switch pair {
            case (.array(let left), .array(let right)):
                if left.count != right.count { return false }
                for pair in zip(left, right).reversed() { pairs.append(pair) }
            case (.object(let left), .object(let right)):
                guard let members = matched(left, right) else { return false }
                pairs.append(contentsOf: members)
            default: if !leaves(pair.0, pair.1) { return false }
            }
        }
        return true
    }

    /// The values of the same members of two objects; `nil` where one object has a member that the other lacks.
    private static func matched(_ left: JSONObject, _ right: JSONObject) -> [Pair]? {
        let left = left.distinctMembers
        let right = right.distinctMembers
        if left.count != right.count { return nil }
        // Members nearly always stand in the same order; only where they don't is a table worth its making.
        if zip(left, right).allSatisfy({ ExactName.isSame($0.name, $1.name) }) {
            return zip(left, right).map { ($0.value, $1.value) }
        }
        let values = Dictionary(right.map { (ExactName(text: $0.name), $0.value) }) { $1 }
        var pairs: [Pair] = []
        for member in left {
            guard let other = values[ExactName(text: member.name)] else { return nil }
            pairs.append((member.value, other))
        }
        return pairs
    }
}
