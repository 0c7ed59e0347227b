/// Bytes as lower-case hexadecimal digits.
public enum Hexadecimal {
    /// Two digits a byte.
    public static func text(_ bytes: some Collection<UInt8>) -> String {
        // An array: a step of a collection's own for each byte would cost more than all that is done with it.
        let bytes = Array(bytes)
        return String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (index, byte) in bytes.enumerated() {
                text.initializeElement(at: 2 * index, to: digit(byte >> 4))
                text.initializeElement(at: 2 * index + 1, to: digit(byte & 15))
            }
            return bytes.count * 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
