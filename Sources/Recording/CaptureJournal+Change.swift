import GRDB

extension CaptureJournal {
    /// Changes entries that are stored, and what clients were noted to say; those that stay as they are are not written.
    ///
    /// - Throws: ``RecordingError`` with the code `journalFailed`.
    func change(_ change: @escaping @Sendable ([UInt8]) -> [UInt8]) async throws(RecordingError) {
        do {
            try await queue.write { database in
                var changed: [(Int, String)] = []
                let rows = try Row.fetchCursor(database, sql: "SELECT sequence, json FROM entry")
                while let row = try rows.next() {
                    let (sequence, json): (Int, String) = (row[0], row[1])
                    let old = Array(json.utf8)
                    let new = change(old)
                    if new != old { changed.append((sequence, String(decoding: new, as: UTF8.self))) }
                }
                let said = try String.fetchOne(
                    database, sql: "SELECT value FROM fact WHERE name = ?", arguments: [Facts.saidName])
                if let said {
                    let new = String(decoding: change(Array(said.utf8)), as: UTF8.self)
                    try database.execute(
                        sql: "UPDATE fact SET value = ? WHERE name = ? AND value != ?",
                        arguments: [new, Facts.saidName, new])
                }
                for (sequence, json) in changed {
                    try database.execute(
                        sql: "UPDATE entry SET json = ? WHERE sequence = ?", arguments: [json, sequence])
                }
            }
        } catch {
            throw RecordingError(.journalFailed, "can't write to the journal \(path): \(Self.reason(error))")
        }
    }
}
