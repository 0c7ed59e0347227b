import ArgumentParser
import TapedeckContract
import TapedeckJSONText
import TapedeckPlatform
import TapedeckWording

/// A form that a report is written in, and where: `junit`, or `html=report.html`.
struct ReportTarget: ExpressibleByArgument {
    /// The forms.
    enum Format: String, CaseIterable {
        case text, json, junit, html, markdown, sarif, tap, badge
    }

    let format: Format
    /// The file; `nil` for standard output.
    let file: String?

    init(_ format: Format, file: String? = nil) {
        self.format = format
        self.file = file
    }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard let name = parts.first, let format = Format(rawValue: name) else { return nil }
        self.init(format, file: parts.count == 2 ? parts[1] : nil)
    }

    static var allValueStrings: [String] {
        Format.allCases.map(\.rawValue)
    }

    /// Sees, before anything is run, that no report takes the place of what the run reads or keeps, nor of another report.
    ///
    /// - Parameter others: what the run reads and keeps, each with what it is called.
    /// - Throws: ``Failure`` that names both.
    static func check(_ targets: [ReportTarget], besides others: [(what: String, path: String)]) throws {
        var taken = others
        for target in targets {
            guard let file = target.file else { continue }
            if let other = taken.first(where: { Files.areSame($0.path, file) }) {
                throw Failure(
                    .usage,
                    "--format \(target.format.rawValue)=\(file) is \(other.what), which it would spoil; give the report a file of its own"
                )
            }
            taken.append((what: "the file of --format \(target.format.rawValue)", path: file))
        }
    }

    /// Writes a report in every form asked for.
    static func write(_ report: Report, to targets: [ReportTarget], isStrict: Bool) throws {
        for target in targets {
            let text = target.text(of: report, isStrict: isStrict)
            if let file = target.file {
                try Files.writeDurably(Array(text.utf8), to: file)
            } else {
                Terminal.write(text)
            }
        }
    }

    private func text(of report: Report, isStrict: Bool) -> String {
        switch format {
        case .text: report.text(file == nil ? ReportTarget.layout : Report.Layout())
        case .json: "\(report.json.text(.pretty))\n"
        case .junit: report.junit(isStrict: isStrict)
        case .html: report.html
        case .markdown: report.markdown
        case .sarif: "\(report.sarif(toolVersion: TapedeckVersion.current).text(.pretty))\n"
        case .tap: report.tap(isStrict: isStrict)
        case .badge: report.badge
        }
    }

    /// How a report is laid out on standard output: as wide as the terminal; elsewhere, lines as long as they are.
    private static var layout: Report.Layout {
        Report.Layout(columns: Terminal.columns) { Terminal.colored($0, $1) }
    }
}

/// One part of a run that several machines share: `2/5`.
struct Shard: ExpressibleByArgument {
    let number: Int
    let count: Int

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1], (1...max(count, 1)).contains(number),
            count > 0
        else { return nil }
        self.number = number
        self.count = count
    }

    /// Its part of some items: every `count`th, beginning with `number`.
    func part<Item>(of items: [Item]) -> [Item] {
        items.enumerated().filter { $0.offset % count == number - 1 }.map(\.element)
    }
}
