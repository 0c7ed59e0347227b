/// Whether tests record, as the environment says it.
enum RecordMode: Equatable {
    case off
    /// Cassettes that are not there are recorded.
    case missing
    /// Every cassette is recorded anew.
    case all

    /// Reads `TAPEDECK_RECORD`; where `CI` is set nothing is recorded, whatever it says.
    init(_ variables: [String: String]) throws(CassetteUnavailable) {
        let word = variables["TAPEDECK_RECORD", default: ""]
        switch word {
        case "": self = .off
        case "missing": self = .missing
        case "all": self = .all
        default:
            throw CassetteUnavailable(description: "TAPEDECK_RECORD is \(word); expected missing or all")
        }
        if Self.isCI(variables) { self = .off }
    }

    /// What is added where a cassette is missing though recording was asked for.
    static func note(_ variables: [String: String]) -> String {
        let isAsked = !variables["TAPEDECK_RECORD", default: ""].isEmpty
        return isAsked && isCI(variables) ? "; TAPEDECK_RECORD counts for nothing here, because CI is set" : ""
    }

    private static func isCI(_ variables: [String: String]) -> Bool {
        !["", "0", "false"].contains(variables["CI", default: ""].lowercased())
    }
}
