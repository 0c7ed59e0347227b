import TapedeckCassetteFormat
import TapedeckRecording
import TapedeckPlatform

/// Reading cassettes for commands, with the file's name in every message.
enum CassetteFiles {
    /// A cassette and the bytes that it was read from.
    struct Loaded {
        let path: String
        let bytes: [UInt8]
        let cassette: Cassette
    }

    /// Reads one cassette.
    static func load(_ path: String) throws -> Loaded {
        let bytes = try Files.read(path)
        do throws(CassetteError) {
            return Loaded(path: path, bytes: bytes, cassette: try Cassette(bytes: bytes))
        } catch {
            throw Failure(.badInput, "\(path): \(error)")
        }
    }
}
