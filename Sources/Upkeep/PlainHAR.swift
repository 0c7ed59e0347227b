import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// A cassette without what HAR 1.2 does not name.
enum PlainHAR {
    static func text(of cassette: Cassette) -> String {
        guard let value = try? JSONParser.parse(cassette.bytes) else { return "" }
        return plain(value).text(.pretty) + "\n"
    }

    static func losses(of cassette: Cassette) -> [String] {
        cassette.entries.enumerated().flatMap { index, entry -> [String] in
            var losses: [String] = []
            if entry.fault != nil { losses.append("entry \(index + 1): the fault is left out") }
            if entry.delay > 0 { losses.append("entry \(index + 1): the delay is left out") }
            if entry.exchange.ending != .complete {
                losses.append("entry \(index + 1): that it was cut off is left out")
            }
            return losses
        }
    }

    private static func plain(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            .object(
                JSONObject(
                    object.members.filter { !$0.name.hasPrefix("_") }.map { ($0.name, plain($0.value)) }))
        case .array(let items): .array(items.map(plain))
        default: value
        }
    }
}
