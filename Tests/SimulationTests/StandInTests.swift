import TapedeckAWSWire
import TapedeckConnectionService
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

@testable import TapedeckSimulation

/// The stand-in without a file.
struct StandInTests {
    @Test func movesItsFixedClockOnByASecondWithEveryRequest() async throws {
        let rig = try Rig()
        let dates = [
            try await rig.create("abcd").headers["Date"], try await rig.create("efgh").headers["Date"],
            try await rig.call(.listConnections, "{}").headers["Date"],
        ]
        #expect(
            dates == [
                "Tue, 03 Nov 2020 00:32:51 GMT", "Tue, 03 Nov 2020 00:32:52 GMT", "Tue, 03 Nov 2020 00:32:53 GMT",
            ])
    }

    @Test func asksTheMachineForTheTimeOfEachRequest() async throws {
        var configuration = ConnectionService.Configuration()
        configuration.allowsUnsigned = true
        let standIn = try StandIn(
            ConnectionService(configuration: configuration, seed: 1), now: { Instant(seconds: 0) })
        let request = Envelope.request(.listConnections, body: Array("{}".utf8), host: "x")
        let response = await standIn.respond(to: request).response
        #expect(response?.headers["Date"] == "Thu, 01 Jan 1970 00:00:00 GMT")
    }

    @Test func answersManyAtOnceOneAfterAnother() async throws {
        let rig = try Rig { $0.quota = 1000 }
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<200 { group.addTask { try await rig.create("name-\(number % 100)").status } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == 200 }.count == 100)
        #expect(statuses.filter { $0 == 400 }.count == 100)
        #expect(try await rig.listed().count == 100)
    }
}

/// The control port.
struct StandInControlTests {
    @Test(arguments: [
        ("complete", "AVAILABLE"), ("complete\n", "AVAILABLE"), (#"{"outcome": "complete"}"#, "AVAILABLE"),
        ("fail", "ERROR"), (#"{"outcome":"fail"}"#, "ERROR"),
    ])
    func finishesAHandshake(_ body: String, _ status: String) async throws {
        let rig = try Rig()
        try await rig.create("abcd")
        try await rig.create("efgh")
        let answer = try await rig.ask("POST", "/_deck/connections/abcd/handshake", body)
        #expect(answer.status == 200)
        #expect(answer.body["connections"]?.array?.first?.string?.contains(":connection/abcd/") == true)
        #expect(try await rig.listed() == ["abcd \(status)", "efgh PENDING_HANDSHAKE"])
    }

    @Test func saysWhenItDoesNotKnowWhichOne() async throws {
        let rig = try Rig()
        try await rig.create("abcd")
        try await rig.create("abcd", region: "eu-west-1")
        let path = "/_deck/connections/abcd/handshake"
        let answer = try await rig.ask("POST", path, "complete")
        #expect(answer.status == 409)
        #expect(answer.body["connections"]?.array?.count == 2)
        #expect(try await rig.listed() == ["abcd PENDING_HANDSHAKE"])
        #expect(try await rig.ask("POST", "\(path)?region=eu-west-1&account=123456789012", "complete").status == 200)
        #expect(try await rig.listed(region: "eu-west-1") == ["abcd AVAILABLE"])
        #expect(try await rig.listed() == ["abcd PENDING_HANDSHAKE"])
        #expect(try await rig.ask("POST", path, "complete").status == 200)
    }

    @Test func saysWhatIsWrong() async throws {
        let rig = try Rig()
        try await rig.create("abcd")
        let path = "/_deck/connections/abcd/handshake"
        let unknown = try await rig.ask("POST", "/_deck/connections/nobody/handshake", "complete")
        #expect(unknown.status == 404 && unknown.body["error"]?.string?.contains("no connection nobody") == true)
        #expect(try await rig.ask("POST", path, "perhaps").status == 400)
        #expect(try await rig.ask("POST", path).status == 400)
        #expect(try await rig.ask("POST", "\(path)?account=000000000000", "complete").status == 404)
        #expect(try await rig.ask("GET", path).status == 404)
        #expect(try await rig.ask("POST", "/").status == 404)
        #expect(try await rig.ask("POST", path, "fail").status == 200)
        let again = try await rig.ask("POST", path, "complete")
        #expect(again.status == 404 && again.body["error"]?.string?.hasSuffix("its status is ERROR") == true)
    }

    @Test func listsWhatThereIsWithoutCountingAsARead() async throws {
        let rig = try Rig { $0.handshake = .afterReads(1) }
        try await rig.create("abcd", region: "us-west-2")
        for _ in 0..<3 {
            let list = try await rig.ask("GET", "/_deck/connections").body["connections"]?.array ?? []
            #expect(list.map { $0["status"] } == ["PENDING_HANDSHAKE"])
            #expect(list.map { $0["region"] } == ["us-west-2"])
        }
    }
}
