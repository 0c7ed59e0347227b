/// Reads AWS CLI's shorthand, such as `Key=team,Value="a, b"`, into a mapping.
///
/// A value is text up to a comma, text in quotes, a list (`a=b,c` or `a=[b,c]`), a mapping (`a={b=c}`), or after `@=`
/// what a file holds. Places are counted in Unicode scalars.
struct Shorthand {
    /// Why a text is not shorthand; the message has a line with a caret below the place.
    struct Failure: Error, Sendable, Equatable {
        let message: String
    }

    /// Loads what `file://` and `fileb://` name; `nil` for any other text.
    typealias Loader = (String) throws(ParameterFile.Failure) -> ArgumentValue?

    private let text: [Unicode.Scalar]
    private let load: Loader
    private var index = 0
    private var loadsFiles = false
    /// A file that could not be loaded; it ends the reading and is thrown at its end.
    private var loadFailure: Failure?

    private init(_ text: String, _ load: @escaping Loader) {
        self.text = Array(text.unicodeScalars)
        self.load = load
    }

    /// The mapping that a text describes.
    ///
    /// - Throws: `Failure`, for a file that `load` could not load too.
    static func value(of text: String, load: @escaping Loader) throws(Failure) -> ArgumentValue {
        var reader = Shorthand(text, load)
        let members: [(name: String, value: ArgumentValue)]
        do throws(Failure) {
            members = try reader.parameter()
        } catch {
            throw reader.loadFailure ?? error
        }
        if let failure = reader.loadFailure { throw failure }
        return .map(members)
    }

    private mutating func parameter() throws(Failure) -> [(name: String, value: ArgumentValue)] {
        var members = [try member()]
        var last = index
        while index < text.count {
            try expect(",", skippingSpace: true)
            let next = try member()
            if members.contains(where: { $0.name == next.name }) {
                throw Failure(
                    message: "Second instance of key \"\(next.name)\" encountered for input:\n\(location(last + 1))\n"
                        + "This is often because there is a preceding \",\" instead of a space.")
            }
            members.append(next)
            last = index
        }
        return members
    }

    private mutating func member() throws(Failure) -> (name: String, value: ArgumentValue) {
        let name = try memberName()
        return (name, try values())
    }

    private mutating func memberName() throws(Failure) -> String {
        let name = take { Shorthand.isKey($0) }
        loadsFiles = false
        skipSpace()
        if current == "@" {
            index += 1
            skipSpace()
            loadsFiles = true
        }
        try expect("=", skippingSpace: true)
        return name
    }

    private mutating func values() throws(Failure) -> ArgumentValue {
        switch current {
        case nil: .string("")
        case "[": try list()
        case "{": try mapping()
        default: try commaSeparated()
        }
    }

    private mutating func commaSeparated() throws(Failure) -> ArgumentValue {
        let first = try firstValue()
        skipSpace()
        guard current == "," else { return first }
        try expect(",", skippingSpace: true)
        var items = [first]
        while true {
            do throws(Failure) {
                let item = try furtherValue()
                skipSpace()
                if current == nil {
                    items.append(item)
                    break
                }
                try expect(",", skippingSpace: true)
                items.append(item)
            } catch {
                if current == nil { throw error }
                // What was read as a further item is the next member's name: back to the comma before it.
                while index > 0, text[index] != "," { index -= 1 }
                break
            }
        }
        return items.count == 1 ? first : .list(items)
    }

    private mutating func list() throws(Failure) -> ArgumentValue {
        try expect("[", skippingSpace: true)
        var items: [ArgumentValue] = []
        while current != "]" {
            items.append(try nestedValue())
            try separate(from: "]")
        }
        try expect("]")
        return .list(items)
    }

    private mutating func mapping() throws(Failure) -> ArgumentValue {
        try expect("{", skippingSpace: true)
        var members: [(name: String, value: ArgumentValue)] = []
        while current != "}" {
            let name = try memberName()
            members.append((name, try nestedValue()))
            try separate(from: "}")
        }
        try expect("}")
        return .map(lastOf: members)
    }

    private mutating func separate(from end: Unicode.Scalar) throws(Failure) {
        skipSpace()
        if current != end {
            try expect(",")
            skipSpace()
        }
    }

    private mutating func nestedValue() throws(Failure) -> ArgumentValue {
        switch current {
        case "[": try list()
        case "{": try mapping()
        default: try firstValue()
        }
    }

    private mutating func firstValue() throws(Failure) -> ArgumentValue {
        switch current {
        case "'", "\"": try quoted()
        default: loaded(word(following: Shorthand.isFirstFollowing) ?? "")
        }
    }

    private mutating func furtherValue() throws(Failure) -> ArgumentValue {
        if current == "'" || current == "\"" { return try quoted() }
        guard let text = word(following: Shorthand.isFurtherFollowing) else {
            throw unexpected("<none>", wanted: "<second>")
        }
        return loaded(text)
    }

