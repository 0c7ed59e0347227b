import TapedeckCassetteFormat
import TapedeckExchangeModel
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

    /// Reads one cassette to be played.
    static func reel(_ path: String) throws -> Reel {
        let reader = try FileReader(path)
        if let reel = try Reel(reading: { limit throws(FileError) in try reader.next(atMost: limit) }) { return reel }
        return Reel(try load(path).cassette)
    }

    /// The place of the entry with a `_sequence`.
    static func index(of sequence: Int, in loaded: Loaded) throws -> Int {
        guard let index = loaded.cassette.entries.firstIndex(where: { $0.exchange.sequence == sequence }) else {
            let known = loaded.cassette.entries.map { String($0.exchange.sequence) }.joined(separator: ", ")
            throw Failure(.usage, "\(loaded.path) has no entry \(sequence); it has \(known.isEmpty ? "none" : known)")
        }
        return index
    }
}
