import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckRecording
import TapedeckTestSupport
import Testing

/// What is added to a cassette that is there belongs to it: nothing is lost, all is counted, and the same client finds it again.
struct AppendingTests {
    private let scratch = Scratch()

    private static func call(_ operation: String, _ body: String) -> String {
        """
        curl -sS --aws-sigv4 aws:amz:us-east-1:apprunner --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
        -H 'X-Amz-Target: AppRunner.\(operation)' -H 'Content-Type: application/x-amz-json-1.0' \
        --data-raw "\(body.replacing("\"", with: "\\\""))" "$TAPEDECK_URL/"
        """
    }

    private static let create = call("CreateConnection", #"{"ConnectionName":"$NAME","ProviderType":"GITHUB"}"#)
    private static let list = call("ListConnections", #"{"ConnectionName":"$NAME"}"#)
    private static let tags = call("ListTagsForResource", #"{"ResourceArn":"$ARN"}"#)
    private static let delete = call("DeleteConnection", #"{"ConnectionArn":"$ARN"}"#)
    private static let made = "made=$(\(create)); ARN=$(printf %s \"$made\" | grep -o 'arn:[^\"]*'); echo \"$made\""

    private func run(_ words: [String], _ script: String..., name: String = "conn-one") async throws
        -> DeckProgram.Outcome
    {
        try await DeckProgram.run(
            words + ["--", "sh", "-c", (["NAME=\(name)"] + script).joined(separator: "\n")], in: scratch.path)
    }

    private func record(_ words: String...) -> [String] {
        ["record", "--upstream", "stand-in", "--cassette", "c.har"] + words
    }

    private func operations() throws -> [String?] {
        try Cassette(bytes: scratch.read("c.har")).entries.map(\.operation)
    }

    /// The old entries lose as many reads as there are new exchanges, or more.
    @Test(arguments: [1, 3])
    func whatIsAppendedIsKeptAndCountedWhileOldPollsAreDropped(polls: Int) async throws {
        let reads = [String](repeating: Self.list, count: polls).joined(separator: "\n")
        #expect(try await run(record(), Self.create, Self.list, Self.list, Self.list, Self.list).status == 0)
        let again = try await run(
            record("--existing", "append", "--compact-polls"), Self.create, reads, name: "conn-two")
        #expect(again.status == 0, "\(again.error)")
        #expect(
            again.told.contains(
                "tapedeck: \(polls + 2) reads said what the one before said, and were dropped; 3 of them stood in c.har before"
            ),
            "\(again.error)")
        #expect(again.told.last == "tapedeck: recorded 2 exchanges in c.har")
        #expect(
            try operations() == ["CreateConnection", "ListConnections", "CreateConnection", "ListConnections"])
        let played = try await run(
            ["replay", "c.har", "--at-end", "hold"], Self.create, Self.list, Self.list, "NAME=conn-two", Self.create,
            reads)
        #expect(played.status == 0, "\(played.error)")
    }

    @Test
    func readsThatSayNothingNewAreNoFailure() async throws {
        #expect(try await run(record(), Self.create, Self.list, Self.list).status == 0)
        let again = try await run(
            record("--existing", "append", "--compact-polls"), Self.create, Self.list, Self.list, Self.list)
        #expect(again.told.last == "tapedeck: recorded 2 exchanges in c.har")
        let nothing = try await run(record("--existing", "only-missing", "--compact-polls"), Self.create, Self.list)
        #expect(nothing.status == 0, "\(nothing.error)")
        #expect(
            nothing.told.last
                == "tapedeck: added nothing: there was nothing but 2 exchanges that c.har has an entry for")
        #expect(try operations().count == 4)
    }

    @Test
    func aRecoveredJournalIsKeptWholeWhileOldPollsAreDropped() async throws {
        #expect(try await run(record(), Self.create, Self.list, Self.list, Self.list, Self.list).status == 0)
        _ = try await run(
            record("--existing", "append", "--compact-polls"), Self.create, Self.list, "kill -9 $PPID", name: "conn-two"
        )
        let recovered = try await DeckProgram.run(["recover", "c.har.journal"], in: scratch.path)
        #expect(recovered.status == 0, "\(recovered.error)")
        #expect(recovered.told.last == "tapedeck: recovered 2 exchanges into c.har")
        #expect(
            try operations() == ["CreateConnection", "ListConnections", "CreateConnection", "ListConnections"])
    }

    /// The recorder died between the writing of the cassette and the removal of its journal.
    @Test
    func whatIsWrittenAlreadyIsNotRecoveredTwice() async throws {
        #expect(try await run(record(), Self.create).status == 0)
        _ = try await run(record("--existing", "append"), Self.list, "kill -9 $PPID")
        let path = "\(scratch.path)/c.har"
        func write() throws {
            let left = try CaptureJournal.recover("\(path).journal")
            let old = try Cassette(bytes: scratch.read("c.har"))
            _ = try CassetteAssembly.write(
                left, facts: left.facts, after: old, to: path, redactor: Redactor(),
                beforeWriting: { (digest) throws(RecordingError) in try left.note(written: digest) })
        }
        try write()
        let written = try scratch.read("c.har")
        let recovered = try await DeckProgram.run(["recover", "c.har.journal"], in: scratch.path)
        #expect(recovered.status == 0)
        #expect(recovered.told == ["tapedeck: c.har has all of c.har.journal already"])
        #expect(try scratch.read("c.har") == written)
        #expect(scratch.names == ["c.har"])
    }

