import TapedeckAWSWire
public import TapedeckCassetteFormat
public import TapedeckExchangeModel
import TapedeckJSONText

/// What clients of one run say in the place of recorded values, and what stands there in the cassette that is added to.
///
/// A client's new entries follow old ones that were played, or that stand for what was left out. Only with the recorded values in
/// the place of what the client said do they belong together.
public struct SaidWords: Sendable, Hashable {
    /// What a text was read as.
    private struct Meaning: Sendable, Hashable {
        /// How many exchanges had been recorded when it was first read so.
        let since: Int
        let recorded: String
    }

    /// What texts stand in the place of each other.
    private enum Kind: Sendable, Hashable {
        case rule(BindRule)
        /// The id within an ARN, which the service makes up.
        case id
    }

    private var meanings: [Kind: [String: [Meaning]]] = [:]

    /// Nothing.
    public init() {}

    /// Whether every text stands for itself.
    public var isIdle: Bool {
        meanings.isEmpty
    }

    /// Learns what a client says from a request that was answered by an entry, or stands for it.
    ///
    /// - Parameters:
    ///   - said: the request, without what must not be kept.
    ///   - recorded: that of the entry.
    ///   - rules: name the values that are bound.
    ///   - since: how many exchanges have been recorded so far.
    /// - Returns: whether there was anything new.
    @discardableResult
    public mutating func learn(_ said: Request, as recorded: Request, by rules: [BindRule], since: Int) -> Bool {
        let before = meanings
        if rules.contains(.region), let said = said.signedRegion, let recorded = recorded.signedRegion {
            add(.rule(.region), said, recorded, since)
        }
        if let said = try? JSONParser.parse(said.body), let recorded = try? JSONParser.parse(recorded.body) {
            for rule in rules {
                if case .place(let pointer) = rule, let said = said[pointer]?.string,
                    let recorded = recorded[pointer]?.string
                {
                    add(.rule(rule), said, recorded, since)
                }
            }
            learn(said, recorded, "", rules, since)
        }
        return meanings != before
    }

    /// Learns the ids of connections from an answer that was left out, and that of the entry which stands for it.
    mutating func learn(ids said: Response?, as recorded: Response?, since: Int) {
        guard let said = try? JSONParser.parse(said?.body ?? []),
            let recorded = try? JSONParser.parse(recorded?.body ?? [])
        else { return }
        learn(said, recorded, "", [], since)
    }

    private mutating func learn(
        _ said: JSONValue, _ recorded: JSONValue, _ member: String, _ rules: [BindRule], _ since: Int
    ) {
        switch (said, recorded) {
        case (.object(let said), .object(let recorded)):
            for (name, value) in said.members {
                if let other = recorded[name] { learn(value, other, name, rules, since) }
            }
        case (.array(let said), .array(let recorded)) where said.count == recorded.count:
            for (said, recorded) in zip(said, recorded) { learn(said, recorded, member, rules, since) }
        case (.string(let said), .string(let recorded)):
            if rules.contains(.member(member)) { add(.rule(.member(member)), said, recorded, since) }
            guard let said = ConnectionARN(said), let recorded = ConnectionARN(recorded) else { return }
            for (rule, part) in Self.parts where rules.contains(rule) {
                add(.rule(rule), said[keyPath: part], recorded[keyPath: part], since)
            }
            // A list may have others in another order.
            let name = meanings[.rule(Self.name)]?[said.name]?.last?.recorded ?? said.name
            if name == recorded.name, !said.id.isEmpty, !recorded.id.isEmpty { add(.id, said.id, recorded.id, since) }
        default: break
        }
    }

    private static let name = BindRule.member("ConnectionName")
    private static let parts: [(BindRule, any WritableKeyPath<ConnectionARN, String> & Sendable)] = [
        (name, \.name), (.account, \.account), (.region, \.region), (.partition, \.partition),
    ]

    private mutating func add(_ kind: Kind, _ said: String, _ recorded: String, _ since: Int) {
        let known = meanings[kind]?[said]
        if known?.last?.recorded == recorded { return }
        if kind == .id {
            // It is of one connection for ever: a list that says otherwise is of another time.
            if known != nil { return }
        } else if known == nil, said == recorded {
            // One that stands for itself needs saying only where it stood for another one before.
            return
        }
        meanings[kind, default: [:]][said, default: []].append(Meaning(since: since, recorded: recorded))
    }

    /// An entry with the recorded values in the place of what the client said.
    func asRecorded(_ entry: Entry) -> Entry {
        let words = Words(self, at: entry.exchange.sequence)
        var exchange = entry.exchange
        exchange.request.body = words.fit(exchange.request.body, &exchange.request.headers)
        if let response = exchange.response {
            var fitted = response
            fitted.body = words.fit(response.body, &fitted.headers)
            // The checksum is that of the bytes that came.
            if fitted.body != response.body { fitted.headers.remove("x-amz-crc32") }
            exchange.response = fitted
        }
        var url = entry.url
        if let region = exchange.request.signedRegion, case let fitted = words[.rule(.region), region],
            fitted != region, let value = exchange.request.headers["Authorization"]
        {
            exchange.request.headers.replace(
                "Authorization", with: value.replacing("/\(region)/", with: "/\(fitted)/"))
            url = CanonicalURL.url(for: exchange.request)
        }
        if exchange == entry.exchange { return entry }
        return Entry(
            exchange, url: url, origin: entry.origin, match: entry.match, fault: entry.fault, delay: entry.delay,
            redactions: entry.redactions)
    }

