import TapedeckAWSWire
public import TapedeckCassetteFormat
import TapedeckExchangeModel
public import TapedeckJSONText

/// Takes recordings of other tools over into cassettes.
public enum CassetteImport {
    /// Reads vcrpy's format 1.
    ///
    /// - Parameter page: the YAML page, with `!!binary` scalars as strings of base64 in `{"!!binary": …}`, or their text.
    /// - Throws: ``ImportError`` with the place in the page.
    public static func vcr(_ page: JSONValue) throws(ImportError) -> Cassette {
        do throws(JSONMemberError) {
            let members = try JSONMembers(page, numbersAreText: true)
            guard members.value("interactions") != nil else {
                throw members.error("interactions", "missing; expected vcrpy's list of requests and responses")
            }
            var entries: [Entry] = []
            for interaction in try members.objects("interactions") {
                entries.append(try entry(interaction, sequence: entries.count + 1))
            }
            return Cassette(title: "", recordedAt: "", entries: entries)
        } catch {
            throw ImportError(.notReadable, "not a cassette of vcrpy: \(error)")
        }
    }

    private static func entry(_ members: JSONMembers, sequence: Int) throws(JSONMemberError) -> Entry {
        guard let request = try members.members("request"), let response = try members.members("response") else {
            throw members.error("request", "missing; expected a request and a response")
        }
        let uri = try request.string("uri")
        let authority = uri.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
        let target = authority.count > 2 ? "/\(authority[2])" : "/"
        // A cassette's status 0 is no response at all, so what had none would lose its fields and its body.
        guard let status = try response.members("status") else {
            throw response.error("status", "missing; expected the code of a response")
        }
        let code = try status.int("code")
        guard (100...999).contains(code) else { throw status.error("code", "\(code) is no status of HTTP") }
        let exchange = Exchange(
            sequence: sequence,
            request: Request(
                method: try request.string("method"), target: target, headers: try headers(request),
                body: try body(request, "body")),
            response: Response(
                status: code, reason: try status.optionalString("message") ?? "",
                headers: try headers(response), body: try answered(response)),
            startedAt: Normaliser.epoch + Int64(sequence) * 1000)
        return Entry(exchange, url: uri, origin: Origin(.edited, source: "imported from vcrpy"))
    }

    private static func answered(_ response: JSONMembers) throws(JSONMemberError) -> [UInt8] {
        guard let members = try response.members("body") else { return [] }
        return try body(members, "string")
    }

    private static func headers(_ members: JSONMembers) throws(JSONMemberError) -> HeaderFields {
        var fields = HeaderFields()
        guard let table = try members.members("headers") else { return fields }
        for name in table.object.names {
            let values = table.value(name)?.array == nil ? [try table.string(name)] : try table.strings(name)
            for value in values { fields.append(name, value) }
        }
        return fields
    }

    private static func body(_ members: JSONMembers, _ name: String) throws(JSONMemberError) -> [UInt8] {
        if let binary = members.value(name)?["!!binary"]?.string {
            guard let bytes = Base64.decode(String(binary.filter { !$0.isWhitespace })) else {
                throw members.error(name, "a binary text that is not base64")
            }
            return bytes
        }
        return Array((try members.optionalString(name) ?? "").utf8)
    }

    /// What is kept of a foreign recording: the exchanges of connection operations, redacted, normalised and titled.
    ///
    /// - Parameters:
    ///   - keepsAll: whether exchanges of other operations stay too.
    ///   - source: where it is from, for `_origin`.
    /// - Returns: the cassette, and what was left out, one sentence each.
    /// - Throws: ``ImportError`` where nothing would be left, or a body can't be looked into.
    public static func cassette(
        from foreign: Cassette, title: String, recordedAt: String, source: String, keepsAll: Bool,
        redactor: Redactor
    ) throws(ImportError) -> (cassette: Cassette, omissions: [String]) {
        var normaliser = Normaliser()
        var entries: [Entry] = []
        var omitted: [String: Int] = [:]
        redactor.beginNumbers(after: foreign.bytes)
        for (index, entry) in foreign.entries.enumerated() {
            guard keepsAll || ConnectionOperation(rawValue: entry.operation ?? "") != nil else {
                omitted[entry.operation ?? "\(entry.exchange.request.method) of another host or service", default: 0] +=
                    1
                continue
            }
            var exchange = entry.exchange
            exchange.sequence = entries.count + 1
            if let coding = compressed(exchange) {
                throw ImportError(
                    .notReadable,
                    "exchange \(index + 1) has a body in \(coding), which can't be looked into for secrets; "
                        + "export it decoded (vcrpy: decode_compressed_response=True)")
            }
            let redacted = redactor.redact(exchange)
            let kept = normaliser.normalise(redacted.exchange)
            entries.append(
                Entry(
                    kept, url: CanonicalURL.url(for: kept.request, to: entry.url),
                    origin: Origin(.edited, source: source),
                    redactions: redacted.notes))
        }
        guard !entries.isEmpty else {
            throw ImportError(
                .nothingToKeep,
                "none of its \(foreign.entries.count) exchanges is an operation on connections "
                    + "(X-Amz-Target: AppRunner.…); --all keeps the others")
        }
        let omissions = omitted.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key) left out" }
        let made = Cassette(title: title, recordedAt: recordedAt, entries: entries)
        // Other tools write what no cassette may hold, such as a method with a space in it.
        do { _ = try Cassette(bytes: made.bytes) } catch {
            throw ImportError(.notReadable, "it can't be kept in a cassette: \(error)")
        }
        return (made, omissions)
    }

    /// The coding of a body that is compressed still: what is JSON or text was decoded by whoever wrote it down.
    private static func compressed(_ exchange: Exchange) -> String? {
        let sides: [(HeaderFields, [UInt8])] = [
            (exchange.request.headers, exchange.request.body),
            (exchange.response?.headers ?? [], exchange.response?.body ?? []),
        ]
        for (headers, body) in sides where !body.isEmpty {
            guard let coding = headers["Content-Encoding"], coding.lowercased() != "identity" else { continue }
            if String(validating: body, as: UTF8.self) == nil { return coding }
        }
        return nil
    }
}
