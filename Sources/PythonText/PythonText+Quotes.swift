extension PythonText {
    /// `repr(text)`: in single quotation marks, unless it has those and no double ones.
    package static func representation(_ text: String) -> String {
        let scalars = text.unicodeScalars
        return quoted(scalars, hasSingle: scalars.contains("'"), hasDouble: scalars.contains("\""), isPrintable)
    }

    /// `repr(bytes)`: in quotation marks with a `b` before them; what is not ASCII as `\xNN`.
    package static func representation(_ bytes: [UInt8]) -> String {
        let scalars = bytes.lazy.map { Unicode.Scalar($0) }
        return "b" + quoted(scalars, hasSingle: scalars.contains("'"), hasDouble: scalars.contains("\"")) { $0.isASCII }
    }

    private static func quoted(
        _ scalars: some Sequence<Unicode.Scalar>, hasSingle: Bool, hasDouble: Bool,
        _ staysItself: (Unicode.Scalar) -> Bool
    ) -> String {
        let quote: Unicode.Scalar = hasSingle && !hasDouble ? "\"" : "'"
        var output = String.UnicodeScalarView([quote])
        for scalar in scalars {
            switch scalar {
            case quote, "\\": output.append(contentsOf: ["\\", scalar])
            case "\n": output.append(contentsOf: ["\\", "n"])
            case "\r": output.append(contentsOf: ["\\", "r"])
            case "\t": output.append(contentsOf: ["\\", "t"])
            case _ where scalar.value >= 0x20 && scalar.value != 0x7F && staysItself(scalar): output.append(scalar)
            default: output.append(contentsOf: escape(scalar).unicodeScalars)
            }
        }
        output.append(quote)
        return String(output)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return true }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }
}
