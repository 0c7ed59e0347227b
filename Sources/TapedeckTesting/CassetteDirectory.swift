import TapedeckCassetteFormat
import TapedeckPlatform
import TapedeckWording

/// Why a test's cassette can't be used, and what to do.
public struct CassetteUnavailable: Error, CustomStringConvertible {
    /// One sentence.
    public let description: String
}

/// Where a test's cassettes are.
enum CassetteDirectory {
    static func near(_ file: String) -> String {
        let set = ProcessEnvironment.variable("TAPEDECK_CASSETTES")
        if !set.isEmpty { return set }
        var directory = file[...]
        while let slash = directory.lastIndex(of: "/") {
            directory = directory[..<slash]
            if Files.exists("\(directory)/cassettes") { return "\(directory)/cassettes" }
        }
        return "cassettes"
    }

    /// The file of a cassette; a name that is a whole path is taken as it is.
    static func path(of name: String, in directory: String) -> String {
        let file = name.hasSuffix(".har") ? name : "\(name).har"
        return name.hasPrefix("/") ? file : "\(directory)/\(file)"
    }

    /// The files of all cassettes that traits name, each once.
    static func paths(of parts: [DeckTrait.Part]) -> [String] {
        var paths: [String] = []
        for case .cassettes(let trait) in parts {
            for path in trait.names.map({ Self.path(of: $0, in: trait.directory) }) where !paths.contains(path) {
                paths.append(path)
            }
        }
        return paths
    }

    /// Reads a cassette to be played; its name here is its path, which messages and commands can be used with.
    ///
    /// - Parameter isRecordedByTest: whether record mode would make it, as it does for traits that name one cassette.
    static func load(
        _ name: String, in directory: String, isRecordedByTest: Bool, note: String
    ) throws -> (name: String, reel: Reel) {
        let path = path(of: name, in: directory)
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try Files.read(path)
        } catch {
            let mode = isRecordedByTest ? ", or run the test with TAPEDECK_RECORD=missing" : ""
            throw CassetteUnavailable(
                description: "\(error)\(advice(name, path: path, in: directory))\(mode)\(note)")
        }
        let reel: Reel
        do throws(CassetteError) {
            reel = try Reel(bytes: bytes)
        } catch {
            throw CassetteUnavailable(description: "can't use the cassette \(path): \(error)")
        }
        if let emptiness = reel.emptiness {
            throw CassetteUnavailable(
                description: "can't use the cassette \(path): \(emptiness); record the conversation again")
        }
        return (path, reel)
    }

    private static func advice(_ name: String, path: String, in directory: String) -> String {
        // A directory that can't be listed has no near names; that it can't be is what the error says already.
        let known = (try? Files.files(below: directory, ending: ".har")) ?? []
        let near = CloseMatches.of(name, in: known.map { String($0.dropLast(4)) })
        let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
        return "\(hint); to make it: tapedeck record --upstream stand-in --cassette \(ShellWord.quoted(path))"
    }
}
