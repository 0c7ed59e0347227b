import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback
import Testing

/// Answers that come late or not at all, and what a replay makes of who asks again, looks, or goes on.
struct LostAnswerTests {
    private func see(_ deck: PlayerResponder, _ call: (ConnectionOperation, String, String)) -> String? {
        deck.hit(Calls.request(call.0, call.1)).map { String(decoding: $0.response?.body ?? [], as: UTF8.self) }
    }

    private func meet(
        _ word: String, _ call: (ConnectionOperation, String, String), _ deck: PlayerResponder
    ) async throws {
        _ = await (try #require(FaultStep(word: word))).hit(
            Calls.request(call.0, call.1), from: deck, of: FaultDesk())
    }

    /// The client may ask once more all the same, and finds the answer again.
    @Test(arguments: ["late:5", "slow:1:1", "type:text/html", "repeated-headers", "odd-headers"])
    func anAnswerThatComesWholeIsPlayedAndThereOnceMore(word: String) async throws {
        let read = Calls.list("one1", "AVAILABLE")
        let deck = PlayerResponder(Player(Calls.cassette([Calls.create("one1"), read])))
        let (create, list) = (Calls.request(.createConnection, Calls.create("one1").1), Calls.request(read.0, read.1))
        let step = try #require(FaultStep(word: word))
        let desk = FaultDesk()
        var statuses = [await step.hit(create, from: deck, of: desk).plan.response?.status]
        statuses.append(await step.hit(list, from: deck, of: desk).plan.response?.status)
        #expect(deck.summary.neverPlayed.isEmpty)
        for request in [create, list, create, list] {
            statuses.append(await deck.respond(to: request).response?.status)
        }
        #expect(statuses == [200, 200, 200, 200, 400, 400])
    }

    /// Who loses the answer to a change and looks finds that it was made, as a service would have made it; who asks again has it.
    @Test(arguments: [EndPolicy.fail, .hold, .restartOnCreate], ["cut", "reset:after-head", "stall"])
    func aChangeWhoseAnswerWasLostIsMade(policy: EndPolicy, word: String) async throws {
        let calls = [
            Calls.list("one1", "NONE"), Calls.create("one1"), Calls.list("one1", "AVAILABLE"), Calls.delete("one1"),
            Calls.list("one1", "DELETED"),
        ]
        let step = try #require(FaultStep(word: word))
        let deck = PlayerResponder(Player([("deck", Calls.cassette(calls))], atEnd: policy))
        for _ in 0..<(policy == .restartOnCreate ? 3 : 1) {
            #expect(see(deck, calls[0]) == calls[0].2)
            for (index, call) in calls.enumerated().dropFirst() {
                if index % 2 == 1 {
                    _ = await step.hit(Calls.request(call.0, call.1), from: deck, of: FaultDesk())
                } else {
                    #expect(see(deck, call) == call.2)
                    #expect(see(deck, calls[index - 1]) == calls[index - 1].2)
                }
            }
        }
        #expect(deck.summary.neverPlayed.isEmpty)
        // Who found it made need not ask again.
        let sure = PlayerResponder(Player([("deck", Calls.cassette(Array(calls[1...2])))], atEnd: policy))
        _ = await step.hit(Calls.request(calls[1].0, calls[1].1), from: sure, of: FaultDesk())
        #expect(see(sure, calls[2]) == calls[2].2)
        #expect(sure.summary.neverPlayed.isEmpty)
        // An entry's own does the same.
        var own = Calls.cassette(calls)
        own.entries[1].fault = try FaultScript(words: "\(word),ok")
        let other = PlayerResponder(Player([("deck", own)], atEnd: policy))
        for index in 0...1 { _ = see(other, calls[index]) }
        #expect(see(other, calls[2]) == calls[2].2)
        #expect(see(other, calls[1]) == calls[1].2)
    }

