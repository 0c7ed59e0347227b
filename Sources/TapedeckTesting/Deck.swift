// What a deck hands out is used without a second import.
@_exported public import TapedeckAWSWire
@_exported public import TapedeckExchangeModel
import TapedeckPlatform
@_exported public import TapedeckPlayback
import Testing

/// The endpoint of the test that is running, and all that a test may ask of it.
public struct Deck: Sendable {
    /// The deck of the running test; `nil` outside a test with a cassette or a stand-in.
    @TaskLocal public static var current: Deck?

    /// The deck of the running test.
    ///
    /// - Throws: ``CassetteUnavailable``, saying what to write, in a test without a deck.
    public static var required: Deck {
        get throws {
            guard let current else {
                throw CassetteUnavailable(
                    description:
                        "no cassette is played here; write @Test(.cassette(\"NAME\")), @Test(.standIn()), or "
                        + "withDeck(\"NAME\") { deck in … }"
                )
            }
            return current
        }
    }

    /// Who answers at a deck's endpoint.
    enum Source: Sendable {
        case player(PlayerResponder)
        case standIn(TestStandIn)
        /// Record mode: another program answers, and records.
        case recording
    }

    /// The endpoint's URL, such as `http://127.0.0.1:40123`; hand it to the client under test.
    public let url: String
    /// The Region to sign for.
    public let region = "us-east-1"
    let test: Test.ID?
    let source: Source
    let journal: DeckJournal
    let faults: FaultDesk

    /// Credentials to sign with; they open nothing anywhere.
    public var credentials: Credentials {
        Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "a-secret-that-opens-nothing")
    }

    /// The variables that point AWS's SDKs and tools at the endpoint, for a client run as a process: with credentials and a
    /// Region, so that nothing of the machine's own configuration counts.
    ///
    /// In record mode there are no credentials among them: those of the machine count, as the upstream may want them.
    public var environment: [String: String] {
        let exceptions = Self.exceptions(besides: ProcessEnvironment.proxyExceptions)
        var variables = [
            "AWS_ENDPOINT_URL": url, "AWS_ENDPOINT_URL_APPRUNNER": url, "TAPEDECK_URL": url, "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            // A proxy of the machine's is not for this endpoint, and a setting to pass over endpoints would lead to AWS.
            "NO_PROXY": exceptions, "no_proxy": exceptions,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        ]
        if case .recording = source { return variables }
        variables["AWS_ACCESS_KEY_ID"] = credentials.accessKeyID
        variables["AWS_SECRET_ACCESS_KEY"] = credentials.secretAccessKey
        variables["AWS_SESSION_TOKEN"] = ""
        variables["AWS_EC2_METADATA_DISABLED"] = "true"
        return variables
    }

    /// The hosts that no proxy is for: the machine's own list, and this machine.
    static func exceptions(besides own: String) -> String {
        let hosts = own.split { $0 == "," || $0 == " " }
        if hosts == ["*"] { return own }
        let missing = ["127.0.0.1", "localhost"].filter { !hosts.contains(Substring($0)) }
        return ((own.isEmpty ? [] : [own]) + missing).joined(separator: ",")
    }

    /// Whether the conversation is being recorded, and not played.
    public var isRecording: Bool {
        if case .recording = source { true } else { false }
    }

    /// What clients asked for so far, in order, up to 10,000 requests. In record mode nothing: the cassette has it
    /// afterwards.
    public var requests: [SeenRequest] {
        journal.requests
    }

    /// What has been played and missed so far; empty for a stand-in and in record mode.
    public var summary: Player.Summary {
        if case .player(let player) = source { player.summary } else { Player.Summary() }
    }

    /// Where each track stands; none for a stand-in and in record mode.
    public var tracks: [TrackPosition] {
        if case .player(let player) = source { player.tracks } else { [] }
    }

    /// Moves the first track of an operation that has not come to its end on by one entry, as if that had been played.
    ///
    /// - Parameters:
    ///   - operation: such as `ListConnections`.
    ///   - resource: the connection that the track is about; by default any.
    /// - Returns: whether there was one.
    @discardableResult
    public func advance(_ operation: String, of resource: String? = nil) -> Bool {
        guard case .player(let player) = source else { return false }
        let track = player.tracks.first { track in
            guard let next = track.entries.dropFirst(track.position).first else { return false }
            return next.operation == operation && (resource == nil || next.resource == resource)
        }
        return track.map { player.skip(track: $0.number) } ?? false
    }

    /// Adds a fault for the requests that are still to come, as ``Testing/Trait/fault(_:)`` has it.
    ///
    /// - Throws: ``CassetteUnavailable`` for a text that is no rule, and in record mode, where the faults of traits count.
    public func addFault(_ rule: String) throws {
        if isRecording {
            throw CassetteUnavailable(
                description: "while a test records, only the faults of its traits are carried out")
        }
        faults.add(try FaultRule(inTest: rule))
    }

    /// Ends a handshake of the stand-in, as a person does in the console.
    ///
    /// - Returns: whether a connection of this name was waiting for it; `false` where no stand-in answers.
    @discardableResult
    public func finishHandshake(of name: String, _ outcome: HandshakeOutcome = .complete) -> Bool {
        if case .standIn(let standIn) = source { standIn.finishHandshake(of: name, outcome) } else { false }
    }
}
