/// Text from elsewhere, made harmless for a terminal.
public enum InertText {
    /// The text with control characters, but for line breaks and tabs, written as `\x1b` and the like.
    ///
    /// C0, DEL and C1 hold what moves cursors and starts escape sequences; the directional overrides let a text show
    /// otherwise than it reads.
    public static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isActive) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isActive(scalar) {
                result.append(contentsOf: escape(scalar).unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return scalar.value < 0x100
            ? "\\x" + String(repeating: "0", count: 2 - digits.count) + digits : "\\u" + digits
    }
}
