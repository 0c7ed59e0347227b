import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText

/// Places of recorded requests at which a secret was taken out: whatever a client says there is the secret again.
///
/// What a rule named in an answer was taken out of the requests too. A replay can't know it before the client says it.
struct RedactedPlaces: Sendable {
    /// A recorded text in which a secret stood, and what stands before and behind it.
    private struct Frame: Hashable {
        static let placeholder = "{secret}"

        let before: String
        let behind: String

        /// Reads a text; `nil` for one without a secret, and for one with more of them than one.
        init?(_ text: String) {
            let parts = text.split(separator: Self.placeholder, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            (before, behind) = (String(parts[0]), String(parts[1]))
        }

        var text: String {
            before + Self.placeholder + behind
        }

        /// What a text says in the secret's place; `nil` for another text.
        func secret(in text: String) -> String? {
            let (bytes, before, behind) = (Array(text.utf8), Array(before.utf8), Array(behind.utf8))
            guard bytes.count > before.count + behind.count, bytes.starts(with: before),
                bytes.suffix(behind.count).elementsEqual(behind)
            else { return nil }
            return String(decoding: bytes[before.count..<(bytes.count - behind.count)], as: UTF8.self)
        }
    }

    /// Texts with a secret by the member that they stand in, those that say the most first.
    private var members: [String: [Frame]] = [:]
    /// The names of connections in ARNs alike.
    private var names: [Frame] = []

    /// Looks through the requests of cassettes.
    init(_ reels: [Reel]) {
        var (members, names): ([String: Set<Frame>], Set<Frame>) = ([:], [])
        for reel in reels {
            for item in reel.items {
                switch item {
                case .plain(let exchange): Self.collect(exchange.requestBody, &members, &names)
                case .entry(let entry): Self.collect(entry.exchange.request.body, &members, &names)
                }
            }
        }
        self.members = members.mapValues(Self.sorted)
        self.names = Self.sorted(names)
    }

    private static func sorted(_ frames: Set<Frame>) -> [Frame] {
        frames.sorted { ($1.text.utf8.count, $0.text) < ($0.text.utf8.count, $1.text) }
    }

    /// Whether nothing was taken out.
    var isEmpty: Bool {
        members.isEmpty && names.isEmpty
    }

    private static func collect(
        _ body: some Collection<UInt8>, _ members: inout [String: Set<Frame>], _ names: inout Set<Frame>
    ) {
        let mark = UInt8(ascii: "}")
        // Nearly every body ends with the only one.
        guard body.dropLast().contains(mark), let value = try? JSONParser.parse(body) else { return }
        _ = value.mapTexts { text, member, _ in
            if let frame = ConnectionARN(text).flatMap({ Frame($0.name) }) {
                names.insert(frame)
            } else if let frame = Frame(text) {
                members[member, default: []].insert(frame)
            }
            return text
        }
    }

    /// A request with what it says at these places taken out; `nil` where it says nothing there.
    func masked(_ request: Request) -> Asked? {
        guard let value = try? JSONParser.parse(request.body) else { return nil }
        var said: Set<String> = []
        func mask(_ text: String, _ frames: [Frame]) -> String? {
            // What a recording would have kept so needs no mask.
            if Frame(text) != nil { return nil }
            for frame in frames {
                guard let secret = frame.secret(in: text) else { continue }
                said.insert(secret)
                return frame.text
            }
            return nil
        }
        let body = value.mapTexts { text, member, _ in
            if !names.isEmpty, var arn = ConnectionARN(text), let name = mask(arn.name, names) {
                arn.name = name
                return arn.description
            }
            return members[member].flatMap { mask(text, $0) } ?? text
        }
        if said.isEmpty { return nil }
        var asked = Asked(request, isMasked: true)
        asked.request.body = body.bytes(.compact)
        // Of several values nobody knows which one the answer had.
        asked.secret = said.count == 1 ? said.first : nil
        return asked
    }

    /// An answer with the secret in it that its request said.
    fileprivate static func fitted(_ plan: ResponsePlan, to secret: String) -> ResponsePlan {
        // Within a string of JSON it is written as one; in any other text as it is.
        let written = Array(JSONValue.string(secret).bytes(.compact).dropFirst().dropLast())
        return plan.fitted { body in
            body.replacing(Frame.placeholder.utf8, with: body.beginsAsJSON ? written : Array(secret.utf8))
        }
    }
}

/// A request as it would have been recorded.
struct Asked {
    var request: Request
    /// Whether it is taken for the recorded one whatever it says where a secret had been taken out.
    var isMasked = false
    /// What it says there, where its answer says it too.
    var secret: String?

    init(_ request: Request, isMasked: Bool = false) {
        self.request = request
        self.isMasked = isMasked
    }

    /// The entry that was played for it, with how it was compared.
    func compared(_ entry: EntryReference) -> EntryReference {
        var entry = entry
        if isMasked, entry.looseness == nil { entry.looseness = "with any text where a secret was taken out" }
        return entry
    }

    /// The entry's answer as its client expects it.
    func fitted(_ plan: ResponsePlan) -> ResponsePlan {
        secret.map { RedactedPlaces.fitted(plan, to: $0) } ?? plan
    }
}
