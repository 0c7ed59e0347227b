public import TapedeckAWSWire
import TapedeckJSONText

/// The canonical text of a cassette, made entry by entry, so that nobody has to hold a long one.
///
/// The text is ``beginning``, then what each entry adds, then ``end``. Before the entries stands a digest of all of them, which is
/// known last: ``digest`` says what belongs where.
public struct CassetteText {
    /// The text before the first entry, with zeros for the digest.
    public let beginning: [UInt8]
    private let digestPlace: Int
    private let extras: JSONObject
    private let makeDigest: () -> any RunningDigest
    private var whole: any RunningDigest
    private var hasEntries = false

    /// Begins the text of a cassette; its entries are not looked at.
    ///
    /// - Parameter makeDigest: makes the digests, for whoever has faster ones.
    public init(_ cassette: Cassette, makeDigest: @escaping () -> any RunningDigest = { ContentDigest() }) {
        self.makeDigest = makeDigest
        whole = makeDigest()
        let texts = ["0", "1"].map { cassette.beginning(digest: String(repeating: $0, count: 64)) }
        beginning = texts[0]
        // What the members say can't be mistaken for it: it is where the texts differ.
        digestPlace = zip(texts[0], texts[1]).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
        extras = cassette.extras.file
    }

    /// The text of the next entry. A captured one gets a digest of its own.
    public mutating func text(of entry: Entry) -> [UInt8] {
        text(of: entry) { $0.origin.kind == .captured ? Entry.digest(of: $1) : nil }
    }

    /// The text of the next entry, which stands on one line.
    ///
    /// - Returns: the text, and the entry's line that it is laid out of.
    public mutating func text(of line: EntryLine) -> (text: [UInt8], line: [UInt8]) {
        let line = line.withDigest(makeDigest())
        return (text(ofLine: line), line)
    }

    /// The text of the next entry with the digest that it gets, given its JSON without one.
    mutating func text(of entry: Entry, digest: (Entry, JSONObject) -> String?) -> [UInt8] {
        let plain = entry.json()
        return text(ofLine: JSONValue.object(plain.with(digest: digest(entry, plain))).bytes(.compact))
    }

    private mutating func text(ofLine line: [UInt8]) -> [UInt8] {
        whole.add([hasEntries ? UInt8(ascii: ",") : UInt8(ascii: "[")])
        whole.add(line[...])
        var text = Array((hasEntries ? ",\n      " : "\n      ").utf8)
        hasEntries = true
        JSONLine.layOut(line, level: 3, into: &text)
        return text
    }

    /// The text behind the last entry.
    public var end: [UInt8] {
        var text = Array((hasEntries ? "\n    ]\n  }" : "]\n  }").utf8)
        for member in extras.members {
            text += ",\n  ".utf8 + JSONValue.string(member.name).bytes() + ": ".utf8
            text += member.value.bytes(.pretty, level: 1)
        }
        return text + Array("\n}\n".utf8)
    }

    /// What stands in the place of as many bytes of ``beginning``, once there are no more entries.
    public var digest: (place: Int, text: [UInt8]) {
        var whole = whole
        whole.add(Array((hasEntries ? "]" : "[]").utf8)[...])
        return (digestPlace, Array(whole.ended().utf8))
    }
}

extension Cassette {
    /// The cassette as canonical text: members in a fixed order, two spaces, LF, numbers as they were read, a final
    /// line break. Unknown members follow the known ones of their object.
    public var bytes: [UInt8] {
        text { $0.origin.kind == .captured ? Entry.digest(of: $1) : nil }
    }

    /// The canonical text with a digest for each entry, where it gets one.
    ///
    /// - Parameter digest: of an entry, given its JSON without one.
    func text(digest: (Entry, JSONObject) -> String?) -> [UInt8] {
        var maker = CassetteText(self)
        var text = maker.beginning
        for entry in entries { text += maker.text(of: entry, digest: digest) }
        text += maker.end
        let digest = maker.digest
        text.replaceSubrange(digest.place..<(digest.place + digest.text.count), with: digest.text)
        return text
    }

    /// The text before the first entry.
    fileprivate func beginning(digest: String) -> [UInt8] {
        var meta = JSONObject([
            ("format", .number(JSONNumber(format))),
            ("title", .string(title)),
            ("recordedAt", .string(recordedAt)),
            ("timing", .string(timing.rawValue)),
        ])
        if !bind.isEmpty { meta["bind"] = .array(bind.map { .string($0.description) }) }
        meta["digest"] = .string("sha256:" + digest)
        meta.members += extras.cassette.members
        let creatorMembers = JSONObject([("name", .string(creator.name)), ("version", .string(creator.version))])
        var log = JSONObject([
            ("version", "1.2"),
            ("creator", .object(creatorMembers.appending(extras.creator))),
            ("_cassette", .object(meta)),
        ])
        log.members += extras.log.members
        log["entries"] = .array([])
        // The entries are the last member of the log, so its text ends with their brackets and its own.
        return Array("{\n  \"log\": ".utf8)
            + JSONValue.object(log).bytes(.pretty, level: 1).dropLast("]\n  }".utf8.count)
    }
}
