import TapedeckClientModel
import TapedeckProcesses
import TapedeckWording

/// Asks for a command line, key by key: the line itself, what it lacks, and whether to run it.
///
/// Bytes of a terminal go in, bytes for the terminal come out; it neither reads nor writes.
struct PromptMachine: Sendable {
    /// What to do next.
    enum Action: Sendable, Equatable {
        /// Show this on the terminal.
        case write(String)
        /// Run the command line of these words.
        case run([String])
        /// End, as after an interrupt.
        case interrupt
    }

    private enum Phase: Sendable {
        case line
        case value(OptionSpec)
        case confirmation
        case over
    }

    private let completer: PromptCompleter
    /// Says what is wrong with a command line; `nil` where nothing is.
    private let check: @Sendable ([String]) -> String?
    private let columns: Int
    private var decoder = KeyDecoder()
    private var phase = Phase.line
    private var editor: LineEditor
    private var draft = CommandLineDraft(words: [])
    /// What stands on the line below: candidates, or a remark.
    private var below = ""

    /// Makes a prompt that has shown nothing yet.
    ///
    /// - Parameters:
    ///   - words: what has been typed already.
    ///   - check: says what is wrong with a command line; `nil` where nothing is.
    init(
        words: [String], completer: PromptCompleter, columns: Int = 80,
        check: @escaping @Sendable ([String]) -> String?
    ) {
        self.completer = completer
        self.check = check
        self.columns = max(columns, 30)
        let text = CommandLineDraft(words: words).shellText
        self.editor = LineEditor(text.isEmpty ? "" : text + " ")
    }

    /// The prompt starts: what lacks nothing but values is asked for them at once.
    mutating func began() -> [Action] {
        let introduction = "Tab completes, Enter goes on, Ctrl-C ends.\r\n"
        draft = CommandLineDraft(words: ShellWords.split(editor.text) ?? [])
        if draft.command != nil, !draft.missing.isEmpty, let option = draft.missing.first {
            return [.write(introduction)] + ask(for: option)
        }
        below = ""
        return [.write(introduction + screen)]
    }

    /// The terminal sent a byte.
    mutating func received(_ byte: UInt8) -> [Action] {
        guard let key = decoder.received(byte) else { return [] }
        return pressed(key)
    }

    /// The terminal is gone.
    mutating func closed() -> [Action] {
        finish(.interrupt)
    }

    private mutating func pressed(_ key: Key) -> [Action] {
        if case .over = phase { return [] }
        if key == .interrupt || key == .endOfInput && editor.characters.isEmpty { return finish(.interrupt) }
        if case .confirmation = phase { return confirmed(key) }
        switch key {
        case .tab: complete()
        case .enter: return entered()
        default:
            below = ""
            editor.pressed(key)
        }
        return [.write(screen)]
    }

    private mutating func finish(_ action: Action) -> [Action] {
        if case .over = phase { return [] }
        phase = .over
        return [.write("\r\n\u{1B}[K"), action]
    }
}

extension PromptMachine {
    private mutating func complete() {
        let completion: PromptCompleter.Completion
        if case .value(let option) = phase {
            let word = String(editor.head.split(separator: " ", omittingEmptySubsequences: false).last ?? "")
            let values = completer.values(of: option).filter { $0.hasPrefix(word) }
            completion = .init(word: word, candidates: values)
        } else {
            completion = completer.completion(of: editor.head)
        }
        guard completion.candidates.count != 1 else {
            below = ""
            let isLine = if case .line = phase { true } else { false }
            editor.replace(last: completion.word.count, with: completion.candidates[0] + (isLine ? " " : ""))
            return
        }
        let shared = PromptCompleter.commonPrefix(completion.candidates)
        if shared.count > completion.word.count { editor.replace(last: completion.word.count, with: shared) }
        below = completion.candidates.isEmpty ? "nothing to complete" : completion.candidates.joined(separator: "  ")
    }

