/// An ordinary entry that others are compared with: most of a cassette's entries differ in some strings and numbers only,
/// and what stands between these is compared many bytes at a time.
struct EntryPattern {
    let layout: EntryLayout
    private let bytes: [UInt8]
    /// By part: where it is.
    private let parts: [Range<Int>]

    /// - Parameters:
    ///   - text: the entry.
    ///   - ranges: where its parts are in a text in which it begins at `start`.
    init(_ text: some Sequence<UInt8>, _ layout: EntryLayout, _ ranges: [Range<Int>], start: Int) {
        self.layout = layout
        bytes = Array(text)
        parts = ranges.map { ($0.lowerBound - start)..<($0.upperBound - start) }
    }

    /// Finds the parts of an entry that is laid out as this one.
    ///
    /// - Parameters:
    ///   - text: a text in which the entry begins at `start`.
    ///   - ranges: gets where the parts are.
    /// - Returns: where the entry ends; `nil` for an entry that is laid out otherwise, or is not all there.
    func match(_ text: UnsafeBufferPointer<UInt8>, at start: Int, _ ranges: inout [Range<Int>]) -> Int? {
        if ranges.count != parts.count { ranges = parts }
        return bytes.withUnsafeBytes { pattern in
            parts.withUnsafeBufferPointer { parts in
                ranges.withUnsafeMutableBufferPointer { ranges in
                    match(UnsafeRawBufferPointer(text), at: start, pattern, parts, ranges)
                }
            }
        }
    }

    private func match(
        _ text: UnsafeRawBufferPointer, at start: Int, _ pattern: UnsafeRawBufferPointer,
        _ parts: UnsafeBufferPointer<Range<Int>>, _ ranges: UnsafeMutableBufferPointer<Range<Int>>
    ) -> Int? {
        var (place, position, part) = (0, start, 0)
        while true {
            let same = pattern.common(place, text, position)
            (place, position) = (place + same, position + same)
            let shift = position - place
            // What came before the difference is where it is in the pattern.
            while part < parts.count, parts[part].upperBound < place || place == pattern.count {
                ranges[part] = (parts[part].lowerBound + shift)..<(parts[part].upperBound + shift)
                part += 1
            }
            if place == pattern.count { return position }
            guard part < parts.count, parts[part].lowerBound <= place else { return nil }
            let first = parts[part].lowerBound + shift
            guard let end = Self.end(layout.kinds[part], text, from: first) else { return nil }
            ranges[part] = first..<end
            (place, position) = (parts[part].upperBound, end)
            part += 1
        }
    }

    /// Where a part ends that begins at a place; `nil` where it is not of its kind, or not all there.
    private static func end(_ kind: EntryLayout.Kind, _ text: UnsafeRawBufferPointer, from first: Int) -> Int? {
        var scanner = TextScanner(text.bindMemory(to: UInt8.self), at: first)
        switch kind {
        case .fixed: return nil
        case .text: return scanner.restOfString()
        case .word:
            guard let end = scanner.restOfString(), scanner.isWord(first..<end) else { return nil }
            return end
        case .escaped: return scanner.restOfString(escapes: true)
        case .number: return scanner.number() == nil ? nil : scanner.position
        }
    }
}
