/// Where a value stands by its name in XML and HTML, and in the parts of a form.
extension NamedSecrets {
    /// Bytes within which a tag or the head of a part ends, else it is none.
    private static let tagLength = 1024

    /// The text of an element from behind its tag on, without the spaces round it; and whether a closing tag follows.
    static func content(_ text: Bytes, _ start: Int) -> (value: Range<Int>, isClosed: Bool) {
        var (from, to) = (start, start)
        while from < text.count, isSpace(text[from]) { from += 1 }
        if text[from...].starts(with: section) {
            from += section.count
            to = from
            // One without an end does not go beyond the beginning of the next one, so that a text is gone through once.
            while to < text.count, !text[to...].starts(with: sectionEnd), !text[to...].starts(with: section) { to += 1 }
            return (from..<to, text[to...].starts(with: sectionEnd))
        }
        to = from
        while to < text.count, text[to] != UInt8(ascii: "<") { to += 1 }
        let isClosed = to + 1 < text.count && text[to + 1] == UInt8(ascii: "/")
        while to > from, isSpace(text[to - 1]) { to -= 1 }
        return (from..<to, isClosed)
    }

    private static let section = Array("<![CDATA[".utf8)
    private static let sectionEnd = Array("]]>".utf8)

    /// The value of another attribute of the tag that has the name as one, or the element's text:
    /// `<add key="Password" value="…"/>`, `<entry key="password">…</entry>`.
    static func attribute(_ text: Bytes, _ begin: Int, _ end: Int, _ kind: Kind) -> Place? {
        var index = begin
        guard closeQuote(text, &index), index > 0, text[index - 1] == UInt8(ascii: "=") else { return nil }
        let name = word(text, before: index - 1)
        let isName = ends(text[name], with: "name") || ends(text[name], with: "key")
        // What is typed into a field for passwords is one, whatever its name.
        guard isName || kind == .password && ends(text[name], with: "type"),
            let open = text[..<name.lowerBound].suffix(tagLength).lastIndex(where: { "<>".utf8.contains($0) }),
            text[open] == UInt8(ascii: "<"),
            let close = text[end...].prefix(tagLength).firstIndex(where: { "<>".utf8.contains($0) }),
            text[close] == UInt8(ascii: ">")
        else { return nil }
        var at = open
        while at + 6 < close {
            defer { at += 1 }
            guard isSpace(text[at]) || isQuote(text[at]), ends(text[(at + 1)...(at + 5)], with: "value"),
                text[at + 6] == UInt8(ascii: "=")
            else { continue }
            return quoted(text, at + 7, false).map { Place(value: $0, isPaired: true) }
        }
        guard isName, text[close - 1] != UInt8(ascii: "/") else { return nil }
        let (value, isClosed) = content(text, close + 1)
        let tag = text[(open + 1)...].prefix { !isSpace($0) }
        guard isClosed, let closing = text[value.upperBound...].firstIndex(of: UInt8(ascii: "/")),
            text[(closing + 1)...].starts(with: tag)
        else { return nil }
        return Place(value: value, isPaired: true)
    }

    /// The text of the element that follows the one whose text the name is: `<key>password</key><string>…</string>`.
    static func sibling(_ text: Bytes, _ begin: Int, _ end: Int) -> Place? {
        guard text[begin - 1] == UInt8(ascii: ">"), text[end...].starts(with: "</".utf8) else { return nil }
        let tag = word(text, before: begin - 1)
        guard tag.lowerBound > 0, "<:".utf8.contains(text[tag.lowerBound - 1]),
            ends(text[tag], with: "key") || ends(text[tag], with: "name"),
            var index = text[end...].prefix(tagLength).firstIndex(of: UInt8(ascii: ">"))
        else { return nil }
        index += 1
        skipSpace(text, &index)
        guard index < text.count, text[index] == UInt8(ascii: "<"),
            let close = text[(index + 1)...].prefix(tagLength).firstIndex(where: { "<>".utf8.contains($0) }),
            text[close] == UInt8(ascii: ">"), holdsValue(text[word(text, before: close)])
        else { return nil }
        let (value, isClosed) = content(text, close + 1)
        return isClosed ? Place(value: value, isPaired: true) : nil
    }

    /// Whether an element behind one that is called a key or a name has what is kept under it: behind the key of an object stands
    /// when it was changed.
    private static func holdsValue(_ tag: Slice<Bytes>) -> Bool {
        ["value", "string", "data"].contains { ends(tag, with: $0) }
    }

    /// The body of a part of a form whose head names it (RFC 7578 section 4.2).
    static func part(_ text: Bytes, _ begin: Int, _ end: Int) -> Place? {
        var index = begin
        guard closeQuote(text, &index), text[..<index].suffix(5).elementsEqual("name=".utf8) else { return nil }
        let line = text[..<index].suffix(128)
        let head = line.lastIndex(of: 0x0A).map { line[($0 + 1)...] } ?? line
        // At the beginning of its line: else the lines were joined, and nothing tells where the part ends.
        guard startsDisposition(head), head.map(SecretShapes.lower).firstRange(of: form) != nil,
            let from = endOfHead(text[end...].prefix(tagLength))
        else { return nil }
        // What was taken out may have taken the end of its line with it.
        if let close = text[from...].prefix(32).firstIndex(of: UInt8(ascii: "}")),
            SecretPlaceholder.isOne(text[from...close])
        {
            return nil
        }
        var to = from
        // Nor does a part without an end go beyond the head of the next one.
        while to < text.count, !(text[to] == 0x0A && endsPart(text[(to + 1)...])) { to += 1 }
        if to > from, text[to - 1] == 0x0D { to -= 1 }
        return Place(value: from..<max(from, to))
    }

    private static let form = Array("form-data".utf8)

    private static func endsPart(_ rest: Slice<Bytes>) -> Bool {
        rest.starts(with: "--".utf8) || startsDisposition(rest)
    }

    private static func startsDisposition(_ line: Slice<Bytes>) -> Bool {
        line.prefix(20).lazy.map(SecretShapes.lower).elementsEqual("content-disposition:".utf8)
    }

    /// Where what follows an empty line begins.
    private static func endOfHead(_ text: Slice<Bytes>) -> Int? {
        for index in text.indices where text[index] == 0x0A {
            let rest = text[(index + 1)...]
            if rest.first == 0x0A { return index + 2 }
            if rest.starts(with: [0x0D, 0x0A]) { return index + 3 }
        }
        return nil
    }

    private static func word(_ text: Bytes, before end: Int) -> Range<Int> {
        var begin = end
        while begin > 0, end - begin < 64, SecretShapes.isWord(text[begin - 1]) || "-.".utf8.contains(text[begin - 1]) {
            begin -= 1
        }
        return begin..<end
    }
}
