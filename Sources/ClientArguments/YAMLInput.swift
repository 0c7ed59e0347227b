import Yams

/// Reads YAML 1.2 with the types that AWS CLI's reader (ruamel.yaml, safe) gives to plain scalars.
enum YAMLInput {
    /// The most values that a text may come to, aliases counted each time.
    static let maximumValues = 100_000

    /// The value of the first document; `nil` for what is not YAML, repeats a key, or has a tag of its own.
    static func value(of text: String) -> ArgumentValue? {
        let node: Node?
        do {
            // Resolving is done here: Yams' own rules are those of YAML 1.1.
            node = try Yams.compose(yaml: text, .basic)
        } catch {
            return nil
        }
        guard let node else { return .null }
        var left = maximumValues
        return value(node, &left)
    }

    private static func value(_ node: Node, _ left: inout Int) -> ArgumentValue? {
        left -= 1
        guard left > 0 else { return nil }
        switch node {
        case .scalar(let scalar): return value(scalar)
        case .sequence(let sequence):
            guard isPlain(sequence.tag, as: .seq) else { return nil }
            var items: [ArgumentValue] = []
            for item in sequence {
                guard let value = value(item, &left) else { return nil }
                items.append(value)
            }
            return .list(items)
        case .mapping(let mapping):
            guard isPlain(mapping.tag, as: .map) else { return nil }
            return members(mapping, &left).map { .map($0) }
        case .alias: return nil
        }
    }

    private static func members(
        _ mapping: Node.Mapping, _ left: inout Int
    ) -> [(name: String, value: ArgumentValue)]? {
        var own: [(name: String, value: ArgumentValue)] = []
        var merged: [(name: String, value: ArgumentValue)] = []
        for (key, node) in mapping {
            guard case .scalar(let scalar) = key, let name = value(scalar) else { return nil }
            guard let item = value(node, &left) else { return nil }
            if scalar.style == .plain, scalar.string == "<<" {
                let parts: [ArgumentValue] = if case .list(let list) = item { list } else { [item] }
                for part in parts {
                    guard case .map(let members) = part else { return nil }
                    merged += members.filter { member in !merged.contains { $0.name == member.name } }
                }
            } else {
                own.append((name.shown, item))
            }
        }
        // The order of AWS CLI's reader: merged members come first, and stay there where the mapping gives them another value.
        return own.reduce(into: merged) { members, member in
            if let index = members.firstIndex(where: { $0.name == member.name }) {
                members[index].value = member.value
            } else {
                members.append(member)
            }
        }
    }

    private static func isPlain(_ tag: Tag, as name: Tag.Name) -> Bool {
        [Tag.Name.implicit, name, .nonSpecific].contains { tag.description == $0.rawValue }
    }

    private static func value(_ scalar: Node.Scalar) -> ArgumentValue? {
        let text = scalar.string
        switch scalar.tag.description {
        case Tag.Name.implicit.rawValue:
            guard scalar.style == .plain else { return .string(text) }
            // A lone `=` is YAML's default value, which the reader has no place for.
            return text == "=" ? nil : plain(text)
        case Tag.Name.nonSpecific.rawValue, Tag.Name.str.rawValue: return .string(text)
        case Tag.Name.null.rawValue: return .null
        case Tag.Name.bool.rawValue: return boolean(text)
        case Tag.Name.int.rawValue: return integer(text)
        case Tag.Name.float.rawValue: return float(text)
        case Tag.Name.binary.rawValue: return .bytes(Array(text.utf8))
        default: return nil
        }
    }

    /// The value of a scalar without quotes.
    static func plain(_ text: String) -> ArgumentValue {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        default: boolean(text) ?? float(text, needsMark: true) ?? integer(text) ?? date(text) ?? .string(text)
        }
    }

    private static func boolean(_ text: String) -> ArgumentValue? {
        switch text {
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        default: nil
        }
    }

    private static func integer(_ text: String) -> ArgumentValue? {
        let isNegative = text.hasPrefix("-")
        let digits = text.dropFirst(isNegative || text.hasPrefix("+") ? 1 : 0).filter { $0 != "_" }
        guard text.first.map({ $0.isASCII && ($0.isNumber || $0 == "-" || $0 == "+") }) == true, !digits.isEmpty else {
            return nil
        }
        func signed(_ digits: some StringProtocol) -> ArgumentValue {
            let significant = digits.drop { $0 == "0" }
            return .integer(significant.isEmpty ? "0" : (isNegative ? "-" : "") + significant)
        }
        for (prefix, radix) in [("0b", 2), ("0o", 8), ("0x", 16)] where digits.hasPrefix(prefix) {
            return UInt64(digits.dropFirst(2), radix: radix).map { signed(String($0)) }
        }
        return digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? signed(digits) : nil
    }

    /// - Parameter needsMark: whether a point or an exponent must be there; whole numbers are then left to another reader.
    private static func float(_ text: String, needsMark: Bool = false) -> ArgumentValue? {
        let bare = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        switch bare {
        case ".inf", ".Inf", ".INF": return .float(text.hasPrefix("-") ? -.infinity : .infinity)
        case ".nan", ".NaN", ".NAN": return bare.count == text.count ? .float(.nan) : nil
        default: break
        }
        let isMarked = bare.contains { $0 == "." || $0 == "e" || $0 == "E" }
        guard isMarked || !needsMark, let first = bare.utf8.first, first == 0x2E || (0x30...0x39).contains(first),
            bare.utf8.contains(where: { (0x30...0x39).contains($0) }),
            bare.utf8.allSatisfy({ (0x30...0x39).contains($0) || "._eE+-".utf8.contains($0) })
        else { return nil }
        return Double(text.filter { $0 != "_" }).map { .float($0) }
    }

    /// A date, or a time with the zone left as it is written.
    private static func date(_ text: String) -> ArgumentValue? {
        let characters = Array(text.utf8)
        func areDigits(_ range: Range<Int>) -> Bool {
            range.upperBound <= characters.count && characters[range].allSatisfy { (0x30...0x39).contains($0) }
        }
        guard characters.count >= 10, areDigits(0..<4), characters[4] == 0x2D, areDigits(5..<7), characters[7] == 0x2D,
            areDigits(8..<10)
        else { return nil }
        if characters.count == 10 { return .date(text, className: "datetime.date") }
        let separator = text.utf8.dropFirst(10).prefix { !(0x30...0x39).contains($0) }
        let start = 10 + separator.count
        let isSeparator = ["T", "t"].contains(String(separator)) || separator.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        guard isSeparator, !separator.isEmpty, areDigits(start..<(start + 2)), characters.count >= start + 8,
            characters[start + 2] == 0x3A, areDigits((start + 3)..<(start + 5)), characters[start + 5] == 0x3A,
            areDigits((start + 6)..<(start + 8))
        else { return nil }
        let rest = String(decoding: characters[(start + 8)...], as: UTF8.self)
        guard rest.utf8.allSatisfy({ (0x30...0x39).contains($0) || " \t.:+-Z".utf8.contains($0) }) else { return nil }
        let time = String(decoding: characters[start..<(start + 8)], as: UTF8.self)
        var fraction = ""
        if rest.first == "." {
            let digits = rest.dropFirst().prefix { $0.isNumber }.prefix(6)
            fraction = "." + digits + String(repeating: "0", count: 6 - digits.count)
        }
        let zone = rest.drop { $0 == "." || $0.isNumber }
        return .date(
            "\(text.prefix(10)) \(time)\(fraction)\(zone == "Z" ? "" : zone)", className: "datetime.datetime")
    }
}
