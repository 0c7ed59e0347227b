public import TapedeckCassetteFormat
import TapedeckJSONText

/// One way in which a run compares requests that no entry answers as they stand.
public enum Loosening: Sendable, Hashable {
    /// By the operation alone.
    case operation
    /// By all of the body but a place, as a JSON pointer's text.
    case ignoring(String)

    /// What a text of one looks like, for messages.
    public static let forms = "operation, or body:ignore=PLACE with a place such as $.Tags or /Tags/0/Value"

    /// Reads `operation` or `body:ignore=PLACE`; `nil` for what is neither.
    public init?(words: String) {
        if words == "operation" {
            self = .operation
        } else if words.hasPrefix("body:ignore="),
            let place = Self.pointer(String(words.dropFirst("body:ignore=".count)))
        {
            self = .ignoring(place.description)
        } else {
            return nil
        }
    }

    /// One rule of all of them; `nil` of none.
    public static func rule(_ all: [Loosening]) -> MatchRule? {
        if all.isEmpty { return nil }
        var rule = MatchRule()
        for one in all {
            switch one {
            case .operation: rule.comparesBody = false
            case .ignoring(let place): JSONPointer(place).map { rule.ignoredMembers.append($0) }
            }
        }
        return rule
    }

    /// A place as a pointer: `/Tags/0/Value`, or as people write paths, `$.Tags[0].Value`.
    private static func pointer(_ text: String) -> JSONPointer? {
        if text.hasPrefix("/") { return JSONPointer(text) }
        guard text.hasPrefix("$."), text.count > 2 else { return nil }
        var steps: [String] = []
        for part in text.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
            guard let name = pieces.first, !name.isEmpty else { return nil }
            steps.append(String(name))
            for index in pieces.dropFirst() {
                guard index.hasSuffix("]"), let number = Int(index.dropLast()), number >= 0 else { return nil }
                steps.append(String(number))
            }
        }
        return JSONPointer(steps: steps)
    }
}
