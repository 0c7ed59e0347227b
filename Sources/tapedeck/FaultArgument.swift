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

    private static func read(_ text: String) throws(FaultRule.Unreadable) -> FaultRule {
        let rule = try FaultRule(words: text)
        try rule.checkForTypingMistakes()
        return rule
    }
}

extension FaultRule {
    /// An operation that is near to one of the model, and is none, is a mistyped one.
    func checkForTypingMistakes() throws(Unreadable) {
        let known = ConnectionOperation.allCases.map(\.rawValue)
        guard let operation, !known.contains(operation), let near = CloseMatches.of(operation, in: known).first
        else { return }
        throw Unreadable(description: "there is no operation \(operation); did you mean \(near)?")
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
