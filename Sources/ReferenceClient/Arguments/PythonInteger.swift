/// Reads whole numbers as Python's `int` does, and says so in its words where there is none.
enum PythonInteger {
    /// The number in plain decimal digits, of any size: white space round it, a sign and single underscores are taken.
    ///
    /// - Throws: status 255, as AWS CLI ends for a text that is no number.
    static func digits(of text: String) throws(ClientError) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        let isNegative = scalars.first == "-"
        if scalars.first == "-" || scalars.first == "+" { scalars.removeFirst() }
        let groups = scalars.split(separator: "_", omittingEmptySubsequences: false)
        let areDigits = groups.allSatisfy { group in
            !group.isEmpty && group.allSatisfy { ("0"..."9").contains($0) }
        }
        guard areDigits else {
            throw ClientError(
                .general, message: "invalid literal for int() with base 10: \(PythonRepresentation.of(text))")
        }
        var digits = String.UnicodeScalarView()
        for group in groups { digits.append(contentsOf: group) }
        let significant = String(digits).drop { $0 == "0" }
        if significant.isEmpty { return "0" }
        return (isNegative ? "-" : "") + significant
    }

    /// The number, where it fits.
    static func value(of text: String) throws(ClientError) -> Int? {
        Int(try digits(of: text))
    }
}
