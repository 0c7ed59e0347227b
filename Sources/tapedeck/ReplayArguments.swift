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

extension BindRule: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        let isOfARun = Binding(words: text) != nil
        return forms + (isOfARun ? "; a value behind = is given to replay --bind" : "")
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
        Binding.expected(insteadOf: text)
    }
}

/// The values of `--match`.
struct MatchArgument: ExpressibleByArgument {
    let value: Loosening

    init?(argument: String) {
        guard let value = Loosening(words: argument) else { return nil }
        self.value = value
    }
}

extension MatchArgument: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        Loosening.forms
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
            // Swift reads hexadecimal numbers too, and words for what is none.
            guard argument.hasPrefix("x"), argument.dropFirst().allSatisfy({ "0123456789.".contains($0) }),
                let number = Double(argument.dropFirst()), number > 0, number <= 1_000_000
            else { return nil }
            speed = number
        }
    }

    /// A clock that begins now.
    func makeClock() -> ReplayClock {
        // The time of day may be put forward and back.
        ReplayClock(speed: speed) { SystemClock.monotonicMilliseconds }
    }
}

extension ClockArgument: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        "virtual, real, or xN such as x60"
    }
}