    /// The word that begins here: `\,` is a comma in it, and space at its end falls away.
    private mutating func word(following isFollowing: (Unicode.Scalar) -> Bool) -> String? {
        var result = String.UnicodeScalarView()
        let begin = index
        while let scalar = current {
            if scalar == "\\", index + 1 < text.count, text[index + 1] == "," {
                result.append(",")
                index += 2
            } else if index == begin ? Shorthand.isStart(scalar) : isFollowing(scalar) {
                result.append(scalar)
                index += 1
            } else {
                break
            }
        }
        guard index > begin else { return nil }
        while let scalar = result.last, Shorthand.isSpace(scalar) { result.removeLast() }
        return String(result)
    }

    /// The text in quotes that begins here; a backslash escapes the quote and itself.
    private mutating func quoted() throws(Failure) -> ArgumentValue {
        let quote = text[index]
        guard let end = closing(quote, after: index + 1) else {
            throw unexpected("<none>", wanted: quote == "'" ? "<singled quoted>" : "<double quoted>")
        }
        var content = Array(text[(index + 1)..<(end - 1)])
        content = Shorthand.replacing("\\", quote, with: quote, in: content)
        content = Shorthand.replacing("\\", "\\", with: "\\", in: content)
        index = end
        var result = String.UnicodeScalarView()
        result.append(contentsOf: content)
        return loaded(String(result))
    }

    /// The place after the quote that closes; where no quote does but an escaped one, that one closes.
    private func closing(_ quote: Unicode.Scalar, after start: Int) -> Int? {
        var ends = [Int?](repeating: nil, count: text.count + 3)
        for place in stride(from: text.count - 1, through: start, by: -1) {
            let next = place + 1 < text.count ? text[place + 1] : nil
            if text[place] == "\\", next == "\\" || next == quote, let end = ends[place + 2] {
                ends[place] = end
            } else if text[place] != quote {
                ends[place] = ends[place + 1]
            } else {
                ends[place] = place + 1
            }
        }
        return start < text.count ? ends[start] : nil
    }

    private static func replacing(
        _ first: Unicode.Scalar, _ second: Unicode.Scalar, with replacement: Unicode.Scalar, in text: [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var place = 0
        while place < text.count {
            if text[place] == first, place + 1 < text.count, text[place + 1] == second {
                result.append(replacement)
                place += 2
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return result
    }

    private mutating func loaded(_ text: String) -> ArgumentValue {
        guard loadsFiles, loadFailure == nil else { return .string(text) }
        do throws(ParameterFile.Failure) {
            return try load(text) ?? .string(text)
        } catch {
            loadFailure = Failure(message: error.message)
            return .string(text)
        }
    }
}

extension Shorthand {
    private var current: Unicode.Scalar? {
        index < text.count ? text[index] : nil
    }

    private mutating func skipSpace() {
        while let scalar = current, Shorthand.isASCIISpace(scalar) { index += 1 }
    }

    private mutating func take(while isTaken: (Unicode.Scalar) -> Bool) -> String {
        var result = String.UnicodeScalarView()
        while let scalar = current, isTaken(scalar) {
            result.append(scalar)
            index += 1
        }
        return String(result)
    }

    private mutating func expect(_ wanted: Unicode.Scalar, skippingSpace: Bool = false) throws(Failure) {
        if skippingSpace { skipSpace() }
        guard let actual = current else { throw unexpected("EOF", wanted: String(wanted)) }
        guard actual == wanted else { throw unexpected(String(actual), wanted: String(wanted)) }
        index += 1
        if skippingSpace { skipSpace() }
    }

    private func unexpected(_ actual: String, wanted: String) -> Failure {
        Failure(message: "Expected: '\(wanted)', received: '\(actual)' for input:\n \(location(index))")
    }

    /// The text with a caret on a line of its own below the line of a place.
    private func location(_ place: Int) -> String {
        let place = min(place, text.count)
        let lineStart = text[..<place].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let lineEnd = text[place...].firstIndex(of: "\n") ?? text.count
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text[..<lineEnd])
        result.append("\n")
        result.append(contentsOf: repeatElement(" ", count: place - lineStart))
        result.append("^")
        result.append(contentsOf: text[lineEnd...])
        return String(result)
    }

    private static func isKey(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "#", "/", ":": true
        default: false
        }
    }

    /// What a word may begin with. Scalars beyond the basic plane are in none of the three sets, as in AWS CLI.
    private static func isStart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "!", "#"..."&", "("..."+", "-"..."<", ">"..."Z", "\\"..."z", "|"..."\u{FFFF}": true
        default: false
        }
    }

    private static func isFirstFollowing(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "!", "#"..."&", "("..."+", "-"..."\\", "^"..."|", "~"..."\u{FFFF}": true
        default: isSpace(scalar)
        }
    }

    private static func isFurtherFollowing(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "!", "#"..."&", "("..."+", "-"..."<", ">"..."\u{FFFF}": true
        default: isSpace(scalar)
        }
    }

    private static func isASCIISpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || (0x09...0x0D).contains(scalar.value)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
}
