/// Places in a JSON text, such as `$.Tags[*].Value`: the root, then members, elements by number, or all of either.
struct JSONPath: Sendable, Hashable {
    private enum Step: Hashable {
        case member(String)
        case element(Int)
        case every
    }

    private let steps: [Step]

    /// Reads `$`, `.name`, `['name']`, `[3]`, `[*]` and `.*`; `nil` for anything else.
    init?(_ text: some StringProtocol) {
        guard text.first == "$" else { return nil }
        var rest = Substring(text.dropFirst())
        var steps: [Step] = []
        while let mark = rest.popFirst() {
            if mark == "." {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                if name.isEmpty { return nil }
                rest = rest.dropFirst(name.count)
                steps.append(name == "*" ? .every : .member(String(name)))
            } else if mark == "[", let end = rest.firstIndex(of: "]") {
                let inner = rest[..<end]
                rest = rest[rest.index(after: end)...]
                if inner == "*" {
                    steps.append(.every)
                } else if let number = Int(inner), number >= 0 {
                    steps.append(.element(number))
                } else if inner.count > 2, let quote = inner.first, quote == "'" || quote == "\"", inner.last == quote {
                    steps.append(.member(String(inner.dropFirst().dropLast())))
                } else {
                    return nil
                }
            } else {
                return nil
            }
        }
        self.steps = steps
    }

    /// Where the values stand in a text that is JSON, quotes of strings included.
    func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        var scanner = Scanner(bytes: bytes)
        scanner.value(steps[...])
        return scanner.found
    }

    /// Walks over a text that is known to be JSON. `nil` for steps means: not on the way.
    private struct Scanner {
        let bytes: [UInt8]
        var index = 0
        var found: [Range<Int>] = []

        mutating func value(_ steps: ArraySlice<Step>?) {
            skipSpace()
            let start = index
            switch index < bytes.count ? bytes[index] : 0 {
            case UInt8(ascii: "{"): items(steps, close: UInt8(ascii: "}"))
            case UInt8(ascii: "["): items(steps, close: UInt8(ascii: "]"))
            case UInt8(ascii: "\""): _ = string()
            default: while index < bytes.count, !",]} \t\r\n".utf8.contains(bytes[index]) { index += 1 }
            }
            if steps?.isEmpty == true { found.append(start..<index) }
        }

        private mutating func items(_ steps: ArraySlice<Step>?, close: UInt8) {
            index += 1
            var number = 0
            while index < bytes.count {
                skipSpace()
                if index < bytes.count, bytes[index] == close { break }
                var step = Step.element(number)
                if close == UInt8(ascii: "}") {
                    step = .member(string())
                    skipSpace()
                    index += 1
                }
                let isOnTheWay = steps?.first == step || steps?.first == .every
                value(isOnTheWay ? steps?.dropFirst() : nil)
                number += 1
                skipSpace()
                if index < bytes.count, bytes[index] == UInt8(ascii: ",") { index += 1 }
            }
            index += 1
        }

        /// Passes over a string and gives what it says.
        private mutating func string() -> String {
            let start = index + 1
            index += 1
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            let text = Array(bytes[start..<min(index, bytes.count)])
            index += 1
            return String(decoding: DecodedText.withoutBackslashes(text), as: UTF8.self)
        }

        private mutating func skipSpace() {
            while index < bytes.count, " \t\r\n".utf8.contains(bytes[index]) { index += 1 }
        }
    }
}
