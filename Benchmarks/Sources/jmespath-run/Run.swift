import TapedeckJMESPath
import TapedeckJSONText

/// Evaluates lines of an expression (as a JSON string), a tab and a document, and answers each with one line: `=` and
/// the result, or `!` and the error's text as a JSON string.
@main
struct Run {
    static func main() {
        while let line = readLine() {
            print(answer(line))
        }
    }

    private static func answer(_ line: String) -> String {
        do {
            return "=" + (try result(of: line)).text()
        } catch {
            return "!" + JSONValue.string("\(error)").text()
        }
    }

    private static func result(of line: String) throws -> JSONValue {
        let parts = line.split(separator: "\t", maxSplits: 1)
        guard parts.count == 2, let text = try JSONParser.parse(String(parts[0])).string else {
            throw Malformed(line: line)
        }
        let document = try JSONParser.parse(String(parts[1]))
        return try Expression(text).search(document)
    }
}

struct Malformed: Error, CustomStringConvertible {
    let line: String

    var description: String {
        "a line must be a JSON string, a tab and a JSON value, not: \(line.prefix(80))"
    }
}
