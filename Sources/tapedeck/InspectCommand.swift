import ArgumentParser
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform
import TapedeckWording

/// `tapedeck inspect`: shows what is on a cassette.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Shows a cassette as a table, an entry in full, or as JSON.")

    @Argument(help: "The cassette to show.")
    var cassette: String

    @Flag(help: "Print JSON for machines.")
    var json = false

    @Option(help: "Show the entry of this _sequence in full.")
    var entry: Int?

    @Flag(
        help: """
            Show every entry in full; so git's diff driver has something to compare. A file that is no cassette, as in \
            the middle of a merge, is shown as it stands.
            """)
    var full = false

    func run() async throws {
        try await report {
            let loaded: CassetteFiles.Loaded
            do { loaded = try CassetteFiles.load(cassette) } catch let error as Failure
                where full && error.status == .badInput
            {
                return try showAsItStands(error)
            }
            let cassette = loaded.cassette
            if let entry {
                let found = cassette.entries[try CassetteFiles.index(of: entry, in: loaded)]
                Terminal.write(json ? "\(Self.json(of: found).text(.pretty))\n" : Self.text(of: found))
            } else if json {
                let entries = cassette.entries.map(Self.json)
                let object = JSONObject([
                    ("title", .string(cassette.title)), ("format", .number(JSONNumber(cassette.format))),
                    ("recordedAt", .string(cassette.recordedAt)), ("timing", .string(cassette.timing.rawValue)),
                    ("bind", .array(cassette.bind.map { .string($0.description) })),
                    ("entries", .array(entries)),
                ])
                Terminal.write("\(JSONValue.object(object).text(.pretty))\n")
            } else if full {
                let title = InertText.of("\(cassette.title), recorded \(cassette.recordedAt)")
                Terminal.write(([title + "\n"] + cassette.entries.map(Self.text)).joined(separator: "\n"))
            } else {
                Terminal.write(Self.table(of: cassette))
            }
        }
    }

    /// Where one file can't be converted, git shows no differences of any.
    private func showAsItStands(_ trouble: Failure) throws {
        Terminal.tell("tapedeck: \(trouble.message)")
        Terminal.write(InertText.of(String(decoding: try Files.read(cassette), as: UTF8.self)))
    }

    /// The columns, in their order.
    private static let heads = ["seq", "operation", "resource", "code", "connection", "time", "origin"]
    /// Which columns go where a terminal has no room for all, the first one first.
    private static let dispensable = ["origin", "time", "connection", "code", "resource"]

    private static func table(of cassette: Cassette) -> String {
        let rows = cassette.entries.map { entry -> [String] in
            [
                String(entry.exchange.sequence), entry.operation ?? "-", entry.resource ?? "-",
                entry.exchange.response.map { String($0.status) } ?? "-", entry.state ?? errorCode(entry) ?? "-",
                time(entry.exchange.startedAt, timing: cassette.timing), origin(entry.origin) + marks(entry),
            ].map { InertText.of($0) }
        }
        let widths = heads.indices.map { column in
            ([heads] + rows).map { TextWidth.shown.columns($0[column]) }.max() ?? 0
        }
        var shown = Array(heads.indices)
        var missing: [String] = []
        for head in dispensable {
            let width = shown.map { widths[$0] + 2 }.reduce(-2, +)
            guard let columns = Terminal.columns, width > columns else { break }
            shown.removeAll { heads[$0] == head }
            missing.append(head)
        }
        func line(_ cells: [String]) -> String {
            let padded = shown.map { TextWidth.shown.padded(cells[$0], to: widths[$0]) }
            var text = padded.joined(separator: "  ")
            while text.last == " " { text.removeLast() }
            return text
        }
        let title = WrappedText.lines(of: InertText.of(cassette.title), columns: Terminal.columns, hanging: 0)
        let facts = WrappedText.lines(
            of:
                "recorded \(cassette.recordedAt), entries: \(cassette.entries.count), times: \(cassette.timing.rawValue)"
                + (cassette.bind.isEmpty ? "" : ", bound: \(cassette.bind.map(\.description).joined(separator: ", "))"),
            columns: Terminal.columns, hanging: 0)
        let left = WrappedText.lines(
            of: "There is no room for \(missing.joined(separator: ", ")); --json has all.", columns: Terminal.columns)
        return
            (title.map { Terminal.colored($0, 1) } + facts + ["", Terminal.colored(line(heads), 2)]
            + rows.map(line) + (missing.isEmpty ? [] : [""] + left)).joined(separator: "\n") + "\n"
    }

    private static func time(_ milliseconds: Int64, timing: Cassette.Timing) -> String {
        timing == .normalised
            ? "+\((milliseconds - Normaliser.epoch) / 1000)s" : Instant(milliseconds: milliseconds).iso8601()
    }

    private static func errorCode(_ entry: Entry) -> String? {
        guard let response = entry.exchange.response, response.status >= 300 else { return nil }
        return ServiceError(response).code
    }

    private static func origin(_ origin: Origin) -> String {
        let parts = [origin.upstream.map { "from \($0)" }, origin.client.map { "by \($0)" }].compactMap { $0 }
        return ([origin.kind.rawValue] + parts).joined(separator: " ")
    }

    private static func marks(_ entry: Entry) -> String {
        var marks: [String] = []
        if entry.fault != nil { marks.append("fault") }
        if entry.delay > 0 { marks.append("after \(entry.delay) ms") }
        if !entry.bind.isEmpty { marks.append("binds \(entry.bind.map(\.description).joined(separator: " and "))") }
        if entry.match != MatchRule() { marks.append("loose") }
        if entry.origin.isInsecure { marks.append("certificate not checked") }
        if entry.exchange.ending != .complete { marks.append(entry.exchange.ending.rawValue) }
        return marks.isEmpty ? "" : " [\(marks.joined(separator: ", "))]"
    }

    private static func text(of entry: Entry) -> String {
        let request = entry.exchange.request
        var lines = ["entry \(entry.exchange.sequence), \(origin(entry.origin))\(marks(entry))"]
        if let fault = entry.fault { lines.append("  fault: \(fault)") }
        if !entry.match.comparesBody { lines.append("  its body is not compared") }
        lines += entry.match.ignoredMembers.map { "  not compared: \($0)" }
        lines += entry.redactions.map { "  redacted: \($0)" }
        lines += ["", "\(request.method) \(request.target) \(request.version)"]
        lines += request.headers.fields.map { "\($0.name): \($0.value)" }
        lines += ["", body(request.body), ""]
        if let response = entry.exchange.response {
            lines.append("\(response.version) \(response.status) \(response.reason)")
            lines += response.headers.fields.map { "\($0.name): \($0.value)" }
            lines += ["", body(response.body)]
        } else {
            lines.append("no response")
        }
        return lines.map(InertText.of).joined(separator: "\n") + "\n"
    }

    /// A body laid out for reading; bytes that are not JSON are shown as they are.
    private static func body(_ bytes: [UInt8]) -> String {
        if let value = try? JSONParser.parse(bytes) { return value.text(.pretty) }
        return String(validating: bytes, as: UTF8.self) ?? "\(bytes.count) bytes that are not UTF-8"
    }

    private static func json(of entry: Entry) -> JSONValue {
        (try? JSONParser.parse(entry.bytes)) ?? .null
    }
}
