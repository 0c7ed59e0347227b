import ArgumentParser
import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckPlayback
import TapedeckWording

/// The values of `--fault`.
struct FaultArgument: ExpressibleByArgument {
    let rule: FaultRule

    init?(argument: String) {
        guard let rule = try? Self.read(argument) else { return nil }
        self.rule = rule
    }

    /// Whether it is about the certificates of a connection.
    var isOfTLS: Bool {
        rule.script.steps.contains { step in
            if case .certificate = step { true } else { false }
        }
    }

    /// Reads a rule; an operation that is near to one of the model, and is none, is a mistyped one.
    private static func read(_ text: String) throws(FaultRule.Unreadable) -> FaultRule {
        let rule = try FaultRule(words: text)
        let known = ConnectionOperation.allCases.map(\.rawValue)
        if let operation = rule.operation, !known.contains(operation),
            let near = CloseMatches.of(operation, in: known).first
        {
            throw FaultRule.Unreadable(description: "there is no operation \(operation); did you mean \(near)?")
        }
        return rule
    }
}

extension FaultArgument: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        do throws(FaultRule.Unreadable) {
            _ = try read(text)
            return FaultRule.form
        } catch {
            return "\(FaultRule.form): \(error)"
        }
    }
}
