/// Percent-encoding as Signature Version 4 has it: the unreserved bytes of RFC 3986, section 2.3, stand for themselves.
public enum PercentCoding {
    /// The bytes of a text; a percent sign without two digits behind it stands for itself.
    public static func decoded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(Substring(rest.prefix(2))), radix: 16) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// A text of these bytes in which all but the unreserved ones, and the slash where it is kept, are encoded.
    public static func encoded(_ bytes: some Sequence<UInt8>, keepsSlash: Bool = false) -> String {
        var text = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "/") where keepsSlash:
                text.append("/")
            default:
                text += "%" + Hexadecimal.text([byte]).uppercased()
            }
        }
        return text
    }
}
