import TapedeckJMESPath
import TapedeckJSONText

/// Times lines of a name, an expression (as a JSON string) and a document, parted by tabs: one line each of the name,
/// nanoseconds a parse and nanoseconds a search. The best of five rounds counts.
@main
struct Bench {
    static func main() throws {
        while let line = readLine() {
            let parts = line.split(separator: "\t", maxSplits: 2)
            guard parts.count == 3, let text = try JSONParser.parse(String(parts[1])).string else { continue }
            let document = try JSONParser.parse(String(parts[2]))
            let expression = try Expression(text)
            let parse = try nanoseconds { _ = try Expression(text) }
            let search = try nanoseconds { _ = try expression.search(document) }
            print(parts[0], parse, search, separator: "\t")
        }
    }

    private static func nanoseconds(_ body: () throws -> Void) throws -> Int {
        let clock = ContinuousClock()
        var count = 1
        while true {
            let time = try clock.measure { for _ in 0..<count { try body() } }
            if time > .milliseconds(20) { break }
            count *= 2
        }
        var best = Duration.seconds(3600)
        for _ in 0..<5 {
            best = min(best, try clock.measure { for _ in 0..<count { try body() } })
        }
        return Int(best / .nanoseconds(1)) / count
    }
}
