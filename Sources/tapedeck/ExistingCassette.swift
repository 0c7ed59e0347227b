public import ArgumentParser
import TapedeckCassetteFormat
import TapedeckPlatform
import TapedeckRecording

extension ExistingMode: ExpressibleByArgument {}

/// What becomes of a cassette that is there before the recording.
struct ExistingOptions: ParsableArguments {
    @Option(
        help: """
            What becomes of a cassette that is there already: fail, append to it, replace it once the new one is whole, or \
            only-missing (append what it has no entry for).
            """)
    var existing: ExistingMode?

    @Flag(help: "The same as --existing replace.")
    var overwrite = false

    /// What was chosen; `nil` where nothing was said.
    var mode: ExistingMode? {
        overwrite ? .replace : existing
    }

    func validate() throws {
        if overwrite, let existing, existing != .replace {
            throw ValidationError(
                "--overwrite and --existing \(existing.rawValue) exclude each other; give one of them")
        }
    }

    /// The cassette that the new entries are added to; `nil` where they stand alone.
    ///
    /// - Throws: ``Failure`` where there is one and nothing was said of it.
    static func old(_ path: String, _ mode: ExistingMode) throws -> Cassette? {
        if path.hasSuffix("/") {
            throw Failure(.cantWrite, "can't write \(path): it names a directory; give the name of a file")
        }
        guard Files.exists(path) else { return nil }
        if Files.isDirectory(path) { throw Failure(.cantWrite, "can't write \(path): it is a directory") }
        switch mode {
        case .fail:
            throw Failure(
                .cantWrite, "\(path) exists; give another --cassette, or --overwrite to replace it")
        case .replace: return nil
        case .append, .onlyMissing: return try CassetteFiles.load(path).cassette
        }
    }
}
