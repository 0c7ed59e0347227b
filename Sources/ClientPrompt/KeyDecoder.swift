/// What a person pressed.
enum Key: Sendable, Equatable {
    case character(Character)
    case left, right, home, end
    case backspace, delete
    case killToEnd, killLine, killWord
    case tab, enter, interrupt, endOfInput
}

/// Turns a terminal's bytes into keys: UTF-8, control characters, and the escape sequences of cursor keys.
struct KeyDecoder: Sendable {
    private enum State: Sendable {
        case ground
        case escape
        /// After `ESC [` or `ESC O`, with the parameters so far.
        case sequence([UInt8])
        /// Within a character of UTF-8.
        case character([UInt8], length: Int)
    }

    private var state = State.ground

    /// The key that a byte completes, where it completes one.
    mutating func received(_ byte: UInt8) -> Key? {
        switch state {
        case .ground: return ground(byte)
        case .escape:
            state = byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O") ? .sequence([]) : .ground
            return nil
        case .sequence(let parameters):
            guard (0x40...0x7E).contains(byte) else {
                state = .sequence(parameters.count < 16 ? parameters + [byte] : parameters)
                return nil
            }
            state = .ground
            return KeyDecoder.key(final: byte, parameters)
        case .character(var bytes, let length):
            guard byte & 0xC0 == 0x80 else {
                // What began is no character; this byte starts anew.
                state = .ground
                return ground(byte)
            }
            bytes.append(byte)
            guard bytes.count == length else {
                state = .character(bytes, length: length)
                return nil
            }
            state = .ground
            return String(validating: bytes, as: UTF8.self)?.first.map { .character($0) }
        }
    }

    private mutating func ground(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x01: return .home
        case 0x02: return .left
        case 0x03: return .interrupt
        case 0x04: return .endOfInput
        case 0x05: return .end
        case 0x06: return .right
        case 0x08, 0x7F: return .backspace
        case 0x09: return .tab
        case 0x0A, 0x0D: return .enter
        case 0x0B: return .killToEnd
        case 0x15: return .killLine
        case 0x17: return .killWord
        case 0x1B:
            state = .escape
            return nil
        case 0x20..<0x7F: return .character(Character(UnicodeScalar(byte)))
        case 0xC2..<0xE0: state = .character([byte], length: 2)
        case 0xE0..<0xF0: state = .character([byte], length: 3)
        case 0xF0..<0xF5: state = .character([byte], length: 4)
        default: break
        }
        return nil
    }

    private static func key(final: UInt8, _ parameters: [UInt8]) -> Key? {
        switch (final, String(decoding: parameters, as: UTF8.self)) {
        case (UInt8(ascii: "C"), _): .right
        case (UInt8(ascii: "D"), _): .left
        case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), "1"), (UInt8(ascii: "~"), "7"): .home
        case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), "4"), (UInt8(ascii: "~"), "8"): .end
        case (UInt8(ascii: "~"), "3"): .delete
        default: nil
        }
    }
}
