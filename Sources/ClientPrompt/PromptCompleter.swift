import TapedeckClientModel
import TapedeckProcesses

/// Finds what may stand at the cursor of a command line.
struct PromptCompleter: Sendable {
    /// The profiles of the configuration files.
    var profiles: [String] = []
    /// The regions to offer.
    var regions: [String] = Regions.known

    /// What may take the place of the last word.
    struct Completion: Sendable, Equatable {
        /// The word that is being typed.
        let word: String
        /// What it may become.
        let candidates: [String]
    }

    /// The completion of a command line cut at the cursor.
    func completion(of head: String) -> Completion {
        let start = head.lastIndex(of: " ").map { head.index(after: $0) } ?? head.startIndex
        let word = String(head[start...])
        // A quote that is still open is a value that nobody can complete.
        guard let before = ShellWords.split(String(head[..<start])) else {
            return Completion(word: word, candidates: [])
        }
        return Completion(word: word, candidates: candidates(after: before, word).filter { $0.hasPrefix(word) })
    }

    /// The values to offer for an option.
    func values(of option: OptionSpec) -> [String] {
        switch option.source {
        case .profiles: profiles
        case .regions: regions
        case .nothing, .files: option.candidates
        }
    }

    private func candidates(after words: [String], _ word: String) -> [String] {
        let draft = CommandLineDraft(words: words)
        if let last = words.last, let option = draft.options.first(where: { $0.flag == last }), option.takesValue {
            let values = values(of: option)
            if option.arity == .one || !word.hasPrefix("-") && !values.isEmpty { return values }
        }
        if draft.command == nil {
            if let first = draft.openCommand {
                return CommandSpec.table.filter { $0.words.count == 2 && $0.words[0] == first }.map { $0.words[1] }
            }
            if !word.hasPrefix("-") { return CommandSpec.firstWords }
        }
        let unused = draft.options.filter { !draft.has($0) }
        switch draft.command?.kind {
        case .completions where word.isEmpty || !word.hasPrefix("-"): return Shell.allCases.map(\.rawValue)
        case .help where !word.hasPrefix("-"): return CommandSpec.firstWords
        default: break
        }
        return (unused.filter(\.isRequired) + unused.filter { !$0.isRequired }).map(\.flag)
    }

    /// The longest beginning that all texts share.
    static func commonPrefix(_ texts: [String]) -> String {
        guard var prefix = texts.first else { return "" }
        for text in texts.dropFirst() {
            while !text.hasPrefix(prefix) { prefix.removeLast() }
        }
        return prefix
    }
}
