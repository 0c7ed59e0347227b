import TapedeckPlatform
import TapedeckTestSupport
import Testing

/// The program that makes a terminal for another one.
enum TerminalMaker {
    static let isThere = Files.isExecutable("/usr/bin/script") && Files.isDirectory("/proc")
}

/// What people see in a terminal: nothing is wider than it, and no word is broken.
@Suite(.enabled(if: TerminalMaker.isThere, "there is no script(1) of util-linux here to make a terminal with"))
struct TerminalTests {
    private let scratch = Scratch()

    init() throws {
        try scratch.write(try Package.bytes("cassettes/apprunner/connections/create-github.har"), to: "c.har")
    }

    /// The lines that a command shows in a terminal of so many columns.
    private func lines(_ columns: Int, _ command: String) async throws -> [String] {
        let outcome = try await DeckProgram.run(
            program: ["script", "-qec", "stty cols \(columns); \(command)", "/dev/null"], in: scratch.path,
            environment: ["TERM": "dumb"])
        return outcome.output.split(whereSeparator: \.isNewline).map(String.init)
    }

    @Test(arguments: [
        (160, ["seq", "operation", "resource", "code", "connection", "time", "origin"]),
        (80, ["seq", "operation", "resource", "code", "connection", "time"]),
        (60, ["seq", "operation", "resource", "code"]), (40, ["seq", "operation"]),
    ])
    func aTableLosesWholeColumns(columns: Int, heads: [String]) async throws {
        let seen = try await lines(columns, "tapedeck inspect c.har")
        #expect(seen.allSatisfy { $0.count <= columns }, "\(seen)")
        let table = try #require(seen.firstIndex { $0.hasPrefix("seq ") })
        #expect(seen[table].split(separator: " ").map(String.init) == heads)
        #expect(seen[table + 1].hasPrefix("1    CreateConnection"))
        #expect(seen.joined(separator: " ").contains("There is no room for") == (columns < 160))
    }

    /// As they are elsewhere, but for where their lines end; what is to be pasted stays on one line.
    @Test(arguments: [
        "tapedeck replay c.har --listen 127.0.0.1", "tapedeck inspect nothing-of-this-name-is-here.har",
        "tapedeck lint bad.har", "touch x.har.journal; tapedeck recover x.har.journal",
        "echo 1 >x.har.journal; tapedeck record --upstream stand-in --cassette x.har -- true",
    ])
    func sentencesEndTheirLinesBetweenWords(command: String) async throws {
        let text = String(decoding: try scratch.read("c.har"), as: UTF8.self)
        try scratch.write(text.replacing(#""_state": "PENDING"#, with: #""_state": "SPENDING"#).utf8, to: "bad.har")
        let seen = try await lines(60, command)
        #expect(seen.count > 1)
        #expect(seen.allSatisfy { $0.count <= 60 }, "\(seen)")
        #expect(seen.allSatisfy { $0.count(where: { $0 == "`" }).isMultiple(of: 2) }, "\(seen)")
        let whole = try await lines(1000, command)
        #expect(seen.flatMap { $0.split(separator: " ") } == whole.flatMap { $0.split(separator: " ") })
    }

    /// Rows come as they are judged, with a counter that is written over.
    @Test
    func aRunCountsItsScenarios() async throws {
        let page = """
            client: mine
            title: Mine
            programs: [sh]
            version: { run: ["{program}", -c, echo c/1.0], match: 'c/([0-9.]+)' }
            operations: { CreateConnection: { run: ["true"] } }
            """
        let profile = try scratch.write(page.utf8, to: "mine.yaml")
        let seen = try await lines(
            100, "tapedeck verify --root \(Package.root) --client \(profile) --only REQ-1 --only REQ-2")
        let told = try #require(seen.first { $0.contains(" scenarios, ") }?.split(separator: " "))
        let count = try #require(told.firstIndex(of: "scenarios,").map { told[$0 - 1] })
        for number in 1...(Int(count) ?? 0) {
            #expect(seen.contains { $0.hasSuffix("  \(number)/\(count)") }, "\(seen)")
            #expect(seen.contains { $0.contains("  \(number)/\(count)  REQ-") }, "\(seen)")
        }
    }

    @Test(arguments: [60, 80])
    func aReportIsNoWiderThanTheTerminal(columns: Int) async throws {
        let evidence = String(repeating: "what was seen ", count: 20)
        let report = """
            {"format":1,"clients":[{"client":"c","title":"C","version":"1.0","counts":{},"verdicts":[{"scenario":"s/one",\
            "clause":"OUT-1","level":"MUST","verdict":"deviates","evidence":["\(evidence)"]}],"leftOut":[]}],"missing":[]}
            """
        try scratch.write(report.utf8, to: "r.json")
        let seen = try await lines(columns, "tapedeck report merge r.json")
        #expect(seen.count > 280 / columns)
        #expect(seen.allSatisfy { $0.count <= columns }, "\(seen)")
    }
}
