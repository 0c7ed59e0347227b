import TapedeckExchangeModel
import TapedeckJSONText

/// What may stand in the head of an HTTP/1 message (RFC 9110, section 5.5; RFC 9112, section 3).
///
/// A cassette is played byte for byte: a line break within a value would make a field, or a response, that nobody
/// recorded.
enum HeadText {
    /// Whether a text may stand within a line: no CR, LF or NUL.
    static func isWithinLine(_ text: String) -> Bool {
        !text.utf8.contains { $0 == 13 || $0 == 10 || $0 == 0 }
    }

    /// Whether a text may be one word of a request line: no space, no control character.
    static func isWord(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }
}

extension JSONMembers {
    /// A text that stands within a line of a head; empty where it is absent.
    func line(_ name: String) throws(JSONMemberError) -> String {
        let text = try optionalString(name) ?? ""
        guard HeadText.isWithinLine(text) else {
            throw error(name, "a line break or NUL, which can't stand in a head")
        }
        return text
    }

    /// The protocol's version, one word.
    func version() throws(JSONMemberError) -> String {
        let text = try optionalString("httpVersion") ?? "HTTP/1.1"
        guard HeadText.isWord(text) else { throw error("httpVersion", "\"\(text)\" is no version of HTTP") }
        return text
    }

    /// The header fields, in order.
    ///
    /// - Parameter foreign: whether the log is another program's. Browsers list the pseudo fields of HTTP/2, such as
    ///   `:authority`, with the others; they are no fields and are left out.
    func headers(foreign: Bool) throws(JSONMemberError) -> HeaderFields {
        var headers = HeaderFields()
        for (index, item) in try array("headers").enumerated() {
            // The usual case first: a place is put into words only where it is told.
            if let name = item["name"]?.string, let value = item["value"]?.string,
                HeaderField.isToken(name), HeadText.isWithinLine(value)
            {
                headers.append(name, value)
                continue
            }
            let field = try JSONMembers(item, at: "\(place("headers"))[\(index)]")
            let name = try field.string("name")
            let value = try field.string("value")
            if foreign, name.utf8.first == UInt8(ascii: ":") { continue }
            guard HeaderField.isToken(name) else {
                throw field.error(
                    "name", "\"\(name)\" is no name of a header field; expected letters, digits and hyphens")
            }
            guard HeadText.isWithinLine(value) else {
                throw field.error("value", "a line break or NUL, which can't stand in a head")
            }
        }
        return headers
    }
}
