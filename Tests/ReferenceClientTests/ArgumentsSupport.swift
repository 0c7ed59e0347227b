import TapedeckJSONText
import TapedeckPlatform

@testable import TapedeckClientArguments
@testable import TapedeckClientModel

/// Files that are not there: texts by path.
struct TestFiles: Sendable {
    var bytes: [String: [UInt8]] = [:]

    init(_ texts: [String: String] = [:]) {
        bytes = texts.mapValues { Array($0.utf8) }
    }

    /// What loads them, from `/work`.
    var loader: ParameterFile {
        var surroundings = Surroundings.test()
        surroundings.currentDirectory = "/work"
        surroundings.environment = ["NAME": "in"]
        let bytes = bytes
        return ParameterFile(surroundings: surroundings) { path throws(FileError) in
            guard let bytes = bytes[path] else { throw FileError(.read, path, 2) }
            return bytes
        }
    }
}

/// A command line understood, or the error's status and text.
func read(_ arguments: [String], files: TestFiles = TestFiles()) -> Result<Invocation, ClientError> {
    do throws(ClientError) {
        return .success(try CommandLineReader(arguments: arguments, files: files.loader).read())
    } catch {
        return .failure(error)
    }
}

/// The JSON of a command line's parameters, as it is sent; the error's message where there is none.
func body(_ arguments: [String], files: TestFiles = TestFiles()) -> String {
    switch read(arguments, files: files) {
    case .success(let invocation): JSONValue.object(invocation.parameters).text(.spaced)
    case .failure(let error): error.message
    }
}

/// A create-connection that has what it needs, with more arguments.
func create(_ more: String...) -> [String] {
    ["create-connection", "--connection-name", "abcd", "--provider-type", "GITHUB"] + more
}
