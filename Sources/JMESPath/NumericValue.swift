import TapedeckJSONText
import TapedeckPythonText

// Rounding is in the C library for mathematics; a program without Foundation links that only where somebody imports it.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A number as Python computes with it: an integer of any size, or a binary fraction.
enum NumericValue {
    case integer(Int)
    case wide(WideInteger)
    case float(Double)

    init(_ number: JSONNumber) {
        if let small = Self.smallInteger(number.text) {
            self = .integer(small)
        } else if PythonNumber.isInteger(number.text) {
            self = Int(number.text).map { .integer($0) } ?? .wide(WideInteger(decimal: number.text))
        } else {
            self = .float(number.double)
        }
    }

    init(_ wide: WideInteger) {
        self = wide.int.map { .integer($0) } ?? .wide(wide)
    }

    /// Reads up to 18 digits and a sign, which is nearly every integer there is.
    @inline(__always)
    private static func smallInteger(_ text: String) -> Int? {
        let bytes = text.utf8
        if bytes.count > 18 { return nil }
        var value = 0
        var isNegative = false
        for byte in bytes {
            let digit = byte &- UInt8(ascii: "0")
            if digit < 10 {
                value = value &* 10 &+ Int(digit)
            } else if byte == UInt8(ascii: "-"), value == 0, !isNegative {
                isNegative = true
            } else {
                return nil
            }
        }
        return isNegative ? -value : value
    }

    /// The number in the text that Python writes.
    var json: JSONValue {
        switch self {
        case .integer(let int): .number(JSONNumber(int))
        case .wide(let wide): .number(JSONNumber(uncheckedText: wide.description))
        case .float(let double): .number(JSONNumber(uncheckedText: PythonText.jsonNumber(double)))
        }
    }

    private var wide: WideInteger? {
        switch self {
        case .integer(let int): WideInteger(int)
        case .wide(let wide): wide
        case .float: nil
        }
    }

    var magnitude: NumericValue {
        switch self {
        case .integer(let int):
            int == .min ? .wide(WideInteger(int).magnitude) : .integer(Swift.abs(int))
        case .wide(let wide): .wide(wide.magnitude)
        case .float(let double): .float(double.magnitude)
        }
    }

    /// The integer next to the number.
    func rounded(_ direction: Direction) throws(EvaluationError) -> NumericValue {
        guard case .float(let double) = self else { return self }
        if double.isNaN { throw .python("cannot convert float NaN to integer") }
        if double.isInfinite { throw .python("cannot convert float infinity to integer") }
        let floor = double.rounded(.down)
        return NumericValue(WideInteger(exactly: direction == .up && floor < double ? floor + 1 : floor))
    }

    enum Direction {
        case up, down
    }

    // MARK: Comparison

    func isSame(as other: NumericValue) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left == right
        case (.float(let left), .float(let right)): left == right
        default: order(other) == 0
        }
    }

    func isLess(than other: NumericValue) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left < right
        case (.float(let left), .float(let right)): left < right
        default: (order(other) ?? 0) < 0
        }
    }

    /// Below, at or above 0 as this number is below, at or above the other, exactly; `nil` beside NaN.
    private func order(_ other: NumericValue) -> Int? {
        switch (self, other) {
        case (.float(let left), .float(let right)):
            left < right ? -1 : left > right ? 1 : left == right ? 0 : nil
        case (.float(let left), _): other.order(toFloat: left).map { -$0 }
        case (_, .float(let right)): order(toFloat: right)
        default: (wide ?? WideInteger(0)).order(other.wide ?? WideInteger(0))
        }
    }

    private func order(toFloat double: Double) -> Int? {
        if double.isNaN { return nil }
        if double.isInfinite { return double < 0 ? 1 : -1 }
        let floor = double.rounded(.down)
        let order = (wide ?? WideInteger(0)).order(WideInteger(exactly: floor))
        return order == 0 && floor < double ? -1 : order
    }

    // MARK: Arithmetic

    /// The sum of an array of numbers: of integers exactly, with the first fraction on in floating point.
    static func sum(_ elements: [JSONValue]) throws(EvaluationError) -> NumericValue {
        var sum = NumericValue.integer(0)
        for case .number(let number) in elements { sum = try sum.adding(NumericValue(number)) }
        return sum
    }

    private func adding(_ other: NumericValue) throws(EvaluationError) -> NumericValue {
        if case (.integer(let left), .integer(let right)) = (self, other) {
            let (sum, hasOverflowed) = left.addingReportingOverflow(right)
            if !hasOverflowed { return .integer(sum) }
        }
        if let left = wide, let right = other.wide { return NumericValue(left.adding(right)) }
        return .float(try double() + other.double())
    }

    private func double() throws(EvaluationError) -> Double {
        switch self {
        case .integer(let int): return Double(int)
        case .float(let double): return double
        case .wide(let wide):
            let double = wide.double
            if double.isInfinite { throw .python("int too large to convert to float") }
            return double
        }
    }

    /// The quotient as a fraction, rounded once.
    func divided(by count: Int) throws(EvaluationError) -> NumericValue {
        switch self {
        case .float(let double): return .float(double / Double(count))
        case .integer(let int) where int.magnitude < 1 << 53: return .float(Double(int) / Double(count))
        default:
            let quotient = (wide ?? WideInteger(0)).quotient(by: count)
            if quotient.isInfinite { throw .python("integer division result too large for a float") }
            return .float(quotient)
        }
    }
}
