import Glibc

/// Loads values that stand in files: `file://` text, `fileb://` bytes.
struct ParameterFile: Sendable {
    /// Reads a file's bytes; fails with the system's error number.
    typealias Reader = @Sendable (_ path: String) -> Result<[UInt8], SystemFailure>

    /// A system call's error number.
    struct SystemFailure: Error, Sendable, Equatable {
        let number: Int32
    }

    /// Why a file could not be loaded.
    struct Failure: Error, Sendable, Equatable {
        /// What is wrong.
        let message: String
        /// The exit status where it is not that of a bad command line; the message then stands alone.
        var status: ClientError.Status?
    }

    let surroundings: Surroundings
    let read: Reader

    init(surroundings: Surroundings, read: @escaping Reader = { ParameterFile.readFile($0) }) {
        self.surroundings = surroundings
        self.read = read
    }

    /// What a value names, or `nil` where it names no file.
    ///
    /// Text must be UTF-8; its line ends become `\n`. `~` and variables in the path are replaced.
    func load(_ value: String) throws(Failure) -> ArgumentValue? {
        let isBinary = value.hasPrefix("fileb://")
        guard isBinary || value.hasPrefix("file://") else { return nil }
        let path = expanded(String(value.dropFirst(isBinary ? 8 : 7)))
        // An empty path names no file; made absolute it would name the directory.
        let absolute = path.hasPrefix("/") || path.isEmpty ? path : "\(surroundings.currentDirectory)/\(path)"
        switch read(absolute) {
        case .failure(let error):
            throw Failure(
                message: "Unable to load paramfile \(value): [Errno \(error.number)] "
                    + "\(String(cString: strerror(error.number))): \(PythonRepresentation.of(path))")
        case .success(let bytes):
            if isBinary { return .bytes(bytes) }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Failure(
                    message: "Unable to load paramfile (\(path)), text contents could not be decoded.  If this is a "
                        + "binary file, please use the fileb:// prefix instead of the file:// prefix.")
            }
            return .string(ParameterFile.withLineFeeds(text))
        }
    }

    private func expanded(_ path: String) -> String {
        var path = path
        if path == "~" || path.hasPrefix("~/") { path = surroundings.homeDirectory + path.dropFirst() }
        guard path.contains("$") else { return path }
        var result = ""
        var rest = path[...]
        while let character = rest.popFirst() {
            guard character == "$" else {
                result.append(character)
                continue
            }
            let isBraced = rest.first == "{"
            let name = rest.dropFirst(isBraced ? 1 : 0).prefix {
                isBraced ? $0 != "}" : $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber)
            }
            let isClosed = !isBraced || name.endIndex < rest.endIndex
            guard !name.isEmpty, isClosed, let value = surroundings.environment[String(name)] else {
                result.append(character)
                continue
            }
            result += value
            rest = rest[name.endIndex...].dropFirst(isBraced ? 1 : 0)
        }
        return result
    }

    private static func withLineFeeds(_ text: String) -> String {
        guard text.utf8.contains(0x0D) else { return text }
        var result = String.UnicodeScalarView()
        var wasReturn = false
        for scalar in text.unicodeScalars {
            if scalar == "\r" {
                result.append("\n")
            } else if scalar != "\n" || !wasReturn {
                result.append(scalar)
            }
            wasReturn = scalar == "\r"
        }
        return String(result)
    }

    /// Reads a file of the machine.
    static func readFile(_ path: String) -> Result<[UInt8], SystemFailure> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(SystemFailure(number: errno)) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return .success(bytes) }
            if count < 0 {
                if errno == EINTR { continue }
                return .failure(SystemFailure(number: errno))
            }
            bytes += buffer[..<count]
        }
    }
}
