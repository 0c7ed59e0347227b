#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
public import TapedeckWording

/// Why a file could not be read or written.
public struct FileError: CodedError {
    /// The kinds of work that failed.
    public enum Code: String, Sendable, Hashable {
        case read
        case write
        /// A new file was to be made where one is already.
        case exists = "make"
        case remove
        case makeDirectory = "make the directory"
        case list = "read the directory"
        case lock
    }

    /// What was tried.
    public let code: Code
    /// The file.
    public let path: String
    /// The system's error number.
    public let number: Int32

    /// Makes an error of a system call's number.
    public init(_ code: Code, _ path: String, _ number: Int32) {
        self.code = code
        self.path = path
        self.number = number
    }

    /// Whether the file, or a directory above it, is not there.
    public var isMissing: Bool {
        number == ENOENT || number == ENOTDIR
    }

    /// Whether the path names a directory.
    public var isDirectory: Bool {
        number == EISDIR
    }

    /// The system's own words for the number, such as `No such file or directory`.
    public var systemReason: String {
        String(cString: strerror(number))
    }

    /// Why, as a clause.
    public var reason: String {
        switch number {
        case ENOENT: "there is no such file"
        case EACCES, EPERM: "permission is denied"
        case ENOSPC, EDQUOT: "the disk is full"
        case EROFS: "the file system is read-only"
        case EISDIR: "it is a directory"
        case ENOTDIR: "a part of the path is not a directory"
        case EEXIST: "it exists already"
        case EWOULDBLOCK: "another process holds it"
        default: systemReason
        }
    }

    public var message: String {
        "can't \(code.rawValue) \(path): \(reason)"
    }
}
