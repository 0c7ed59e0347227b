import Glibc

/// Reads the configuration and credentials files, where there are any.
enum ConfigurationFiles {
    /// A file's bytes; `nil` where there is no such file.
    typealias Reader = @Sendable (_ path: String) throws(ClientError) -> [UInt8]?

    /// The settings of a run.
    ///
    /// - Throws: status 255 for a file that can't be read or parsed, or a profile that there isn't.
    static func configuration(
        _ options: GlobalOptions, in surroundings: Surroundings, reading read: Reader = ConfigurationFiles.read
    ) throws(ClientError) -> Configuration {
        let environment = surroundings.environment
        let configuration = environment["AWS_CONFIG_FILE"] ?? "~/.aws/config"
        let credentials = environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials"
        return try Configuration(
            options: options, environment: environment,
            configuration: text(configuration, surroundings, read), credentials: text(credentials, surroundings, read))
    }

    private static func text(
        _ file: String, _ surroundings: Surroundings, _ read: Reader
    ) throws(ClientError) -> ConfigurationText {
        let path = absolute(file, surroundings)
        guard let bytes = try read(path) else { return ConfigurationText() }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ClientError(.general, message: "Unable to parse config file: \(path): it is not UTF-8")
        }
        do {
            return try ConfigurationText(text)
        } catch {
            throw ClientError(
                .general, message: "Unable to parse config file: \(path), line \(error.line): \(error.reason)")
        }
    }

    /// A path with `~/` and `$NAME` replaced, from the current directory where it is relative.
    static func absolute(_ path: String, _ surroundings: Surroundings) -> String {
        var path = expanded(path, surroundings.environment)
        if path == "~" || path.hasPrefix("~/") { path = surroundings.homeDirectory + path.dropFirst() }
        return path.hasPrefix("/") ? path : "\(surroundings.currentDirectory)/\(path)"
    }

    private static func expanded(_ text: String, _ environment: [String: String]) -> String {
        guard text.contains("$") else { return text }
        var result = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "$" else {
                result.append(character)
                continue
            }
            let isBraced = rest.first == "{"
            let name = rest.dropFirst(isBraced ? 1 : 0).prefix {
                $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber)
            }
            let isClosed = !isBraced || (name.endIndex < rest.endIndex && rest[name.endIndex] == "}")
            guard !name.isEmpty, isClosed, let value = environment[String(name)] else {
                result.append(character)
                continue
            }
            result += value
            rest = rest[name.endIndex...].dropFirst(isBraced ? 1 : 0)
        }
        return result
    }

    /// Reads a file of the machine. A directory and a missing file count as no file, as AWS CLI has it.
    @Sendable
    static func read(_ path: String) throws(ClientError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw ClientError(.general, message: "\(path) can't be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EISDIR { return nil }
                throw ClientError(.general, message: "\(path) can't be read: \(String(cString: strerror(errno)))")
            }
            bytes += buffer[..<count]
        }
    }
}
