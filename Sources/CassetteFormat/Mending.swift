import TapedeckExchangeModel

extension Cassette {
    /// Mends what can be mended without knowing what was meant: facts are read off the exchanges again, what was changed
    /// since it was captured says `edited`, and a length says how long the body is.
    ///
    /// A captured entry that is as it was keeps its bytes.
    ///
    /// - Returns: what people should know, one sentence each.
    public mutating func mend() -> [String] {
        var notes: [String] = []
        for index in doubtfulEntries {
            let why =
                entries[index].digest == nil
                ? "can't be told from a changed one, for the digest is wrong and the entry has none of its own"
                : "was changed since it was captured"
            notes.append("entry \(index + 1) \(why): its origin is edited now")
            entries[index].origin.kind = .edited
        }
        for index in entries.indices {
            let facts = ExchangeFacts(entries[index].exchange)
            entries[index].operation = facts.operation
            entries[index].resource = facts.resource
            entries[index].state = facts.state
            guard entries[index].origin.kind != .captured, let length = entries[index].wrongLength else { continue }
            notes.append("entry \(index + 1): Content-Length was \(length.said), and is \(length.true) now")
            entries[index].exchange.response?.headers.replace("Content-Length", with: String(length.true))
        }
        return notes
    }
}

extension Entry {
    /// A length that is not the body's, in a response that came whole and is played as it is.
    var wrongLength: (said: String, true: Int)? {
        guard let response = exchange.response, exchange.ending == .complete, fault == nil,
            exchange.request.method != "HEAD", response.status >= 200, response.status != 204, response.status != 304,
            let said = response.headers["Content-Length"], said != String(response.body.count)
        else { return nil }
        return (said, response.body.count)
    }
}
