extension Response {
    /// The response that was written as these bytes by the deck itself: its head, then a body of any kind. For other bytes it
    /// is not to be used: what is wrong with them is not looked at.
    public init(written bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        var lines: [ArraySlice<UInt8>] = []
        var position = 0
        while let end = bytes[position...].firstIndex(of: 10) {
            let line = bytes[position..<end].dropLast()
            position = end + 1
            if line.isEmpty { break }
            lines.append(line)
        }
        func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
        let first = lines.first ?? []
        let fields = lines.dropFirst().map { line in
            let name = line.prefix { $0 != UInt8(ascii: ":") }
            return HeaderField(text(name), text(line.dropFirst(name.count + 2)))
        }
        self.init(
            status: Int(text(first.dropFirst("HTTP/1.1 ".utf8.count).prefix(3))) ?? 0,
            reason: text(first.dropFirst("HTTP/1.1 200 ".utf8.count)), headers: HeaderFields(fields),
            body: Array(bytes[position...]))
    }
}
