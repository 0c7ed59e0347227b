import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckWording

// The names of our own members, for the reader, and for lint, which knows a mistyped one by them.

extension Cassette {
    static let members = ["format", "title", "recordedAt", "timing", "bind", "digest"]
}

extension Entry {
    static let members = [
        "_sequence", "_operation", "_resource", "_state", "_origin", "_digest", "_ended", "_match", "_bind", "_fault",
        "_delay",
        "_redactions",
    ]
    static let harMembers = ["startedDateTime", "time", "request", "response", "cache", "timings"]
}

extension Origin {
    static let members = ["kind", "upstream", "client", "signature", "source", "insecure"]
}

extension MatchRule {
    static let members = ["body", "ignore"]
}

extension Fault {
    static let members = ["kind", "after", "at", "bytes", "every", "text", "encoding"]
}

/// An unknown member whose name is close to a known one: kept, but hardly meant so.
struct MistypedMember: Hashable {
    let name: String
    let nearest: String

    /// Browsers' own members that come near to ours and are right as they are.
    private static let others = ["_resourceType"]

    /// The mistyped ones among members that nobody reads.
    static func among(_ unknown: JSONObject, known: [String]) -> [MistypedMember] {
        unknown.names.filter { !others.contains($0) }.compactMap { name in
            CloseMatches.of(name, in: known, cutoff: 0.7).first.map { MistypedMember(name: name, nearest: $0) }
        }
    }
}

extension Cassette {
    var mistypedMembers: [MistypedMember] {
        MistypedMember.among(extras.cassette, known: Cassette.members)
    }
}

extension Entry {
    var mistypedMembers: [MistypedMember] {
        MistypedMember.among(extras.entry, known: Entry.members)
            + MistypedMember.among(extras.origin, known: Origin.members)
            + MistypedMember.among(extras.match, known: MatchRule.members)
            + MistypedMember.among(extras.fault, known: Fault.members)
    }
}
