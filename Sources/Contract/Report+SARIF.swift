public import TapedeckJSONText

extension Report {
    /// The report as SARIF 2.1.0, which code scanning shows: a rule a clause, a result for each scenario that is not kept.
    ///
    /// A scenario's page is the result's location, relative to the project's root. A known deviation is suppressed, with its
    /// reason.
    ///
    /// - Parameter toolVersion: the version of the program that judged.
    public func sarif(toolVersion: String) -> JSONValue {
        let results = judged.flatMap { each in
            each.verdicts.filter { $0.kind != .conforms }.map { $0.sarif(of: each) }
        }
        let rules = Clause.catalogue.map { clause -> JSONValue in
            [
                "id": .string(clause.id), "shortDescription": ["text": .string(clause.text)],
                "help": ["text": .string(clause.source.rawValue)],
                "defaultConfiguration": ["level": .string(clause.level.sarif)],
            ]
        }
        return [
            "version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "tapedeck verify", "version": .string(toolVersion), "rules": .array(rules),
                        ]
                    ],
                    "results": .array(results),
                ]
            ],
        ]
    }
}

extension Verdict {
    fileprivate func sarif(of judged: Report.Judged) -> JSONValue {
        let text = "\(judged.title) \(judged.version), \(scenario): \(kind.rawValue)"
        var members: [(String, JSONValue)] = [
            ("ruleId", .string(clause.id)), ("level", .string(kind == .deviates ? clause.level.sarif : "error")),
            ("message", ["text": .string(([text] + evidence).joined(separator: "\n"))]),
            (
                "locations",
                [
                    [
                        "physicalLocation": [
                            "artifactLocation": ["uri": .string("Fixtures/scenarios/\(scenario).yaml")]
                        ]
                    ]
                ]
            ),
            ("partialFingerprints", ["scenario/v1": .string("\(judged.client) \(scenario)")]),
        ]
        if kind == .knownDeviation {
            members.append(
                ("suppressions", [["kind": "external", "justification": .string(evidence.first ?? "")]]))
        }
        return .object(JSONObject(members))
    }
}

extension Clause.Level {
    fileprivate var sarif: String {
        switch self {
        case .must: "error"
        case .should: "warning"
        case .may: "note"
        }
    }
}