    private mutating func entered() -> [Action] {
        switch phase {
        case .line: return lineEntered()
        case .value(let option): return valueEntered(option)
        case .confirmation, .over: return []
        }
    }

    private mutating func lineEntered() -> [Action] {
        guard let words = ShellWords.split(editor.text) else { return remark("a quote is not closed") }
        draft = CommandLineDraft(words: words)
        guard draft.command != nil || words.contains("--version") else {
            let choices = draft.openCommand.map { completer.completion(of: $0 + " ").candidates }
            return remark("type one of: " + (choices ?? CommandSpec.firstWords).joined(separator: "  "))
        }
        return next()
    }

    private mutating func valueEntered(_ option: OptionSpec) -> [Action] {
        var values = [editor.text]
        if option.arity == .list {
            guard let words = ShellWords.split(editor.text) else { return remark("a quote is not closed") }
            values = words
        }
        guard let first = values.first, !first.isEmpty else { return remark("a value is needed") }
        // A value that begins with a hyphen would be taken for an option if it stood alone.
        draft.words += first.hasPrefix("-") && values.count == 1 ? ["\(option.flag)=\(first)"] : [option.flag] + values
        return [.write("\r\n\u{1B}[K")] + next()
    }

    /// Asks for what is missing, else shows the command line.
    private mutating func next() -> [Action] {
        if let option = draft.missing.first {
            var actions: [Action] = []
            if case .line = phase { actions.append(.write("\r\n\u{1B}[K")) }
            return actions + ask(for: option)
        }
        if let trouble = check(draft.words) {
            var actions: [Action] = []
            if case .value = phase {} else { actions.append(.write("\r\n\u{1B}[K")) }
            phase = .line
            editor = LineEditor(draft.shellText)
            below = ""
            let lines = InertText.of(trouble).split(separator: "\n").joined(separator: "\r\n")
            return actions + [.write(lines + "\r\n" + screen)]
        }
        phase = .confirmation
        below = ""
        let line = InertText.of(draft.shellText)
        return [.write("\r\n\u{1B}[K$ apprunner \(line)\r\nEnter runs it, e edits it, Ctrl-C ends. ")]
    }

    private mutating func confirmed(_ key: Key) -> [Action] {
        switch key {
        case .enter: return finish(.run(draft.words))
        case .character("e"), .character("E"), .backspace:
            phase = .line
            editor = LineEditor(draft.shellText)
            return [.write("\r\n" + screen)]
        default: return []
        }
    }

    private mutating func ask(for option: OptionSpec) -> [Action] {
        phase = .value(option)
        editor = LineEditor()
        let values = completer.values(of: option)
        below = values.isEmpty ? option.summary : values.joined(separator: "  ")
        return [.write(screen)]
    }

    private mutating func remark(_ text: String) -> [Action] {
        below = text
        return [.write(screen)]
    }
}

extension PromptMachine {
    private var label: String {
        switch phase {
        case .value(let option): "\(option.flag): "
        case .line, .confirmation, .over: "apprunner "
        }
    }

    /// The line with its label, the line below, and the cursor in its place. Of a long line the part round the cursor
    /// is shown.
    private var screen: String {
        let room = columns - label.count - 1
        let width = TextWidth.shown
        let visible = editor.characters.map(PromptMachine.visible)
        var start = editor.cursor
        var before = 0
        while start > 0, before + width.columns(visible[start - 1]) < room {
            start -= 1
            before += width.columns(visible[start])
        }
        var line = ""
        var used = 0
        for text in visible[start...] {
            used += width.columns(text)
            guard used <= room else { break }
            line += text
        }
        let note = InertText.of(below).prefix(columns - 1)
        let place = "\u{1B}[A\r\u{1B}[\(label.count + before)C"
        return "\r\u{1B}[K\(label)\(line)\r\n\u{1B}[K\(note)\(place)"
    }

    /// A character as the one line shows it: nothing that breaks it or acts on the terminal.
    private static func visible(_ character: Character) -> String {
        character.isNewline || character == "\t" ? " " : InertText.of(String(character))
    }
}
