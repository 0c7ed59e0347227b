import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

/// The secrets that stand in a log, ours or another program's, found by their form in every string of it, whatever the format
/// has the string for, and in what is kept as base64.
struct SecretPlaces {
    /// What was found of one entry, or of the rest of the log.
    struct Found: Hashable {
        /// The entry's number from 1; `nil` for the log as a whole.
        let entry: Int?
        /// Where it stands, as a JSON pointer; `nil` in an entry.
        let place: String?
        let kind: Edit.Kind
    }

    private(set) var found: [Found] = []
    /// Where somebody proves who he is: a field's name, or `cookies`, which HAR lists beside the fields.
    private(set) var proofs: [(entry: Int, message: String, name: String)] = []

    init(_ log: JSONValue) {
        for member in log.object?.members ?? [] {
            guard member.name == "log", let members = member.value.object?.members else {
                search(member.name, member.value, at: [member.name], entry: nil)
                continue
            }
            for member in members {
                guard member.name == "entries", let entries = member.value.array else {
                    search(member.name, member.value, at: ["log", member.name], entry: nil)
                    continue
                }
                for (index, entry) in entries.enumerated() {
                    search("", entry, at: [], entry: index + 1)
                    for message in ["request", "response"] {
                        for field in entry[message]?["headers"]?.array ?? [] {
                            guard let name = field["name"]?.string, let value = field["value"]?.string,
                                Redactor.carriesSecret(HeaderField(name, value))
                            else { continue }
                            proofs.append((index + 1, message, name.lowercased()))
                        }
                        let values = entry[message]?["cookies"]?.array?.compactMap { $0["value"]?.string } ?? []
                        if values.contains(where: { !$0.isEmpty && !$0.hasPrefix("{") }) {
                            proofs.append((index + 1, message, "cookies"))
                        }
                    }
                }
            }
        }
    }

    private mutating func search(_ name: String, _ value: JSONValue, at steps: [String], entry: Int?) {
        search(Array(name.utf8), at: steps, entry)
        switch value {
        case .string(let text): search(Array(text.utf8), at: steps, entry)
        case .array(let items):
            for (index, item) in items.enumerated() { search("", item, at: steps + [String(index)], entry: entry) }
        case .object(let object):
            for member in object.members {
                search(member.name, member.value, at: steps + [member.name], entry: entry)
            }
            // A form needs what stands before it at times, as in a query.
            if let name = object["name"]?.string, let value = object["value"]?.string {
                search(Array("\(name)=\(value)".utf8), at: steps, entry)
            }
            // HAR names a response's coding `encoding`; we name a request's `_encoding`.
            if object["encoding"]?.string == "base64" || object["_encoding"]?.string == "base64",
                let text = object["text"]?.string, let bytes = Base64.decode(text.filter { !$0.isWhitespace })
            {
                search(bytes, at: steps + ["text"], entry)
            }
        default: break
        }
    }

    private mutating func search(_ bytes: [UInt8], at steps: [String], _ entry: Int?) {
        for kind in Redactor.shapes(in: bytes) {
            // A place is told to people, and a name in it may be what was found.
            let shown = steps.map { Redactor.shapes(in: Array($0.utf8)).isEmpty ? $0 : "{secret}" }
            let place = entry == nil ? JSONPointer(steps: shown).description : nil
            let new = Found(entry: entry, place: place, kind: kind)
            if !found.contains(new) { found.append(new) }
        }
    }
}
