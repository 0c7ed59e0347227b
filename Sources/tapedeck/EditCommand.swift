import ArgumentParser
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform
import TapedeckPlayback

/// `tapedeck edit`: changes how an entry is played.
struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Changes how a cassette, or an entry of it, is played; an entry says edited then.",
        discussion: """
            Faults, one for each time that the request comes, separated by commas: \(FaultStep.forms). The last is the entry's \
            own; before it the same entry is asked for again, so reset,503,ok is played at the third attempt. What lint --write mends is mended too.
            """)

    @Argument(help: "The cassette.")
    var cassette: String

    @Option(help: "The entry with this _sequence; may be given more than once.")
    var entry: [Int] = []

    @Option(help: "Trouble in place of the response, or to it; none takes it away.")
    var fault: [String] = []

    @Option(help: "Milliseconds before the response begins.")
    var delay: Int?

    @Option(
        help:
            "A recorded value that stands for whatever a client says in its place, of the entries given or of all: \(BindRule.forms); none takes away what is bound so; repeatable."
    )
    var bind: [BindRule] = []

    @Flag(help: "Keep every state that a client polled for once, and drop the reads that say the same again.")
    var compactPolls = false

    @Option(
        help:
            "A place of the request's body that is not compared, as a JSON pointer; none takes away what is ignored; may be given more than once."
    )
    var ignore: [String] = []

    @Option(help: "What of the body is compared: exact, all but what is ignored; any, nothing.")
    var body: BodyMatch?

    /// How a body is compared.
    enum BodyMatch: String, ExpressibleByArgument, CaseIterable {
        case exact, any
    }

    func validate() throws {
        if fault.count > 1 {
            throw ValidationError(
                "--fault is given \(fault.count) times, and an entry has one; give it all of them as one, such as \(fault.joined(separator: ","))"
            )
        }
        let isOfEntries = !fault.isEmpty || delay != nil || !ignore.isEmpty || body != nil
        if entry.isEmpty, isOfEntries || bind.isEmpty && !compactPolls {
            throw ValidationError(
                "--entry says which entry is changed; --bind and --compact-polls alone are for all of them")
        }
        if !isOfEntries, bind.isEmpty, !compactPolls {
            throw ValidationError("say what is changed of the entry: --fault, --delay, --ignore, --body or --bind")
        }
    }

    func run() async throws {
        try await report {
            try Secrets.check(bind, with: Redactor(secrets: Secrets.known()))
            let loaded = try CassetteFiles.load(cassette)
            var changed = loaded.cassette
            for note in changed.mend() { Terminal.tell("tapedeck: \(cassette): \(note)") }
            let fault = try fault.first.map(Self.fault)
            let pointers = try ignore.filter { $0 != "none" }.map(Self.pointer)
            if let delay, !(0...Entry.longestDelay).contains(delay) {
                throw Failure(
                    .usage,
                    "--delay \(delay) is no time to wait; expected milliseconds from 0 to \(Entry.longestDelay)")
            }
            for sequence in entry {
                let index = try CassetteFiles.index(of: sequence, in: loaded)
                if let fault { changed.entries[index].fault = fault }
                if fault != nil {
                    for idle in changed.entries[index].idleFaults { Terminal.tell("tapedeck: --fault \(idle)") }
                }
                if let delay { changed.entries[index].delay = delay }
                if let body { changed.entries[index].match.comparesBody = body == .exact }
                add(to: &changed.entries[index].bind)
                if ignore.contains("none") { changed.entries[index].match.ignoredMembers = [] }
                for pointer in pointers where !changed.entries[index].match.ignoredMembers.contains(pointer) {
                    changed.entries[index].match.ignoredMembers.append(pointer)
                }
                for idle in changed.entries[index].idleIgnores where pointers.contains(idle) {
                    let operation = changed.entries[index].operation ?? "request"
                    Terminal.tell("tapedeck: --ignore \(idle) names nothing: no \(operation) has such a member")
                }
                // What was written by hand is no other thing for having been changed by hand.
                if changed.entries[index].origin.kind != .synthetic { changed.entries[index].origin.kind = .edited }
            }
            tellOfIdleRules(changed)
            if entry.isEmpty { add(to: &changed.bind) }
            if compactPolls {
                let dropped = changed.compactPolls()
                Terminal.tell("tapedeck: \(dropped) reads said what the one before said, and were dropped")
            }
            try Files.writeDurably(changed.bytes, to: cassette)
        }
    }

    /// The word that takes away, which no client has for a member.
    private static let none = BindRule.member("none")

    /// Adds what is to be bound, each once.
    private func add(to rules: inout [BindRule]) {
        if bind.contains(Self.none) { rules = [] }
        for rule in bind where rule != Self.none && !rules.contains(rule) { rules.append(rule) }
    }

    private func tellOfIdleRules(_ changed: Cassette) {
        let bind = bind.filter { $0 != Self.none }
        if bind.isEmpty { return }
        var part = changed
        if !entry.isEmpty { part.entries.removeAll { !entry.contains($0.exchange.sequence) } }
        Binding.idle(bind.map { Binding($0) }, in: [Reel(part)])
            .tell(of: entry.isEmpty ? "the cassette" : "what was chosen by --entry")
    }

    private static func fault(_ words: String) throws -> FaultScript? {
        if words == "none" { return nil }
        let script: FaultScript
        do throws(FaultScript.Unreadable) {
            script = try FaultScript(words: words)
        } catch {
            throw Failure(
                .usage,
                error.isTooMany
                    ? "--fault: \(error)"
                    : "--fault \(error.word.isEmpty ? "''" : error.word) is not known; expected none, \(FaultStep.forms)"
            )
        }
        for step in script.steps {
            guard case .certificate = step else { continue }
            throw Failure(
                .usage, "--fault \(step): a certificate is shown before the request is known; give it to replay --fault"
            )
        }
        return script
    }

    private static func pointer(_ text: String) throws -> JSONPointer {
        // The empty one is that of the whole body, and --body any says that.
        guard let pointer = JSONPointer(text), !pointer.steps.isEmpty else {
            throw Failure(
                .usage,
                "--ignore \(text.isEmpty ? "''" : text) is not a JSON pointer; expected a form like /Tags/0/Value")
        }
        return pointer
    }
}
