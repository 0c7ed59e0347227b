/// A title for a recording that was given none: its operations, in order, each once where it follows itself.
public struct RecordingTitle {
    private static let link = ", then "
    private static let empty = "nothing was recorded"

    private var text = ""
    private var last: String?

    /// Makes the title of a recording without entries yet.
    public init() {}

    /// Takes in the next entry.
    public mutating func add(_ entry: Entry) {
        add(entry.operation)
    }

    /// Takes in the next entry, which stands on one line; `false` where it is laid out in another way than the deck does.
    ///
    /// - Parameter change: changes the operation's name before it is taken.
    public mutating func add(line: [UInt8], _ change: ([UInt8]) -> [UInt8]) -> Bool {
        let name = line.withUnsafeBufferPointer { text in
            EntryScanner.operation(in: text).map { Array(text[$0]) }
        }
        guard let name else { return false }
        add(name.isEmpty ? nil : String(decoding: change(name), as: UTF8.self))
        return true
    }

    private mutating func add(_ operation: String?) {
        let name = operation ?? "?"
        if name == last { return }
        if last != nil { text += Self.link }
        text += name
        last = name
    }

    /// The title.
    public var title: String {
        last == nil ? Self.empty : text
    }

    /// Whether a text is such a title, of which nobody has thought: it names operations of the cassette only. Entries may have
    /// been added to it since, or taken away, so they need not be all, nor in that order.
    ///
    /// - Parameter operations: those of the cassette's entries; they are looked at until all names have been found.
    public static func isMade(_ text: String, of operations: some Sequence<String?>) -> Bool {
        if text == empty { return true }
        var names = Set(text.split(separator: link, omittingEmptySubsequences: false))
        // A sentence, which no operation is called by.
        if names.contains(where: { $0.isEmpty || $0.contains(where: \.isWhitespace) }) { return false }
        return operations.contains { operation in
            names.remove((operation ?? "?")[...])
            return names.isEmpty
        }
    }
}