    /// What came late is there once more only as long as it is true.
    @Test
    func whatCameLateIsNotThereOnceMoreBehindAChange() async throws {
        let calls = [Calls.create("one1"), Calls.list("one1", "AVAILABLE"), Calls.delete("one1")]
        let deck = PlayerResponder(Player(Calls.cassette(calls)))
        for call in calls { try await meet("late:1", call, deck) }
        for call in calls.prefix(2) { #expect(see(deck, call) == nil) }
        #expect(see(deck, calls[2]) == calls[2].2)
    }

    /// A client that goes on without the answer does not want it any more.
    @Test(arguments: [EndPolicy.fail, .hold, .restartOnCreate])
    func aLostAnswerIsOwedUntilTheNextChange(policy: EndPolicy) async throws {
        func created(_ id: Int) -> (ConnectionOperation, String, String) {
            let call = Calls.create("one1")
            return (
                call.0, call.1,
                #"{"Connection":{"ConnectionName":"one1","Status":"\(id)"}}"#.replacing("\\(id)", with: "\(id)")
            )
        }
        let calls = [
            created(1), Calls.delete("one1"), Calls.list("one1", "NONE"), created(2), Calls.list("one1", "AVAILABLE"),
        ]
        let deck = PlayerResponder(Player([("deck", Calls.cassette(calls))], atEnd: policy))
        try await meet("cut", calls[0], deck)
        for call in calls.dropFirst() { #expect(see(deck, call) == call.2) }
        #expect(deck.summary.neverPlayed.isEmpty)
        // An entry's own does the same.
        var own = Calls.cassette(calls)
        own.entries[0].fault = try FaultScript(words: "cut,ok")
        let other = PlayerResponder(Player([("deck", own)], atEnd: policy))
        _ = see(other, calls[0])
        for call in calls.dropFirst() { #expect(see(other, call) == call.2) }
        #expect(other.summary.neverPlayed.isEmpty)
    }

    /// A round that began or ended with a lost answer was a round.
    @Test(arguments: [1, 2])
    func aLostChangeCountsForTheLifeOfItsConnection(lost: Int) async throws {
        let calls = [Calls.listAll(), Calls.create("one1"), Calls.delete("one1")]
        let deck = PlayerResponder(Player([("deck", Calls.cassette(calls))], atEnd: .restartOnCreate))
        for round in 0..<3 {
            for (index, call) in calls.enumerated() {
                index == lost && round != 1 ? try await meet("cut", call, deck) : #expect(see(deck, call) == call.2)
            }
        }
    }

    /// Who looks sees what he has asked for under his own name and with his own secret; who tries again may say others.
    @Test
    func whatWasMadeWithoutAnAnswerIsCalledAsItsClientCalledIt() async throws {
        let body = #"{"ConnectionName":"one1","ProviderType":"GITHUB","Tags":[{"Key":"t","Value":"{secret}"}]}"#
        let arn = "arn:aws:apprunner:us-east-1:123456789012:connection/one1/id"
        let tags = #"{"ResourceArn":"\#(arn)"}"#
        let calls: [(ConnectionOperation, String, String)] = [
            (.createConnection, body, #"{"Connection":{"ConnectionArn":"\#(arn)"}}"#), Calls.listAll("one1"),
            (.listTagsForResource, tags, #"{"Tags":[{"Key":"t","Value":"{secret}"}]}"#),
        ]
        func said(_ text: String, _ name: String, _ secret: String = "its-own") -> String {
            text.replacing("one1", with: name).replacing("{secret}", with: secret)
        }
        for names in [["fresh"], ["first", "second"]] {
            let binding = try #require(Binding(words: "ConnectionName"))
            let deck = PlayerResponder(Player([("deck", Calls.cassette(calls))], binding: [binding]))
            try await meet("cut", (calls[0].0, said(body, names[0]), ""), deck)
            let name = names[names.count - 1]
            if names.count > 1 { #expect(see(deck, (calls[0].0, said(body, name), "")) == said(calls[0].2, name)) }
            for call in calls.dropFirst() {
                #expect(see(deck, (call.0, said(call.1, name), "")) == said(call.2, name))
            }
        }
    }

    /// A looser match is no quieter for having come late, or not at all.
    @Test(arguments: [("late:1", "played"), ("cut", "lost the answer of")])
    func anAnswerThatWasMatchedLooselySaysSoThroughTrouble(word: String, verb: String) async throws {
        let cassette = Calls.cassette([Calls.create("one1"), Calls.create("two2")])
        let deck = PlayerResponder(Player([("deck", cassette)], loosely: MatchRule(comparesBody: false)))
        let step = try #require(FaultStep(word: word))
        var remarks: [String?] = []
        for name in ["two2", "other"] {
            let request = Calls.request(.createConnection, Calls.create(name).1)
            remarks.append(await step.hit(request, from: deck, of: FaultDesk()).remark)
        }
        #expect(
            remarks == [
                nil, "\(verb) entry 1 (CreateConnection one1) of deck, matched by its operation alone",
            ])
    }

    @Test
    func anAnswerThatWasLostIsThereForTheNextAttempt() async throws {
        let responder = PlayerResponder(Player(Calls.cassette([Calls.create("one1")])))
        let request = Calls.request(.createConnection, Calls.create("one1").1)
        let desk = FaultDesk()
        let cut = await FaultStep.cut.hit(request, from: responder, of: desk).plan
        #expect(cut.fault == .cutBody(at: Calls.create("one1").2.utf8.count / 2))
        #expect(responder.summary.played == 0)
        #expect(await responder.respond(to: request).fault == nil)
        #expect(responder.summary.isClean)
        // At the track's end it is a miss, and told as one.
        let miss = await FaultStep.cut.hit(request, from: responder, of: desk)
        #expect(miss.plan.response?.status == 400)
        #expect(miss.isAsAnswered)
        #expect(responder.summary.missed == 1)
        #expect(desk.strays.isEmpty)
    }
}
