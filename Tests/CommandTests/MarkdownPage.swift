import TapedeckTestSupport
import Testing

/// What is run of a page that people read: its fenced blocks, and pictures of a terminal.
struct MarkdownPage: Sendable {
    struct Block: Sendable, CustomTestStringConvertible {
        let number: Int
        let text: String

        var testDescription: String { "block \(number): \(text.prefix { $0 != "\n" })" }
    }

    /// A command of a picture of a terminal, with the lines that it shows of what the command prints.
    struct Step: Sendable {
        let command: String
        var shown: [String] = []
    }

    private let lines: [Substring]

    /// Reads a page of the repository; one that is not there has no blocks.
    init(_ path: String) {
        let bytes = (try? Package.bytes(path)) ?? []
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The blocks of a language, in their order.
    func fenced(_ language: String) -> [Block] {
        var texts: [String] = []
        var current: String?
        for line in lines {
            if line == "```\(language)" {
                current = ""
            } else if line == "```", let text = current {
                texts.append(text)
                current = nil
            } else {
                current?.append("\(line)\n")
            }
        }
        return texts.enumerated().map { Block(number: $0.offset, text: $0.element) }
    }

    /// The commands of a picture of a terminal: lines that begin with `$`, and may go on on the next line.
    static func session(_ text: String) -> [Step] {
        text.replacing("\\\n", with: "").split(separator: "\n").reduce(into: []) { session, line in
            if line.hasPrefix("$ ") {
                session.append(Step(command: String(line.dropFirst(2))))
            } else if !session.isEmpty {
                session[session.count - 1].shown.append(String(line))
            }
        }
    }

    /// Runs the blocks of shell commands one after the other in a directory that has the cassettes and pages; each must end with 0.
    static func run(_ blocks: [Block], in scratch: Scratch) async throws {
        for folder in ["cassettes", "Fixtures"] { symlink("\(Package.root)/\(folder)", "\(scratch.path)/\(folder)") }
        for block in blocks {
            let outcome = try await shell(block.text, stops: true, in: scratch)
            #expect(outcome.status == 0, "\(block.text)\n\(outcome.output)\n\(outcome.error)")
        }
    }

    /// Runs a command, and looks for the lines shown among those printed, standard output first; a line that ends with `…` is the
    /// beginning of one.
    static func run(_ step: Step, in scratch: Scratch) async throws {
        let outcome = try await shell(step.command, stops: false, in: scratch)
        var printed = "\(outcome.output)\n\(outcome.error)".split(separator: "\n")[...]
        for line in step.shown {
            let place = printed.firstIndex { line.hasSuffix("…") ? $0.hasPrefix(line.dropLast()) : $0 == line }
            let found = try #require(place, "no line \(line) in what \(step.command) prints:\n\(printed)")
            printed = printed[(found + 1)...]
        }
    }

    private static func shell(_ text: String, stops: Bool, in scratch: Scratch) async throws -> DeckProgram.Outcome {
        try await DeckProgram.run(
            program: ["sh"] + (stops ? ["-e"] : []) + ["-c", text], in: scratch.path,
            environment: ["PATH": "\(DeckProgram.products):/usr/bin:/bin"])
    }
}
