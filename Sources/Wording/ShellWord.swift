/// Words of a command as one types them in a shell.
public enum ShellWord {
    /// The word as it is where a POSIX shell takes it so, else in single quotes.
    public static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_=+:,./@%^".utf8.contains($0)
            }
        }
        if plain, !word.isEmpty { return word }
        // Scalar by scalar: a quotation mark that a combining mark follows is no character of its own, but ends a word of the shell.
        var quoted = String.UnicodeScalarView("'".unicodeScalars)
        for scalar in word.unicodeScalars {
            if scalar == "'" { quoted.append(contentsOf: "'\\''".unicodeScalars) } else { quoted.append(scalar) }
        }
        quoted.append("'")
        return String(quoted)
    }
}
