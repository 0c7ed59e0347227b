public import ArgumentParser
public import TapedeckCassetteFormat
import TapedeckJSONText
import TapedeckPlatform
import TapedeckPlayback

/// The values of `--latency`.
struct LatencyArgument: ExpressibleByArgument {
    let value: Latency

    init(_ value: Latency) {
        self.value = value
    }

    init?(argument: String) {
        guard let value = Latency(words: argument) else { return nil }
        self.value = value
    }

    var defaultValueDescription: String {
        "none"
    }
}

extension LatencyArgument: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        Latency.forms
    }
}

extension BindRule: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(words: argument)
    }
}

/// The values of `replay --bind`.
struct BindArgument: ExpressibleByArgument {
    let value: Binding

    init?(argument: String) {
        guard let value = Binding(words: argument) else { return nil }
        self.value = value
    }
}

extension BindArgument: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        "\(BindRule.forms); with =VALUE behind it where the value is known"
    }
}

/// The values of `--match`.
enum MatchArgument: ExpressibleByArgument {
    case operation
    case ignoring(JSONPointer)

    init?(argument: String) {
        if argument == "operation" {
            self = .operation
        } else if argument.hasPrefix("body:ignore="),
            let place = Self.pointer(String(argument.dropFirst("body:ignore=".count)))
        {
            self = .ignoring(place)
        } else {
            return nil
        }
    }

    /// One rule of all of them; `nil` of none.
    static func rule(_ arguments: [MatchArgument]) -> MatchRule? {
        if arguments.isEmpty { return nil }
        var rule = MatchRule()
        for argument in arguments {
            switch argument {
            case .operation: rule.comparesBody = false
            case .ignoring(let place): rule.ignoredMembers.append(place)
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

extension MatchArgument: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        "operation, or body:ignore=PLACE with a place such as $.Tags or /Tags/0/Value"
    }
}

/// The values of `--clock`.
struct ClockArgument: ExpressibleByArgument {
    private let speed: Double

    init?(argument: String) {
        switch argument {
        case "virtual": speed = 0
        case "real": speed = 1
        default:
            guard argument.hasPrefix("x"), let number = Double(argument.dropFirst()), number > 0, number <= 1_000_000
            else { return nil }
            speed = number
        }
    }

    /// A clock that begins now.
    func makeClock() -> ReplayClock {
        ReplayClock(speed: speed) { SystemClock.milliseconds }
    }
}

extension ClockArgument: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        "virtual, real, or xN such as x60"
    }
}
