import ArgumentParser
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform
import TapedeckPlayback

/// `tapedeck advance`: moves a running replay on.
struct AdvanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance",
        abstract: "Moves a running replay on: a track by one entry, or its clock by some time.",
        discussion: """
            Talks to the control port of the deck; its URL is the one that the deck printed, and a wrapped command has it as \
            TAPEDECK_CONTROL_URL. What comes next of each track is printed.
            """)

    @Argument(help: "The URL of the control port; by default TAPEDECK_CONTROL_URL.")
    var control: String?

    @Option(help: "The track to move on, by its number.")
    var track: Int?

    @Option(help: "The connection whose list is moved on: the first that is not at its end.")
    var connection: String?

    @Option(help: "The session whose connection is meant, by its number or name, where replay tells sessions apart.")
    var session: String?

    @Option(help: "Seconds to put the clock of --clock forward.")
    var by: Double?

    func validate() throws {
        let count = [track != nil, connection != nil, by != nil].filter { $0 }.count
        if count != 1 { throw ValidationError("give one of --track, --connection and --by") }
        if session != nil, connection == nil {
            throw ValidationError("--session says whose connection is meant; give it with --connection")
        }
        if let by, !(0.001...1_000_000_000).contains(by) {
            throw ValidationError("--by takes seconds from 0.001 to 1000000000")
        }
    }

    func run() async throws {
        try await report {
            var url = control ?? ProcessEnvironment.variable("TAPEDECK_CONTROL_URL")
            while url.hasSuffix("/") { url.removeLast() }
            guard !url.isEmpty else {
                throw Failure(
                    .usage,
                    "there is no control port to talk to; give its URL, as the deck printed it behind watch it in a browser"
                )
            }
            guard url.hasPrefix("http://") else {
                throw Failure(
                    .usage,
                    "\(url) is no control port: its URL begins with http://; the deck printed it behind watch it in a browser"
                )
            }
            // The deck's own port would take it for a request of its client.
            guard url.dropFirst("http://".count).contains("/") else {
                throw Failure(
                    .usage,
                    "\(url) is no control port: its URL has a token behind the port; the deck printed it behind watch it in a browser"
                )
            }
            let transport: CurlTransport
            do { transport = try CurlTransport() } catch { throw Failure(.internalError, "\(error)") }
            defer { transport.shutdown() }
            let deck = ControlClient(url: url, transport: transport)
            let tracks = try await deck.ask("POST", "advance", try await order(deck))["tracks"]?.array ?? []
            for track in tracks { Terminal.write("\(Self.line(track))\n") }
        }
    }

    private func order(_ deck: ControlClient) async throws -> JSONValue {
        if let by { return .object(JSONObject([("milliseconds", .number(JSONNumber(Int(by * 1000))))])) }
        if let track { return .object(JSONObject([("track", .number(JSONNumber(track)))])) }
        let tracks = try await deck.ask("GET", "tracks", nil)["tracks"]?.array ?? []
        // A deck that has none says why.
        if tracks.isEmpty { return .object(JSONObject([("track", .number(JSONNumber(1)))])) }
        let lists = tracks.filter { track in
            track["operation"]?.string?.hasPrefix("List") == true
                && (track["position"]?.int ?? 0) < (track["entries"]?.array?.count ?? 0)
        }
        let own = lists.filter(try Self.isOf(session, among: tracks))
        // By the client's own name for it, or by the recorded one.
        let said = own.filter { $0["said"]?.string == connection }
        let found = said.isEmpty ? own.filter { $0["resource"]?.string == connection } : said
        let name = connection.map { $0.isEmpty ? "''" : $0 } ?? ""
        let owners = found.compactMap(Self.session).reduce(into: [String]()) { owners, owner in
            if !owners.contains(owner) { owners.append(owner) }
        }
        if owners.count > 1 {
            throw Failure(
                .findings,
                "\(name) is a connection of \(owners.prefix(3).joined(separator: ", "))\(owners.count > 3 ? " and others" : ""); say which with --session"
            )
        }
        guard let number = found.first?["track"] else {
            let whose = session.map { " in session \($0)" } ?? ""
            throw Failure(.findings, "no list of \(name)\(whose) has anything left to move on to")
        }
        return .object(JSONObject([("track", number)]))
    }

    /// Whose track it is; `nil` where all clients play together.
    private static func session(_ track: JSONValue) -> String? {
        (track["session"]?.int).map { "\(ClientSession(number: $0, name: track["sessionName"]?.string ?? ""))" }
    }

    /// Finds out which session is meant, by its name or else its number, whether its tracks are at their end or not.
    private static func isOf(_ session: String?, among tracks: [JSONValue]) throws -> (JSONValue) -> Bool {
        guard let session else { return { _ in true } }
        let named = Set(
            tracks.filter { ($0["sessionName"]?.string ?? "") == session }.compactMap { $0["session"]?.int })
        guard named.count < 2 else {
            throw Failure(
                .findings,
                "\(named.count) sessions are shown as \(session); give the number of one, or its track's with --track")
        }
        let wanted = named.first ?? Int(session)
        guard let wanted, tracks.contains(where: { $0["session"]?.int == wanted }) else {
            throw Failure(.findings, "there is no session \(session.isEmpty ? "''" : session)")
        }
        return { $0["session"]?.int == wanted }
    }

    private static func line(_ track: JSONValue) -> String {
        let entries = track["entries"]?.array ?? []
        let position = track["position"]?.int ?? 0
        let next = position < entries.count ? "next is \(entries[position].string ?? "")" : "at its end"
        let about = (track["said"] ?? track["resource"])?.string.map { " \($0)" } ?? ""
        let whose = session(track).map { "\($0), " } ?? ""
        return "\(whose)track \(track["track"]?.int ?? 0) (\(track["operation"]?.string ?? "")\(about)): \(next)"
    }
}

/// Talks to the control port of a running deck.
struct ControlClient {
    /// The URL with the token, without a slash at its end.
    let url: String
    let transport: CurlTransport

    /// Asks, and gives the answer's JSON.
    ///
    /// - Throws: ``Failure`` with the deck's own sentence where it refuses, and where there is no deck.
    func ask(_ method: String, _ place: String, _ body: JSONValue?) async throws -> JSONValue {
        let bytes = body?.bytes(.compact) ?? []
        let request = Request(
            method: method, headers: bytes.isEmpty ? [] : [HeaderField("Content-Type", "application/json")], body: bytes
        )
        let response: Response
        do throws(TransportError) {
            response = try await transport.send(request, to: "\(url)/_deck/\(place)").response
        } catch {
            throw Failure(.unavailable, "no deck answers at the control port: \(error.message)")
        }
        let answer = try? JSONParser.parse(response.body)
        guard response.status == 200, let answer else {
            throw Failure(.findings, answer?["error"]?.string ?? "the control port answered with \(response.status)")
        }
        return answer
    }
}
