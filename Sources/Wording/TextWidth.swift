/// How many columns a text takes.
package enum TextWidth: Sendable {
    /// As AWS CLI counts: two for wide, fullwidth and ambiguous code points, one for any other, marks included.
    ///
    /// Tables in files and pipes are laid out by it, so that their bytes are AWS CLI's.
    case counted
    /// As terminals show it: two for wide and fullwidth code points, none for marks and format characters.
    case shown

    /// The columns of a text, line breaks counting as any other code point.
    package func columns(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns($1) }
    }

    /// The text with spaces behind it, so that it takes so many columns; one that takes more as it is.
    package func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - columns(text)))
    }

    private func columns(_ scalar: Unicode.Scalar) -> Int {
        guard !scalar.isASCII else { return 1 }
        if TextWidth.ranges(TextWidthRanges.wide, contain: scalar.value) { return 2 }
        switch self {
        case .counted: return TextWidth.ranges(TextWidthRanges.ambiguous, contain: scalar.value) ? 2 : 1
        case .shown:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: return 0
            default: return 1
            }
        }
    }

    private static func ranges(_ bounds: [UInt32], contain value: UInt32) -> Bool {
        var low = 0
        var high = bounds.count / 2
        while low < high {
            let middle = (low + high) / 2
            if value < bounds[middle * 2] {
                high = middle
            } else if value > bounds[middle * 2 + 1] {
                low = middle + 1
            } else {
                return true
            }
        }
        return false
    }
}
