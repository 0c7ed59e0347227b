/// Splits a text into words as a POSIX shell does, without running anything.
package enum ShellWords {
    /// The words; `nil` where a quote is not closed or the text ends with a backslash.
    ///
    /// Single quotes keep everything; within double quotes a backslash escapes only `"` and `\`.
    package static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word = ""
        var isWord = false
        var quote: Character?
        var rest = text[...]
        while let character = rest.popFirst() {
            switch (quote, character) {
            case ("'", "'"), ("\"", "\""): quote = nil
            case ("'", _): word.append(character)
            case ("\"", "\\"):
                guard let next = rest.popFirst() else { return nil }
                if next != "\"", next != "\\" { word.append("\\") }
                word.append(next)
            case ("\"", _): word.append(character)
            case (_, "'"), (_, "\""):
                quote = character
                isWord = true
            case (_, "\\"):
                guard let next = rest.popFirst() else { return nil }
                word.append(next)
                isWord = true
            case (_, _) where character.isWhitespace:
                if isWord { words.append(word) }
                word = ""
                isWord = false
            default:
                word.append(character)
                isWord = true
            }
        }
        guard quote == nil else { return nil }
        if isWord { words.append(word) }
        return words
    }
}