    @Test(arguments: ["q-11", "r-99", "conn-one"])
    func whatSpyAddsBelongsToWhatItPlayed(name: String) async throws {
        #expect(try await run(record("--bind", "ConnectionName"), Self.create).status == 0)
        let spied = try await run(
            ["spy", "c.har", "--upstream", "stand-in"], Self.made, Self.tags, Self.list, name: "q-11")
        #expect(spied.told.last == "tapedeck: 1 played, 2 recorded, 0 refused", "\(spied.error)")
        #expect(spied.output.contains("q-11") && !spied.output.contains("conn-one"), "\(spied.output)")
        let played = try await run(["replay", "c.har", "--strict"], Self.made, Self.tags, Self.list, name: name)
        #expect(played.status == 0, "\(played.error)")
        #expect(played.output == spied.output.replacing("q-11", with: name))
        #expect(!String(decoding: try scratch.read("c.har"), as: UTF8.self).contains("q-11"))
    }

    /// The recorder died: what the client said is in the journal.
    @Test
    func whatADeadSpyLeavesBelongsToWhatItPlayed() async throws {
        #expect(try await run(record("--bind", "ConnectionName"), Self.create).status == 0)
        _ = try await run(
            ["spy", "c.har", "--upstream", "stand-in"], Self.made, Self.tags, "kill -9 $PPID", name: "q-11")
        let recovered = try await DeckProgram.run(["recover", "c.har.journal"], in: scratch.path)
        #expect(recovered.told.last == "tapedeck: recovered 1 exchange into c.har", "\(recovered.error)")
        let played = try await run(["replay", "c.har", "--strict"], Self.made, Self.tags, name: "r-99")
        #expect(played.status == 0, "\(played.error)")
    }

    /// Upstream the connection has another id now, and its client may call it otherwise.
    @Test(arguments: [([], "conn-one"), (["--bind", "ConnectionName"], "q-11")])
    func whatIsMissingBelongsToWhatIsThere(words: [String], name: String) async throws {
        #expect(try await run(record() + words, Self.made).status == 0)
        let added = try await run(
            record("--existing", "only-missing", "--seed", "7"), Self.made, Self.tags, Self.delete, name: name)
        #expect(
            added.told.last
                == "tapedeck: added 2 exchanges to c.har, and left out 1 exchange that c.har has an entry for",
            "\(added.error)")
        let played = try await run(["replay", "c.har", "--strict"], Self.made, Self.tags, Self.delete, name: name)
        #expect(played.status == 0, "\(played.error)")
        let again = try await run(
            record("--existing", "only-missing", "--seed", "8"), Self.made, Self.tags, Self.delete, name: name)
        #expect(again.told.last?.hasPrefix("tapedeck: added nothing") == true, "\(again.error)")
    }

    /// A connection that is created again has another id, in the cassette and upstream.
    @Test(arguments: [[], ["--bind", "ConnectionName"]])
    func whatIsMissingBelongsToItsOwnLife(words: [String]) async throws {
        let lives = [Self.made, Self.delete, Self.made].joined(separator: "\n")
        #expect(try await run(record() + words, lives).status == 0)
        let added = try await run(
            record("--existing", "only-missing", "--seed", "7"), lives, Self.tags, Self.delete)
        #expect(added.told.last?.hasPrefix("tapedeck: added ") == true, "\(added.error)")
        let played = try await run(["replay", "c.har", "--strict"], lives, Self.tags)
        let told = played.told.last ?? ""
        #expect(told.hasPrefix("tapedeck: 4 played, 0 missed,"), "\(played.error)")
    }

    @Test(arguments: ["append", "only-missing"])
    func timesAreNotKeptInACassetteThatHasNone(mode: String) async throws {
        #expect(try await run(record(), Self.create).status == 0)
        let refused = try await run(record("--existing", mode, "--keep-timing"), "echo ran")
        #expect(refused.status == 64)
        #expect(refused.output.isEmpty)
        #expect(
            refused.told == [
                "tapedeck: c.har was recorded without times, and --keep-timing can't give it any; leave that out, or give --overwrite or another --cassette"
            ])
        #expect(try await run(record("--overwrite", "--keep-timing"), Self.create).status == 0)
        #expect(try await run(record("--existing", mode, "--keep-timing"), Self.list).status == 0)
    }

    /// The client had not heard of the changes yet that the cassette has behind it.
    @Test(arguments: [false, true])
    func whatSpyAddsStandsWhereItWasAsked(isKilled: Bool) async throws {
        #expect(try await run(record("--bind", "ConnectionName"), Self.made, Self.delete).status == 0)
        let asks = [Self.list, Self.made, Self.tags, Self.list].joined(separator: "\n")
        let spied = try await run(
            ["spy", "c.har", "--upstream", "stand-in"], asks, isKilled ? "kill -9 $PPID" : "", name: "q-11")
        if isKilled {
            #expect(try await DeckProgram.run(["recover", "c.har.journal"], in: scratch.path).status == 0)
        } else {
            #expect(spied.told.last == "tapedeck: 1 played, 3 recorded, 0 refused", "\(spied.error)")
        }
        let cassette = try Cassette(bytes: scratch.read("c.har"))
        #expect(
            cassette.entries.map(\.operation) == [
                "ListConnections", "CreateConnection", "ListTagsForResource", "ListConnections", "DeleteConnection",
            ])
        #expect(cassette.entries.map(\.exchange.sequence) == Array(1...5))
        #expect(cassette.findings(text: try scratch.read("c.har")) == [])
        let played = try await run(["replay", "c.har", "--strict"], asks, Self.delete, name: "r-99")
        #expect(played.status == 0, "\(played.error)")
    }
}
