import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckWording

/// All that was seen of a client in a scenario: its command, every request and response on a time line, how it ended, and
/// both streams.
///
/// The credentials in it open nothing, so that nothing is left out.
public struct Transcript: Sendable {
    /// Bytes shown of a body or a stream; what follows is counted.
    public static let mostBytes = 16 << 10

    /// Lines for people.
    public private(set) var lines: [String]

    /// Writes down what was seen.
    public init(of observation: Observation, in scenario: Scenario) {
        lines = ["\(scenario.id): \(scenario.title)", "\(scenario.clause.id): \(scenario.clause.text)"]
        for (index, run) in observation.runs.enumerated() {
            lines.append("")
            if index < scenario.calls.count {
                lines.append("call \(index + 1): \(scenario.calls[index].operation.rawValue)")
            }
            if !run.command.isEmpty {
                lines.append("  $ " + run.command.map(ShellWord.quoted).joined(separator: " "))
            }
            for (number, request) in run.requests.enumerated() {
                let time = "\(request.arrivedAt - run.startedAt) ms"
                lines.append("  \(time): request \(number + 1)")
                show(request.request.text, "  > ")
                if let miss = request.miss { lines.append("    not what was expected: \(miss)") }
                guard let answer = request.answer else { continue }
                lines.append("  answer \(number + 1): \(answer.words)")
                if let response = answer.response { show(response.text, "  < ") }
            }
            for stray in run.strays { lines.append("  sent elsewhere: \(stray)") }
            lines.append("  \(run.duration) ms: \(run.exit)")
            for (name, bytes) in [("standard output", run.output), ("standard error", run.error)] {
                lines.append("  \(name), \(bytes.count) bytes")
                if !bytes.isEmpty { show(bytes, "  | ") }
            }
        }
    }

    private mutating func show(_ bytes: [UInt8], _ mark: String) {
        let text = InertText.of(String(decoding: bytes.prefix(Transcript.mostBytes), as: UTF8.self))
        lines += text.split(separator: "\n", omittingEmptySubsequences: false).map { mark + $0 }
        if bytes.last == 0x0A { lines.removeLast() }
        if bytes.count > Transcript.mostBytes {
            lines.append("\(mark)… \(bytes.count - Transcript.mostBytes) bytes more")
        }
    }
}

extension Request {
    fileprivate var text: [UInt8] {
        head("\(method) \(target) \(version)", headers) + body
    }
}

extension Response {
    fileprivate var text: [UInt8] {
        head("\(version) \(status) \(reason)", headers) + body
    }
}

private func head(_ line: String, _ headers: HeaderFields) -> [UInt8] {
    Array("\(line)\n\(headers.fields.map { "\($0.name): \($0.value)\n" }.joined())\n".utf8)
}
