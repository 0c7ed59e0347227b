#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One of the three streams that a process is started with.
public enum StandardStream: Int32, Sendable {
    case input, output, error

    /// Whether the stream is a terminal.
    public var isTerminal: Bool {
        isatty(rawValue) == 1
    }

    /// The width of the terminal that the stream is, in columns; `nil` where it is none, or can't say.
    public var columns: Int? {
        var size = winsize()
        guard ioctl(rawValue, CLibrary.windowSize, &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes bytes, all of them.
    ///
    /// - Returns: `false` where nobody reads any more, or the stream can't take them.
    @discardableResult
    public func write(_ bytes: [UInt8]) -> Bool {
        errorNumber(writing: bytes) == 0
    }

    /// Writes bytes, all of them; gives what is wrong where the stream can't take them. That nobody reads any more is not wrong.
    public func trouble(writing bytes: [UInt8]) -> FileError? {
        let number = errorNumber(writing: bytes)
        return number == 0 || number == EPIPE ? nil : FileError(.write, "standard \(self)", number)
    }

    private func errorNumber(writing bytes: [UInt8]) -> Int32 {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
                let count = writeBytes(rawValue, start, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return count < 0 ? errno : EIO }
                rest = rest.dropFirst(count)
            }
            return 0
        }
    }
}