    /// The meanings at one moment.
    private struct Words {
        private var texts: [Kind: [String: String]]
        private let places: [(BindRule, JSONPointer)]
        /// Those that may stand in longer texts: values of members.
        private var inTexts: [String: String] = [:]

        init(_ said: SaidWords, at sequence: Int) {
            texts = said.meanings.mapValues { texts in
                let now = texts.compactMapValues { meanings in
                    (meanings.last { $0.since < sequence } ?? meanings.first)?.recorded
                }
                // Who says the recorded text itself means something else by it: it takes the place that is left.
                let back = Dictionary(now.map { ($1, $0) }) { min($0, $1) }
                var all = now
                for recorded in now.values where now[recorded] == nil {
                    var end = recorded
                    while let next = back[end], next != end { end = next }
                    all[recorded] = end
                }
                return all
            }
            places = texts.keys.compactMap { kind in
                if case .rule(.place(let pointer)) = kind { (.place(pointer), pointer) } else { nil }
            }
            for case (.rule(let rule), let texts) in texts {
                switch rule {
                case .member, .place: inTexts.merge(texts) { first, _ in first }
                case .account, .region, .partition: break
                }
            }
        }

        subscript(kind: Kind, text: String) -> String {
            texts[kind]?[text] ?? text
        }

        /// A body; the field that says its length goes with it.
        func fit(_ body: [UInt8], _ headers: inout HeaderFields) -> [UInt8] {
            guard let value = try? JSONParser.parse(body) else { return body }
            var fitted = value
            for (rule, pointer) in places {
                if let text = value[pointer]?.string {
                    fitted = fitted.editing(pointer) { $0 = .string(self[.rule(rule), text]) }
                }
            }
            fitted = fit(fitted, "", besides: Set(places.map(\.1)), at: JSONPointer(steps: []))
            if fitted == value { return body }
            let bytes = fitted.bytes(.compact)
            if headers.contains("Content-Length") { headers.replace("Content-Length", with: String(bytes.count)) }
            return bytes
        }

        private func fit(
            _ value: JSONValue, _ member: String, besides places: Set<JSONPointer>, at place: JSONPointer
        ) -> JSONValue {
            switch value {
            case .object(let object):
                return .object(
                    JSONObject(
                        object.members.map { name, value in
                            (name, fit(value, name, besides: places, at: place.appending(name)))
                        }))
            case .array(let items):
                return .array(
                    items.enumerated().map { number, item in
                        fit(item, member, besides: places, at: place.appending(String(number)))
                    })
            case .string(let text): return places.contains(place) ? value : .string(fit(text, of: member))
            default: return value
            }
        }

        private func fit(_ text: String, of member: String) -> String {
            if let fitted = texts[.rule(.member(member))]?[text] { return fitted }
            if var arn = ConnectionARN(text) {
                for (rule, part) in SaidWords.parts { arn[keyPath: part] = self[.rule(rule), arn[keyPath: part]] }
                arn.id = self[.id, arn.id]
                return arn.description
            }
            // What the model has a list of, nobody has made up.
            return ["ProviderType", "Status"].contains(member) ? text : words(of: text)
        }

        /// A text with others in the place of its words; what stands next to no letter, digit, `-` or `_` is one.
        private func words(of text: String) -> String {
            var (fitted, word) = ("", "")
            for character in text.unicodeScalars {
                if character.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains(character) {
                    word.unicodeScalars.append(character)
                    continue
                }
                fitted += inTexts[word] ?? word
                word = ""
                fitted.unicodeScalars.append(character)
            }
            return fitted + (inTexts[word] ?? word)
        }
    }
}

extension SaidWords {
    /// As a journal keeps it: one line each.
    init(text: String) {
        for line in text.split(separator: "\n") {
            guard let parts = (try? JSONParser.parse(Array(line.utf8)))?.array?.compactMap(\.string), parts.count == 4,
                let since = Int(parts[0])
            else { continue }
            guard let kind = parts[1].isEmpty ? Kind.id : BindRule(words: parts[1]).map({ .rule($0) }) else { continue }
            meanings[kind, default: [:]][parts[2], default: []].append(Meaning(since: since, recorded: parts[3]))
        }
    }

    var text: String {
        var lines: [(since: Int, text: String)] = []
        for (kind, texts) in meanings {
            let rule = if case .rule(let rule) = kind { "\(rule)" } else { "" }
            for (said, meanings) in texts {
                for meaning in meanings {
                    let parts = [String(meaning.since), rule, said, meaning.recorded].map { JSONValue.string($0) }
                    lines.append((meaning.since, JSONValue.array(parts).text(.compact)))
                }
            }
        }
        return lines.sorted { ($0.since, $0.text) < ($1.since, $1.text) }.map(\.text).joined(separator: "\n")
    }
}
