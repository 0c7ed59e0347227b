import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

@testable import TapedeckPlayback

/// Replays of recordings from which more than one secret was taken out.
struct RedactedPlacesTests {
    private typealias Call = (ConnectionOperation, String, String)

    private func created(_ name: String, _ provider: String = "GITHUB", tag: String? = nil) -> Call {
        let tags = tag.map { #","Tags":[{"Key":"t","Value":"\#($0)"}]"# } ?? ""
        return (
            .createConnection, #"{"ConnectionName":"\#(name)","ProviderType":"\#(provider)"\#(tags)}"#,
            #"{"Connection":{"ConnectionName":"\#(name)","Status":"PENDING_HANDSHAKE"}}"#
        )
    }

    private func text(_ player: inout Player, _ call: Call) -> String {
        switch player.play(Calls.request(call.0, call.1)) {
        case .played(_, let plan): String(decoding: plan.response?.body ?? [], as: UTF8.self)
        case .missed(let miss): miss.explanation
        }
    }

    private func player(_ calls: [Call], atEnd policy: EndPolicy = .fail) -> Player {
        Player([("deck", Calls.cassette(calls))], atEnd: policy)
    }

    /// The first secret that a client says may be any of those that were taken out; from then on it is that one.
    @Test
    func twoSecretsStayTwoInWhateverOrderTheyAreSaid() {
        let recorded = [
            created("{secret}"), created("{secret-2}"), Calls.list("{secret}", "AVAILABLE"),
            Calls.list("{secret-2}", "ERROR"),
        ]
        var player = player(recorded)
        for call in [
            created("one-corp"), created("two-corp"), Calls.list("two-corp", "ERROR"),
            Calls.list("one-corp", "AVAILABLE"),
        ] {
            #expect(text(&player, call) == call.2)
        }
        #expect(player.summary.isClean)
    }

    /// A secret that doesn't lead to an answer is another one than the first that is free.
    @Test
    func aSecretIsTheOneThatTheRestOfItsRequestGoesWith() {
        var player = player([
            created("{secret}"), created("{secret-2}", "BITBUCKET"), Calls.list("{secret}", "AVAILABLE"),
            Calls.list("{secret-2}", "ERROR"),
        ])
        for call in [
            created("two-corp", "BITBUCKET"), Calls.list("two-corp", "ERROR"), created("one-corp"),
            Calls.list("one-corp", "AVAILABLE"),
        ] {
            #expect(text(&player, call) == call.2)
        }
    }

    @Test
    func anAnswerToARequestWithoutSecretsNamesThoseThatWereSaid() {
        let all: (String, String) -> Call = { one, two in
            (.listConnections, "{}", #"{"ConnectionSummaryList":["\#(one)","\#(two)","{secret-3}"]}"#)
        }
        var player = player([created("{secret}"), created("{secret-2}"), all("{secret}", "{secret-2}")])
        for call in [created("o\\\"ne"), created("two-corp"), all("o\\\"ne", "two-corp")] {
            #expect(text(&player, call) == call.2)
        }
    }

    @Test
    func severalSecretsInOneTextAreToldApart() {
        let recorded = [
            created("plain", tag: "{secret}/{secret-2}"), created("{secret-2}", tag: "x{secret}"),
            Calls.list("{secret}", "AVAILABLE"),
        ]
        var player = player(recorded)
        for call in [
            created("plain", tag: "a-1/b-2"), created("b-2", tag: "xa-1"), Calls.list("a-1", "AVAILABLE"),
        ] {
            #expect(text(&player, call) == call.2)
        }
        #expect(player.summary.isClean)
    }

    /// A recording that was added to has a second placeholder for the same secret.
    @Test
    func aSecretMayStandForAnotherPlaceholderWhereItsOwnLeadsNowhere() {
        var player = player([created("{secret}"), created("{secret-2}"), Calls.list("{secret-2}", "AVAILABLE")])
        for call in [created("one-corp"), created("one-corp"), Calls.list("one-corp", "AVAILABLE")] {
            #expect(text(&player, call) == call.2)
        }
        #expect(player.summary.isClean)
    }

    /// A run that begins again says other secrets than the one before.
    @Test
    func secretsOfARunThatStartsOverTakeThePlaceOfTheOldOnes() {
        var player = player(
            [
                created("{secret}"), created("{secret-2}"), Calls.list("{secret}", "AVAILABLE"),
                Calls.list("{secret-2}", "ERROR"),
            ], atEnd: .restartOnCreate)
        for round in 1...3 {
            let (one, two) = ("one-\(round)", "two-\(round)")
            for call in [
                created(one), created(two), Calls.list(two, "ERROR"), Calls.list(one, "AVAILABLE"),
            ] {
                #expect(text(&player, call) == call.2, "round \(round)")
            }
        }
    }

    /// What answers as it was recorded, but for its secret, comes before what a rule of the run makes the same.
    @Test
    func aRuleOfTheRunComesIntoPlayOnlyWhereNoSecretFits() {
        let cassette = Calls.cassette([created("{secret}"), created("{secret-2}", "BITBUCKET")])
        var player = Player([("deck", cassette)], loosely: MatchRule(comparesBody: false))
        #expect(text(&player, created("mine", "BITBUCKET")) == created("mine", "BITBUCKET").2)
        #expect(text(&player, created("other")) == created("other").2)
    }

    /// A secret that is free comes by a rule before one that has been said already as it stands.
    @Test(arguments: [MatchRule(comparesBody: false), MatchRule(ignoredMembers: [JSONPointer(steps: ["Tags"])])])
    func aNewSecretIsAnotherOneWhereARuleAllowsIt(rule: MatchRule) {
        let cassette = Calls.cassette([created("{secret}", tag: "1"), created("{secret-2}", tag: "2")])
        var player = Player([("deck", cassette)], atEnd: .hold, loosely: rule)
        let played = ["one-corp", "two-corp"].map { name -> Int? in
            guard case .played(let entry, _) = player.play(Calls.request(.createConnection, created(name, tag: "1").1))
            else { return nil }
            return entry.sequence
        }
        #expect(played == [1, 2])
        #expect(player.summary.neverPlayed.isEmpty)
    }

    /// A run that begins again says other secrets, which a rule makes the same as well.
    @Test
    func secretsOfARunThatStartsOverComeBeforeARuleThatMakesAllTheSame() {
        let cassette = Calls.cassette([created("{secret}"), created("{secret-2}", "BITBUCKET")])
        var player = Player(
            [("deck", cassette)], atEnd: .restartOnCreate, loosely: MatchRule(comparesBody: false))
        for round in 1...3 {
            for call in [created("one-\(round)"), created("two-\(round)", "BITBUCKET")] {
                #expect(text(&player, call) == call.2, "round \(round)")
            }
        }
    }

    /// The next round has a secret of its own, in the answers as in the requests.
    @Test
    func eachRoundHasASecretOfItsOwn() {
        let delete = Calls.by(
            .deleteConnection, arn: "arn:aws:apprunner:us-east-1:123456789012:connection/one1/id")
        var player = player(
            [created("one1", tag: "{secret}"), tags("one1", "{secret}"), delete], atEnd: .restartOnCreate)
        for secret in ["first", "second", "second", "third"] {
            for call in [created("one1", tag: secret), tags("one1", secret), delete] {
                #expect(text(&player, call) == call.2)
            }
        }
    }

    private func tags(_ name: String, _ value: String) -> Call {
        let arn = "arn:aws:apprunner:us-east-1:123456789012:connection/\(name)/id"
        return (
            .listTagsForResource, #"{"ResourceArn":"\#(arn)"}"#, #"{"Tags":[{"Key":"t","Value":"\#(value)"}]}"#
        )
    }

    private func player(_ decks: [[Call]], atEnd policy: EndPolicy = .fail) -> Player {
        Player(decks.enumerated().map { ("deck-\($0)", Calls.cassette($1)) }, atEnd: policy)
    }

    /// Two cassettes that were recorded apart call their secrets the same.
    @Test(
        arguments: [("one-secret", "two-secret"), ("one-secret", "one-secret")],
        [EndPolicy.fail, .hold, .restartOnCreate])
    func eachCassetteHasSecretsOfItsOwn(said: (String, String), policy: EndPolicy) {
        let (one, two) = ("one1", "two2")
        var player = player(
            [
                [created(one, tag: "{secret}"), tags(one, "{secret}")],
                [created(two, tag: "{secret}"), tags(two, "{secret}")],
            ], atEnd: policy)
        for call in [
            created(one, tag: said.0), created(two, tag: said.1), tags(two, said.1), tags(one, said.0),
        ] {
            #expect(text(&player, call) == call.2)
        }
        #expect(player.summary.isClean)
    }

    /// One request for all that two cassettes recorded of it is another secret's in each.
    @Test
    func oneRequestInTwoCassettesSaysTheSecretOfEach() {
        var player = player([
            [created("one1", tag: "{secret}"), tags("one1", "{secret}")],
            [created("one1", "BITBUCKET", tag: "{secret}"), tags("one1", "{secret}")],
        ])
        for call in [
            created("one1", tag: "old"), tags("one1", "old"), created("one1", "BITBUCKET", tag: "new"),
            tags("one1", "new"),
        ] {
            #expect(text(&player, call) == call.2)
        }
        #expect(player.summary.isClean)
    }

    /// An answer of a cassette whose own requests have not said its secret says what those of another one have.
    @Test
    func aSecretThatOnlyAnotherCassettesRequestsSayIsThatOne() {
        var player = player([[created("one1", tag: "{secret}")], [tags("one1", "{secret}")]])
        for call in [created("one1", tag: "old"), tags("one1", "old")] { #expect(text(&player, call) == call.2) }
    }

    /// What a replay took out itself has lost which secret it was.
    @Test
    func whatWasTakenOutOnTheWayStandsForAnySecret() {
        var player = player([created("{secret-4}", "BITBUCKET"), created("{secret-2}")])
        #expect(text(&player, created("{secret}")) == created("{secret-2}").2)
        #expect(text(&player, created("{secret}", "BITBUCKET")) == created("{secret-4}", "BITBUCKET").2)
    }

    @Test
    func aBodyThatIsNoJSONIsReadTheSameWay() {
        let recorded: [Call] = [
            (.createConnection, "name={secret}", "made {secret}"),
            (.createConnection, "{cut off in {secret-3}", "cut {secret-3}"),
            (.createConnection, "name={secret-2}&x", "and {secret}"),
        ]
        var player = player(recorded)
        #expect(text(&player, (.createConnection, "name=two&x", "")) == "and {secret}")
        #expect(text(&player, (.createConnection, "name=one", "")) == "made one")
        #expect(text(&player, (.createConnection, "{cut off in three", "")) == "cut three")
    }

    @Test
    func bytesThatAreNoTextAreSaidAgainAsTheyWere() {
        var player = player([(.createConnection, "name={secret} \u{E9}", "made {secret}")])
        var request = Calls.request(.createConnection, "")
        request.body = Array("name=p".utf8) + [0xE4, 0x20, 0xC3, 0xA9]
        guard case .played(_, let plan) = player.play(request) else {
            Issue.record("it was missed")
            return
        }
        #expect(plan.response?.body == Array("made p".utf8) + [0xE4])
    }

    @Test
    func thousandsOfSecretsAreFoundByThemselves() {
        let count = 3_000
        let recorded = (1...count).flatMap { number in
            let name = number == 1 ? "{secret}" : "{secret-\(number)}"
            return [created(name), Calls.list(name, "S\(number)")]
        }
        var player = player(recorded)
        for number in 1...count { _ = text(&player, created("corp-\(number)")) }
        for number in (1...count).reversed() {
            let call = Calls.list("corp-\(number)", "S\(number)")
            #expect(text(&player, call) == call.2)
        }
    }

    @Test
    func aResetForgetsWhatWasSaid() {
        var player = player([(.listConnections, "{}", "{secret}"), created("{secret}")])
        #expect(text(&player, created("one-corp")).contains("one-corp"))
        player.reset()
        #expect(text(&player, (.listConnections, "{}", "")) == "{secret}")
    }
}
