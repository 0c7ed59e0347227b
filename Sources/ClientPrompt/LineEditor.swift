/// A line of text with a cursor.
struct LineEditor: Sendable, Equatable {
    /// The longest line, in characters; more is not taken.
    static let maximumLength = 10_000

    private(set) var characters: [Character] = []
    /// The number of characters before the cursor.
    private(set) var cursor = 0

    /// Makes a line with the cursor at its end.
    init(_ text: String = "") {
        characters = Array(text)
        cursor = characters.count
    }

    /// The whole text.
    var text: String { String(characters) }

    /// The text before the cursor.
    var head: String { String(characters[..<cursor]) }

    /// Puts text before the cursor.
    mutating func insert(_ text: String) {
        guard characters.count + text.count <= LineEditor.maximumLength else { return }
        characters.insert(contentsOf: text, at: cursor)
        cursor += text.count
    }

    /// Replaces this many characters before the cursor.
    mutating func replace(last count: Int, with text: String) {
        let count = min(count, cursor)
        characters.removeSubrange((cursor - count)..<cursor)
        cursor -= count
        insert(text)
    }

    /// Does what an editing key asks for; others do nothing.
    mutating func pressed(_ key: Key) {
        switch key {
        case .character(let character): insert(String(character))
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(characters.count, cursor + 1)
        case .home: cursor = 0
        case .end: cursor = characters.count
        case .backspace: replace(last: 1, with: "")
        case .delete, .endOfInput:
            if cursor < characters.count { characters.remove(at: cursor) }
        case .killToEnd: characters.removeSubrange(cursor...)
        case .killLine:
            characters = []
            cursor = 0
        case .killWord:
            let trimmed = characters[..<cursor].lastIndex { $0 != " " } ?? -1
            let start = trimmed < 0 ? 0 : (characters[...trimmed].lastIndex(of: " ").map { $0 + 1 } ?? 0)
            replace(last: cursor - start, with: "")
        case .tab, .enter, .interrupt: break
        }
    }
}
