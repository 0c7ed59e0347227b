import TapedeckExchangeModel

/// The parts of a canonical request, in the order of its lines.
struct CanonicalRequest: Hashable {
    var method: String
    var path: String
    var query: String
    /// Signed fields, names in lower case.
    var fields: [HeaderField]
    /// The names, joined by semicolons.
    var names: String
    var bodyHash: String

    /// The text that is hashed.
    var text: String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// The text as bytes.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        func add(_ line: String, _ end: UInt8 = 0x0A) {
            bytes += line.utf8
            bytes.append(end)
        }
        for line in [method, path, query] { add(line) }
        for field in fields {
            add(field.name, UInt8(ascii: ":"))
            add(field.value)
        }
        add("")
        add(names)
        return bytes + bodyHash.utf8
    }
}
