/// Text laid out for a terminal: lines that end between words.
package enum WrappedText {
    /// The text in lines of at most so many columns; those after the first stand further in.
    ///
    /// A word that is longer than a line stays whole, and so does what stands between backticks: that is pasted.
    ///
    /// - Parameters:
    ///   - columns: as a terminal shows them; `nil` for one line, as long as it is.
    ///   - indentation: the spaces before each line.
    ///   - hanging: more spaces before the lines after the first.
    package static func lines(of text: String, columns: Int?, indentation: Int = 0, hanging: Int = 2) -> [String] {
        let start = String(repeating: " ", count: indentation)
        guard let columns, indentation + width(text) > columns else { return [start + text] }
        var lines: [String] = []
        var line = start
        var isEmpty = true
        for word in words(of: text, atMost: columns - indentation - hanging) {
            if !isEmpty, width(line) + 1 + width(word) > columns {
                lines.append(line)
                line = start + String(repeating: " ", count: hanging) + word
            } else {
                line += isEmpty ? word : " \(word)"
            }
            isEmpty = false
        }
        return lines + [line]
    }

    private static func width(_ text: String) -> Int {
        TextWidth.shown.columns(text)
    }

    /// The words, with what stands between backticks as one word where it fits into a line.
    private static func words(of text: String, atMost columns: Int) -> [String] {
        var words: [String] = []
        var rest = text.split(separator: " ", omittingEmptySubsequences: false)[...]
        while let word = rest.popFirst() {
            if isHalf(word), let end = rest.firstIndex(where: isHalf) {
                let whole = ([word] + rest[...end]).joined(separator: " ")
                if width(whole) <= columns {
                    words.append(whole)
                    rest = rest[(end + 1)...]
                    continue
                }
            }
            words.append(String(word))
        }
        return words
    }

    /// Whether a word begins or ends what stands between backticks.
    private static func isHalf(_ word: Substring) -> Bool {
        !word.count(where: { $0 == "`" }).isMultiple(of: 2)
    }
}
