import TapedeckAWSProfile
import TapedeckClientModel
import TapedeckPlatform
import TapedeckPythonText

/// Loads values that stand in files: `file://` text, `fileb://` bytes.
struct ParameterFile: Sendable {
    /// Why a file could not be loaded.
    struct Failure: Error, Sendable, Equatable {
        /// What is wrong.
        let message: String
        /// The exit status where it is not that of a bad command line; the message then stands alone.
        var status: ClientError.Status?
    }

    let surroundings: Surroundings
    let read: SharedFiles.Reader

    init(
        surroundings: Surroundings,
        read: @escaping SharedFiles.Reader = { path throws(FileError) in try Files.read(path) }
    ) {
        self.surroundings = surroundings
        self.read = read
    }

    /// What a value names, or `nil` where it names no file.
    ///
    /// Text must be UTF-8; its line ends become `\n`. `~` and variables in the path are replaced.
    func load(_ value: String) throws(Failure) -> ArgumentValue? {
        let isBinary = value.hasPrefix("fileb://")
        guard isBinary || value.hasPrefix("file://") else { return nil }
        let path = PythonPath.expandingVariables(
            PythonPath.expandingUser(
                String(value.dropFirst(isBinary ? 8 : 7)), home: surroundings.homeDirectory), surroundings.environment)
        // An empty path names no file; made absolute it would name the directory.
        let absolute = path.hasPrefix("/") || path.isEmpty ? path : "\(surroundings.currentDirectory)/\(path)"
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try read(absolute)
        } catch {
            throw Failure(
                message: "Unable to load paramfile \(value): [Errno \(error.number)] \(error.systemReason): "
                    + PythonText.representation(path))
        }
        if isBinary { return .bytes(bytes) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(
                message: "Unable to load paramfile (\(path)), text contents could not be decoded.  If this is a "
                    + "binary file, please use the fileb:// prefix instead of the file:// prefix.")
        }
        return .string(ParameterFile.withLineFeeds(text))
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
}
