/// JSON on one line, as ``JSONStyle/compact`` writes it, laid out anew without making values of it.
public enum JSONLine {
    /// Appends a string in its quotes, as ``JSONStyle/compact`` writes it.
    public static func add(_ string: String, to line: inout [UInt8]) {
        var writer = JSONWriter(style: .compact)
        swap(&writer.output, &line)
        writer.writeString(string)
        swap(&writer.output, &line)
    }

    /// Appends the value as ``JSONStyle/pretty`` lays it out.
    ///
    /// - Parameters:
    ///   - line: one value without white space outside of its strings; nothing of it is checked.
    ///   - level: how many other values it stands in, for its indentation.
    public static func layOut(_ line: [UInt8], level: Int, into text: inout [UInt8]) {
        // A break of a line comes after few bytes, so most of the room is there before the first byte.
        text.reserveCapacity(text.count + line.count * 2)
        line.withUnsafeBufferPointer { line in
            var level = level
            var start = 0
            var index = 0
            /// Copies what has been passed, and begins a line.
            func breakLine() {
                text.append(contentsOf: UnsafeBufferPointer(rebasing: line[start..<index]))
                text.append(0x0A)
                text.append(contentsOf: repeatElement(0x20, count: 2 * level))
                start = index
            }
            while index < line.count {
                switch line[index] {
                case UInt8(ascii: "\""):
                    index += 1
                    while index < line.count, line[index] != UInt8(ascii: "\"") {
                        index += line[index] == UInt8(ascii: "\\") ? 2 : 1
                    }
                    index += 1
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    index += 1
                    // An empty one stays as it is; one opens with 2 bytes less than it closes with.
                    if index < line.count, line[index] == line[index - 1] + 2 {
                        index += 1
                    } else {
                        level += 1
                        breakLine()
                    }
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    level -= 1
                    breakLine()
                    index += 1
                case UInt8(ascii: ","):
                    index += 1
                    breakLine()
                case UInt8(ascii: ":"):
                    index += 1
                    text.append(contentsOf: UnsafeBufferPointer(rebasing: line[start..<index]))
                    text.append(0x20)
                    start = index
                default: index += 1
                }
            }
            text.append(contentsOf: UnsafeBufferPointer(rebasing: line[start..<min(index, line.count)]))
        }
    }
}
