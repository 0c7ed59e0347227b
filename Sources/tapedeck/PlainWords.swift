import ArgumentParser
import TapedeckConnectionService
import TapedeckPlayback

/// A command's words where each option stands by itself, with its value in the word behind it.
///
/// So nearly everybody writes them, and so they are read without argument-parser, which asks the runtime about the type of every
/// option: each question is a look through all conformances of the program, and together they are a third of the time until a
/// deck is ready. Whatever is written otherwise, and all that is wrong, is left to argument-parser to read and to explain.
struct PlainWords {
    /// Some words are not plain, or would be refused.
    struct NotPlain: Error {}

    /// What stands for itself, in order.
    private(set) var names: [String] = []
    private var flags: [String] = []
    private var values: [(option: String, value: String)] = []

    /// Reads words.
    ///
    /// - Parameters:
    ///   - flags: the options that take no value; a flag that is said twice is not plain.
    ///   - options: the options that take one.
    init(_ words: ArraySlice<String>, flags known: [String], options: [String]) throws(NotPlain) {
        var rest = words
        while let word = rest.popFirst() {
            if !word.hasPrefix("-") {
                names.append(word)
            } else if known.contains(word), !flags.contains(word) {
                flags.append(word)
            } else if options.contains(word), let value = rest.popFirst(), !value.hasPrefix("-") {
                values.append((word, value))
            } else {
                throw NotPlain()
            }
        }
    }

    func has(_ flag: String) -> Bool {
        flags.contains(flag)
    }

    /// Which of two flags that exclude each other is said; `nil` for neither.
    func either(_ flag: String, or other: String) throws(NotPlain) -> Bool? {
        if has(flag), has(other) { throw NotPlain() }
        return has(flag) ? true : has(other) ? false : nil
    }

    /// The values of an option that may be repeated.
    func all<Value: ExpressibleByArgument>(_ option: String) throws(NotPlain) -> [Value] {
        var found: [Value] = []
        for (name, text) in values where name == option {
            guard let value = Value(argument: text) else { throw NotPlain() }
            found.append(value)
        }
        return found
    }

    /// The value of an option that may stand once.
    func one<Value: ExpressibleByArgument>(_ option: String) throws(NotPlain) -> Value? {
        let found: [Value] = try all(option)
        if found.count > 1 { throw NotPlain() }
        return found.first
    }
}

/// A command that can be had without argument-parser.
protocol PlainlyWorded: AsyncParsableCommand {
    /// The command that argument-parser would make of these words behind its name, with every property set.
    init(plain words: ArraySlice<String>) throws(PlainWords.NotPlain)
}

extension ReplayCommand: PlainlyWorded {
    init(plain words: ArraySlice<String>) throws(PlainWords.NotPlain) {
        let words = try PlainWords(
            words, flags: ServingOptions.plainFlags + ["--strict", "--no-strict"],
            options: ServingOptions.plainOptions + SignatureOptions.plainOptions + [
                "--at-end", "--bind", "--match", "--clock", "--sessions", "--seed", "--redact", "--keep",
            ])
        if words.names.isEmpty { throw PlainWords.NotPlain() }
        self.init()
        cassettes = words.names
        serving = try ServingOptions(plain: words)
        signatures = try SignatureOptions(plain: words)
        redaction = try RedactionOptions(plain: words)
        atEnd = try words.one("--at-end") ?? .fail
        bind = try words.all("--bind")
        matches = try words.all("--match")
        clock = try words.one("--clock")
        sessions = try words.one("--sessions") ?? .single
        seed = try words.one("--seed")
        strict = try words.either("--strict", or: "--no-strict")
        do { try validate() } catch { throw PlainWords.NotPlain() }
    }
}

extension SimulateCommand: PlainlyWorded {
    init(plain words: ArraySlice<String>) throws(PlainWords.NotPlain) {
        let words = try PlainWords(
            words, flags: ServingOptions.plainFlags + ["--allow-unsigned", "--choices"],
            options: ServingOptions.plainOptions + SignatureOptions.plainOptions + StandInOptions.plainOptions + [
                "--tls", "--account", "--max-body",
            ])
        if !words.names.isEmpty { throw PlainWords.NotPlain() }
        self.init()
        serving = try ServingOptions(plain: words)
        signatures = try SignatureOptions(plain: words)
        tls = try words.one("--tls")
        account = try words.all("--account")
        maxBody = try words.one("--max-body") ?? 1 << 20
        allowUnsigned = words.has("--allow-unsigned")
        choices = words.has("--choices")
        standIn = try StandInOptions(plain: words)
        do { try validate() } catch { throw PlainWords.NotPlain() }
    }
}

extension ServingOptions {
    fileprivate static let plainFlags = ["--block-others", "--no-block-others", "--ready-json", "--verbose"]
    fileprivate static let plainOptions = [
        "--listen", "--mode", "--only", "--control", "--url-file", "--journal", "--fault", "--latency",
    ]

    fileprivate init(plain words: PlainWords) throws(PlainWords.NotPlain) {
        self.init()
        listen = try words.one("--listen") ?? ListenAddress()
        mode = try words.one("--mode") ?? .auto
        hosts = try words.all("--only")
        blockOthers = try words.either("--block-others", or: "--no-block-others")
        control = try words.one("--control") ?? ListenAddress()
        readyJson = words.has("--ready-json")
        urlFile = try words.one("--url-file")
        journal = try words.one("--journal")
        verbose = words.has("--verbose")
        fault = try words.all("--fault")
        latency = try words.one("--latency") ?? LatencyArgument(.none)
        do { try validate() } catch { throw PlainWords.NotPlain() }
    }
}

extension SignatureOptions {
    fileprivate static let plainOptions = ["--verify-signatures"]

    fileprivate init(plain words: PlainWords) throws(PlainWords.NotPlain) {
        self.init()
        texts = try words.all("--verify-signatures")
    }
}

extension RedactionOptions {
    fileprivate init(plain words: PlainWords) throws(PlainWords.NotPlain) {
        self.init()
        redact = try words.all("--redact")
        keep = try words.all("--keep")
    }
}

extension StandInOptions {
    fileprivate static let plainOptions = [
        "--handshake", "--quota", "--page-size", "--list-deleted", "--seed", "--clock", "--state", "--fail",
    ]

    fileprivate init(plain words: PlainWords) throws(PlainWords.NotPlain) {
        self.init()
        handshake = try words.one("--handshake") ?? HandshakeArgument(.manual)
        quota = try words.one("--quota") ?? 10
        pageSize = try words.one("--page-size") ?? 100
        listDeleted = try words.one("--list-deleted") ?? 0
        seed = try words.one("--seed")
        clock = try words.one("--clock")
        state = try words.one("--state")
        fail = try words.all("--fail")
    }
}
