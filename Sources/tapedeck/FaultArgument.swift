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
        try FaultRule(words: text)
    }
}

extension FaultRule {
    /// Finds out whether its operation may be one that clients ask for.
    ///
    /// - Parameter isRecorded: whether an operation is one of the run's cassettes.
    /// - Throws: ``Unreadable`` for one that is near to one of the service, and mistyped then, and for a word that is no
    ///   operation's name.
    func checkOperation(isRecorded: (String) -> Bool) throws(Unreadable) {
        guard let operation = unknownOperation(isRecorded) else { return }
        if let near = CloseMatches.of(operation, in: ConnectionOperation.allCases.map(\.rawValue)).first {
            throw Unreadable(
                description: "there is no operation \(operation); did you mean \(near)?", isWellFormed: true)
        }
        guard operation.first?.isUppercase == true else {
            throw Unreadable(
                description:
                    "there is no operation \(operation): their names begin with a capital letter; for requests of any operation give \(script) alone",
                isWellFormed: true)
        }
    }

    /// What a person should know of an operation that nothing here knows; `nil` where all is well.
    func operationRemark(isRecorded: (String) -> Bool) -> String? {
        unknownOperation(isRecorded).map {
            "nothing here knows an operation \($0); only a client that asks for it meets \(script)"
        }
    }

    private func unknownOperation(_ isRecorded: (String) -> Bool) -> String? {
        operation.flatMap { ConnectionOperation(rawValue: $0) != nil || isRecorded($0) ? nil : $0 }
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
