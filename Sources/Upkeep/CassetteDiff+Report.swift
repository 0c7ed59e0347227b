public import TapedeckJSONText

extension CassetteDiff {
    /// The changes for people, a line for each and one for each detail; empty where there are none.
    public var text: String {
        changes.map { change in
            let place =
                switch (change.old, change.new) {
                case (let old?, let new?) where old != new: "entry \(old), now \(new)"
                case (let old?, _): "entry \(old)"
                case (_, let new?): "entry \(new)"
                case (nil, nil): ""
                }
            let lines = ["\(change.kind.rawValue): \(place), \(change.subject)"] + change.details.map { "    \($0)" }
            return lines.joined(separator: "\n") + "\n"
        }.joined()
    }

    /// The changes for machines: an array of objects with `kind`, `old`, `new`, `subject` and `details`.
    public var json: JSONValue {
        .array(
            changes.map { change in
                var object = JSONObject([("kind", .string(change.kind.rawValue))])
                if let old = change.old { object["old"] = .number(JSONNumber(old)) }
                if let new = change.new { object["new"] = .number(JSONNumber(new)) }
                object["subject"] = .string(change.subject)
                object["details"] = .array(
                    change.details.map { detail in
                        var object = JSONObject([("place", .string(detail.place))])
                        if let old = detail.old { object["old"] = .string(old) }
                        if let new = detail.new { object["new"] = .string(new) }
                        return .object(object)
                    })
                return .object(object)
            })
    }
}
