/// An integer of any size, for the few sums and comparisons that leave the range of `Int`.
struct WideInteger: CustomStringConvertible {
    private let isNegative: Bool
    /// Base 2³² digits, lowest first, without zeros at the end.
    private let digits: [UInt32]

    private init(isNegative: Bool, digits: [UInt32]) {
        var digits = digits
        while digits.last == 0 { digits.removeLast() }
        self.digits = digits
        self.isNegative = isNegative && !digits.isEmpty
    }

    init(_ value: Int) {
        let magnitude = UInt64(value.magnitude)
        self.init(
            isNegative: value < 0, digits: [UInt32(truncatingIfNeeded: magnitude), UInt32(magnitude >> 32)])
    }

    /// Reads decimal digits, which a minus may precede.
    init(decimal text: String) {
        var digits: [UInt32] = []
        for byte in text.utf8 where UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
            var carry = UInt64(byte - UInt8(ascii: "0"))
            for place in digits.indices {
                carry += UInt64(digits[place]) * 10
                digits[place] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            if carry > 0 { digits.append(UInt32(carry)) }
        }
        self.init(isNegative: text.utf8.first == UInt8(ascii: "-"), digits: digits)
    }

    /// Takes a finite number without a fraction.
    init(exactly double: Double) {
        if let int = Int(exactly: double) {
            self.init(int)
            return
        }
        // Beyond 2⁶³ the exponent is at least 63, so the shift is never negative.
        let shift = Int(double.exponent) - 52
        let significand = double.significandBitPattern | 1 << 52
        let digits = [UInt32(truncatingIfNeeded: significand), UInt32(significand >> 32)]
        self.init(isNegative: double < 0, digits: Self.shifted(digits, by: shift))
    }

    private static func shifted(_ digits: [UInt32], by count: Int) -> [UInt32] {
        var shifted = [UInt32](repeating: 0, count: count / 32)
        var carry: UInt64 = 0
        for digit in digits {
            carry |= UInt64(digit) << UInt64(count % 32)
            shifted.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        shifted.append(UInt32(carry))
        return shifted
    }

    var magnitude: WideInteger {
        WideInteger(isNegative: false, digits: digits)
    }

    /// The same number as an `Int`, if it fits.
    var int: Int? {
        if digits.count > 2 { return nil }
        let magnitude = digits.reversed().reduce(UInt64(0)) { $0 << 32 | UInt64($1) }
        if isNegative { return magnitude <= UInt64(1) << 63 ? Int(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int(exactly: magnitude)
    }

    /// The nearest binary fraction; infinite where the number is too large.
    var double: Double {
        Double(description) ?? .infinity
    }

    var description: String {
        if digits.isEmpty { return "0" }
        var rest = digits
        var groups: [String] = []
        while !rest.isEmpty {
            let remainder = Self.divide(&rest, by: 1_000_000_000)
            groups.append(String(remainder))
        }
        let tail = groups.dropLast().reversed().map { String(repeating: "0", count: 9 - $0.utf8.count) + $0 }
        return (isNegative ? "-" : "") + (groups.last ?? "") + tail.joined()
    }

    private static func divide(_ digits: inout [UInt32], by divisor: UInt64) -> UInt64 {
        var remainder: UInt64 = 0
        for place in digits.indices.reversed() {
            let part = remainder << 32 | UInt64(digits[place])
            digits[place] = UInt32(part / divisor)
            remainder = part % divisor
        }
        while digits.last == 0 { digits.removeLast() }
        return remainder
    }

    /// Below, at or above 0 as this number is below, at or above the other.
    func order(_ other: WideInteger) -> Int {
        if isNegative != other.isNegative { return isNegative ? -1 : 1 }
        let order = Self.order(digits, other.digits)
        return isNegative ? -order : order
    }

    private static func order(_ left: [UInt32], _ right: [UInt32]) -> Int {
        if left.count != right.count { return left.count < right.count ? -1 : 1 }
        for place in left.indices.reversed() where left[place] != right[place] {
            return left[place] < right[place] ? -1 : 1
        }
        return 0
    }

    func adding(_ other: WideInteger) -> WideInteger {
        if isNegative == other.isNegative {
            return WideInteger(isNegative: isNegative, digits: Self.sum(digits, other.digits))
        }
        return Self.order(digits, other.digits) >= 0
            ? WideInteger(isNegative: isNegative, digits: Self.difference(digits, other.digits))
            : WideInteger(isNegative: other.isNegative, digits: Self.difference(other.digits, digits))
    }

    private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var sum: [UInt32] = []
        var carry: UInt64 = 0
        for place in 0..<max(left.count, right.count) {
            carry += place < left.count ? UInt64(left[place]) : 0
            carry += place < right.count ? UInt64(right[place]) : 0
            sum.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        sum.append(UInt32(carry))
        return sum
    }

    private static func difference(_ larger: [UInt32], _ smaller: [UInt32]) -> [UInt32] {
        var difference: [UInt32] = []
        var borrow: Int64 = 0
        for place in larger.indices {
            let part = Int64(larger[place]) - (place < smaller.count ? Int64(smaller[place]) : 0) - borrow
            borrow = part < 0 ? 1 : 0
            difference.append(UInt32(truncatingIfNeeded: part))
        }
        return difference
    }

    /// The quotient by a small positive number, rounded once: 64 binary places more than are kept, the last of which
    /// stands for all that follow.
    func quotient(by count: Int) -> Double {
        var scaled = Self.shifted(digits, by: 64)
        let remainder = Self.divide(&scaled, by: UInt64(min(count, Int(UInt32.max))))
        if remainder != 0, !scaled.isEmpty { scaled[0] |= 1 }
        let quotient = WideInteger(isNegative: isNegative, digits: scaled)
        let double = quotient.double
        return double.isInfinite ? double : Double(sign: .plus, exponent: -64, significand: double)
    }
}
