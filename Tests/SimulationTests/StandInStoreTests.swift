import GRDB
import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckTestSupport
import Testing

@testable import TapedeckSimulation

/// The state in a file.
struct StandInStoreTests {
    /// What making a store of a file fails with.
    private func trouble(_ path: String) -> StandInError? {
        do throws(StandInError) {
            _ = try StandInStore(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test func goesOnAfterARestart() async throws {
        let scratch = Scratch()
        let path = "\(scratch.path)/state"
        let token: String
        do {
            let store = try StandInStore(path: path)
            let rig = try Rig(store: store)
            for name in ["one-1", "two-2"] { try await rig.create(name) }
            try await rig.create("other", region: "eu-west-1")
            #expect(try await rig.ask("POST", "/_deck/connections/one-1/handshake", "complete").status == 200)
            let page = try await rig.call(.listConnections, #"{"MaxResults":1}"#)
            token = try #require(try JSONParser.parse(page.body)["NextToken"]?.string)
            // Its queue may hold it for a moment longer than this does.
            try store.queue.close()
        }
        let rig = try Rig(state: path, seed: 2)
        #expect(try await rig.listed() == ["one-1 AVAILABLE", "two-2 PENDING_HANDSHAKE"])
        #expect(try await rig.listed(region: "eu-west-1") == ["other PENDING_HANDSHAKE"])
        let page = try await rig.call(.listConnections, #"{"NextToken":"\#(token)"}"#)
        #expect(String(decoding: page.body, as: UTF8.self).contains("two-2"))
        #expect(try await rig.create("one-1").status == 400)
    }

    @Test func hasEachChangeInTheFileBeforeItsAnswer() async throws {
        let scratch = Scratch()
        let path = "\(scratch.path)/state"
        let rig = try Rig(state: path)
        try await rig.create("abcd")
        // What a killed process would leave: the file and its log, copied while the stand-in still runs.
        let copy = try scratch.write(scratch.read("state"), to: "copy")
        try scratch.write(scratch.read("state-wal"), to: "copy-wal")
        let after = try Rig(state: copy)
        #expect(try await after.listed() == ["abcd PENDING_HANDSHAKE"])
    }

    @Test func keepsTheFileToItsOwner() async throws {
        let scratch = Scratch()
        let path = "\(scratch.path)/state"
        let rig = try Rig(state: path)
        try await rig.create("abcd")
        for name in [path, "\(path)-wal"] {
            var facts = stat()
            #expect(stat(name, &facts) == 0)
            #expect(facts.st_mode & 0o777 == 0o600)
        }
    }

    @Test func letsOneProcessAtATimeHaveIt() async throws {
        let scratch = Scratch()
        let path = "\(scratch.path)/state"
        let rig = try Rig(state: path)
        #expect(trouble(path)?.message == "\(path) is in use by another process; end it, or give another --state")
        #expect(try await rig.create("abcd").status == 200)
    }

    @Test func leavesAFileOfAnotherProgramAsItIs() async throws {
        let scratch = Scratch()
        let path = "\(scratch.path)/state"
        do {
            let other = try DatabaseQueue(path: path)
            try await other.write { try $0.execute(sql: "CREATE TABLE theirs (x)") }
            try other.close()
        }
        let before = try scratch.read("state")
        #expect(trouble(path)?.code == .notOurs)
        #expect(trouble(path)?.message == "\(path) is a SQLite file of another program; give another --state")
        #expect(try scratch.read("state") == before)
    }

    @Test(arguments: [
        "not a database, but long enough to have a header of one hundred bytes and some more behind it, so that"
    ])
    func refusesAFileThatIsNoDatabase(_ text: String) async throws {
        let scratch = Scratch()
        let path = "\(scratch.path)/state"
        try scratch.write(text.utf8, to: "state")
        #expect(trouble(path)?.message == "\(path) is not a file of the stand-in; give another --state")
        #expect(try scratch.read("state") == Array(text.utf8))
    }

    @Test func refusesAFileOfANewerVersion() async throws {
        let scratch = Scratch()
        let path = "\(scratch.path)/state"
        _ = try StandInStore(path: path)
        do {
            let database = try DatabaseQueue(path: path)
            try await database.write { try $0.execute(sql: "PRAGMA user_version = 2") }
            try database.close()
        }
        #expect(trouble(path)?.code == .newer)
    }

    @Test func refusesAStateThatCannotBeRead() async throws {
        let scratch = Scratch()
        let path = "\(scratch.path)/state"
        _ = try StandInStore(path: path)
        do {
            let database = try DatabaseQueue(path: path)
            try await database.write {
                try $0.execute(sql: "INSERT INTO shelf VALUES ('1', 'r', '[{}]')")
            }
            try database.close()
        }
        #expect(throws: StandInError.self) { try Rig(state: path) }
    }

    @Test func saysThatADirectoryIsMissing() {
        let message = trouble("/tmp/tapedeck-no-such-directory/state")?.message ?? ""
        #expect(message.hasPrefix("can't keep the state in /tmp/tapedeck-no-such-directory/state: No such file"))
    }

    @Test func changesNothingWhereTheDiskDoesNotTakeIt() async throws {
        let scratch = Scratch()
        let path = "\(scratch.path)/state"
        let store = try StandInStore(path: path)
        let rig = try Rig(store: store)
        #expect(try await rig.create("abcd").status == 200)
        try await store.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = ON") }
        let answer = try await rig.create("efgh")
        #expect(ServiceError(answer).code == "TapedeckStateNotKept")
        #expect(answer.status == 400)
        let control = try await rig.ask("POST", "/_deck/connections/abcd/handshake", "complete")
        #expect(control.status == 500)
        let overview = try await rig.ask("GET", "/_deck/connections").body["connections"]?.array ?? []
        #expect(overview.map { $0["name"] } == ["abcd"])
        #expect(overview.map { $0["status"] } == ["PENDING_HANDSHAKE"])
    }
}
