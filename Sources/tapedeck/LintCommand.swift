import ArgumentParser
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckRecording
import TapedeckPlatform
import TapedeckPlayback
import TapedeckWording

/// `tapedeck lint`: checks cassettes.
struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Checks cassettes: format, model, provenance, secrets, cut-off exchanges.",
        discussion: "Ends with status 1 when there are findings, each with file, entry, what is wrong and what to do.")

    @Argument(help: "The cassettes to check.")
    var cassettes: [String]

    @Flag(help: "First write each cassette anew: canonical layout, facts read off the exchanges, digest.")
    var write = false

    @Flag(help: "Look for nothing but secrets; for HARs of any program.")
    var secrets = false

    @Option(help: "Find cassettes that were recorded more than so many days ago.")
    var expireAfter: Int?

    @Flag(help: "Print JSON for machines.")
    var json = false

    func run() async throws {
        try await report {
            if let expireAfter, expireAfter < 0 {
                throw Failure(.usage, "--expire-after \(expireAfter) is no number of days; expected 0 or more")
            }
            var findings: [(path: String, finding: Finding)] = []
            var worst = ExitStatus.success
            var unread = 0
            for path in cassettes {
                do {
                    if write { try Self.rewrite(path) }
                    findings += try found(in: path).map { (path, $0) }
                } catch {
                    let failure = Failure(error)
                    unread += 1
                    worst = worst == .success ? failure.status : worst
                    Terminal.tell("tapedeck: \(failure.message)")
                }
            }
            tell(findings, unread: unread)
            if worst != .success { throw worst() }
            if !findings.isEmpty { throw ExitStatus.findings() }
        }
    }

    private func found(in path: String) throws -> [Finding] {
        if secrets, expireAfter == nil {
            // A log that would make no cassette may hold secrets too.
            let bytes = try Files.read(path)
            do throws(CassetteError) { return try Cassette.secretFindings(in: bytes) } catch {
                throw Failure(.badInput, "\(path): \(error)")
            }
        }
        let loaded = try CassetteFiles.load(path)
        let found =
            secrets
            ? try Cassette.secretFindings(in: loaded.bytes) : loaded.cassette.findings(text: loaded.bytes)
        let idle =
            secrets
            ? []
            : Reel(loaded.cassette).idleBinds.map { idle in
                Finding(
                    rule: "bind", entry: idle.entry, problem: idle.description,
                    remedy: "write \(BindRule.forms), as the request spells it")
            }
        return found + idle + [expireAfter.flatMap { loaded.cassette.expiry(after: $0, now: .now) }].compactMap { $0 }
    }

    private func tell(_ findings: [(path: String, finding: Finding)], unread: Int) {
        if json {
            let items = findings.map { path, finding -> JSONValue in
                var object = JSONObject([("file", .string(path)), ("rule", .string(finding.rule))])
                if let entry = finding.entry { object["entry"] = .number(JSONNumber(entry)) }
                object["problem"] = .string(finding.problem)
                object["remedy"] = .string(finding.remedy)
                return .object(object)
            }
            Terminal.write("\(JSONValue.array(items).text(.pretty))\n")
            return
        }
        for (path, finding) in findings {
            let lines = WrappedText.lines(of: InertText.of("\(path): \(finding)"), columns: Terminal.columns)
            Terminal.write(lines.joined(separator: "\n") + "\n")
        }
        let checked = unread == 0 ? "\(cassettes.count)" : "\(cassettes.count - unread) of \(cassettes.count)"
        if unread < cassettes.count { Terminal.tell("tapedeck: cassettes: \(checked), findings: \(findings.count)") }
    }

    private static func rewrite(_ path: String) throws {
        let loaded = try CassetteFiles.load(path)
        var cassette = loaded.cassette
        for note in cassette.mend() { Terminal.tell("tapedeck: \(path): \(note)") }
        let bytes = cassette.bytes
        if bytes != loaded.bytes { try Files.writeDurably(bytes, to: path) }
    }
}
