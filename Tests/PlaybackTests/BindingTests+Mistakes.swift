import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback
import Testing

// Names that a client gets wrong, or that nothing binds: no answer of another connection is given for them.
extension BindingTests {
    @Test
    func aNameThatTheRunCallsOtherwiseIsAMiss() throws {
        let cassette = Calls.cassette([created("conn-one"), Calls.list("conn-one", "A"), deleted("conn-one")])
        var player = try player(cassette, "ConnectionName")
        #expect(text(&player, created("q-1")) == created("q-1").2)
        #expect(text(&player, Calls.list("conn-one", "")).hasPrefix("no ListConnections for conn-one"))
        #expect(text(&player, deleted("conn-one")).hasPrefix("no DeleteConnection for conn-one"))
        let explanation = player.summary.misses.first?.explanation ?? ""
        #expect(explanation.contains(#"sent "conn-one (recorded; q-1 here)""#), "\(explanation)")
        for call in [Calls.list("q-1", "A"), deleted("q-1")] { #expect(text(&player, call) == call.2) }
        var known = try self.player(cassette, "ConnectionName=zz-1")
        #expect(text(&known, created("conn-one")).hasPrefix("no CreateConnection for conn-one"))
        #expect(text(&known, created("zz-1")) == created("zz-1").2)
    }

    /// A rule for the place of a name is one for ARNs, too.
    @Test(arguments: ["ConnectionName", "/ConnectionName"])
    func theARNOfANameThatTheRunCallsOtherwiseIsAMiss(rule: String) throws {
        var player = try player(Calls.cassette([created("one1"), deleted("one1")]), rule)
        #expect(text(&player, created("q-1")) == created("q-1").2)
        #expect(text(&player, deleted("one1")).hasPrefix("no DeleteConnection for one1"))
        #expect(text(&player, deleted("q-1")) == deleted("q-1").2)
    }

    /// Only who looks may call a connection anew.
    @Test
    func aChangeOfANameThatNothingHasIsAMissWhereConnectionsStartOver() throws {
        let tagged = Calls.by(.tagResource, arn: arn("one1"))
        let cassette = Calls.cassette([created("one1"), tagged, deleted("one1")])
        var player = try player(cassette, "ConnectionName", atEnd: .restartOnCreate)
        #expect(text(&player, created("q-1")) == created("q-1").2)
        #expect(text(&player, Calls.by(.tagResource, arn: arn("zz"))).hasPrefix("no TagResource for zz"))
        #expect(text(&player, deleted("zz")).hasPrefix("no DeleteConnection for zz"))
        #expect(text(&player, deleted("q-1")) == deleted("q-1").2)
    }

    @Test
    func aRecordedNameThatStandsInAnotherTextStaysThere() throws {
        func create(_ name: String) -> (ConnectionOperation, String, String) {
            (
                .createConnection, #"{"ConnectionName":"\#(name)","Tags":[{"Key":"k","Value":"see one1"}]}"#,
                #"{"Connection":{"ConnectionName":"\#(name)"}}"#
            )
        }
        var player = try player(Calls.cassette([create("one1"), create("one1")]), "ConnectionName")
        for _ in 0..<2 { #expect(text(&player, create("mine")) == create("mine").2) }
    }

    @Test
    func anAccountThatTheRunCallsOtherwiseIsAMiss() throws {
        let tags = Calls.by(.listTagsForResource, arn: arn("one1"))
        let own = Calls.by(.listTagsForResource, arn: arn("one1", account: "210987654321"))
        var player = try player(Calls.cassette([tags, tags]), "account")
        #expect(text(&player, own) == own.2)
        #expect(text(&player, tags).hasPrefix("no ListTagsForResource"))
        #expect(text(&player, own) == own.2)
    }

    @Test
    func theAccountOfAnotherServicesARNIsMeantAsItStands() throws {
        func tag(_ account: String) -> (ConnectionOperation, String, String) {
            let role = "arn:aws:iam::\(Self.account):role/deploy"
            let tags = #""Tags":[{"Key":"role","Value":"\#(role)"}]"#
            return (.tagResource, #"{"ResourceArn":"\#(arn("one1", account: account))",\#(tags)}"#, "{}")
        }
        var player = try player(Calls.cassette([tag(Self.account)]), "account")
        #expect(text(&player, tag("210987654321")) == "{}")
    }

    @Test(arguments: [["stable", "ci-new"], ["ci-new", "stable"]])
    func anEntryThatBindsNothingAnswersItsNameAsItStands(names: [String]) throws {
        var cassette = Calls.cassette([created("stable"), created("ci-5d1f9a")])
        cassette.entries[1].bind = [.member("ConnectionName")]
        var player = try player(cassette)
        for name in names { #expect(text(&player, created(name)) == created(name).2) }
        #expect(player.summary.neverPlayed.isEmpty)
    }

    /// A create with tags of these values, which its answer repeats.
    private func tagged(_ values: String...) -> (ConnectionOperation, String, String) {
        let items = values.enumerated().map { #"{"Key":"\#($0)","Value":"\#($1)"}"# }.joined(separator: ",")
        return (.createConnection, #"{"ConnectionName":"one1","Tags":[\#(items)]}"#, #"{"Tags":[\#(items)]}"#)
    }

    @Test
    func oneTextAtTwoPlacesOfAMemberCanBeCalledOneThingOnly() throws {
        let cassette = Calls.cassette([tagged("same", "same")])
        for rules in [["/Tags/0/Value", "/Tags/1/Value"], ["Value"]] {
            for tags in [tagged("one", "two"), tagged("one", "same"), tagged("one", "one")] {
                var player = Player([("deck", cassette)], binding: try rules.map { try #require(Binding(words: $0)) })
                let answer = text(&player, tags)
                if tags == tagged("one", "one") {
                    #expect(answer == tags.2, "\(rules)")
                } else {
                    #expect(answer.hasPrefix("no CreateConnection"), "\(rules): \(answer)")
                }
            }
        }
    }

    /// A client has its own name for a connection and its own secret.
    @Test
    func namesAndSecretsAreBoundInOneRequest() throws {
        func create(_ name: String, _ secret: String) -> (ConnectionOperation, String, String) {
            let tags = #""Tags":[{"Key":"pw","Value":"\#(secret)"}]"#
            return (
                .createConnection, #"{"ConnectionName":"\#(name)",\#(tags)}"#,
                #"{"Connection":{"ConnectionName":"\#(name)"}}"#
            )
        }
        func tags(_ name: String, _ secret: String) -> (ConnectionOperation, String, String) {
            Calls.by(.listTagsForResource, arn: arn(name), #"{"Tags":[{"Key":"pw","Value":"\#(secret)"}]}"#)
        }
        let cassette = Calls.cassette([
            create("one1", "{secret}"), create("two2", "{secret-2}"), tags("one1", "{secret}"),
            tags("two2", "{secret-2}"),
        ])
        var player = try player(cassette, "ConnectionName")
        for call in [create("x1", "s-1"), create("y2", "s-2"), tags("y2", "s-2"), tags("x1", "s-1")] {
            #expect(text(&player, call) == call.2)
        }
        #expect(player.summary.neverPlayed.isEmpty)
    }

    /// In each round the client makes up a name, and looks whether it is free.
    @Test
    func whoLooksBeforeHeCreatesMayCallAConnectionAnew() throws {
        let cassette = Calls.cassette([
            Calls.list("one1", "NONE"), created("one1"), Calls.list("one1", "A"), deleted("one1"),
        ])
        var player = try player(cassette, "ConnectionName", atEnd: .restartOnCreate)
        for name in ["a-1", "b-2", "c-3"] {
            #expect(text(&player, Calls.list(name, "NONE")) == Calls.list(name, "NONE").2)
            #expect(text(&player, created(name)) == created(name).2)
            // While it lives, nobody else's name is for it.
            #expect(text(&player, Calls.list("other", "")).hasPrefix("no ListConnections for other"))
            for call in [Calls.list(name, "A"), deleted(name)] { #expect(text(&player, call) == call.2) }
        }
    }

    @Test
    func oneTextAtTwoPlacesIsGivenOneMeaning() throws {
        let same = Calls.cassette([tagged("same", "same")])
        var player = try player(same, "/Tags/0/Value=one", "/Tags/1/Value=two")
        #expect(player.idleBindings.map(\.words) == ["/Tags/1/Value=two"])
        #expect(text(&player, tagged("one", "two")).hasPrefix("no CreateConnection"))
        // In two exchanges they are two.
        var apart = try self.player(
            Calls.cassette([tagged("dev"), tagged("x", "dev")]), "/Tags/0/Value", "/Tags/1/Value")
        for call in [tagged("dev-1"), tagged("x", "dev-2")] { #expect(text(&apart, call) == call.2) }
    }

    /// A name that nothing is bound to is no reason for a miss; the reason is another one.
    @Test
    func aMissOfAFreeNameSaysWhatElseIsInTheWay() throws {
        var player = try player(
            Calls.cassette([created("one1"), Calls.list("one1", "AVAILABLE")]), "ConnectionName")
        #expect(
            text(&player, Calls.list("fresh", "")).hasPrefix(
                "the next ListConnections for fresh was recorded after entry 1 (CreateConnection one1)"))
        let other = (
            ConnectionOperation.createConnection, #"{"ConnectionName":"fresh","ProviderType":"BITBUCKET"}"#, ""
        )
        guard case .missed(let miss) = player.play(Calls.request(other.0, other.1)) else {
            Issue.record("another provider was recorded")
            return
        }
        let missed = miss.explanation
        #expect(missed.contains("/ProviderType: recorded"))
        #expect(!missed.contains("/ConnectionName:"))
        // It is still free.
        #expect(text(&player, created("other")) == created("other").2)
    }

    /// What is compared is made of what was said; that is what is shown.
    @Test
    func aMissShowsWhatTheClientSaid() throws {
        var player = try player(
            Calls.cassette([
                created("one1"), (.createConnection, #"{"ConnectionName":"two2","ProviderType":"BITBUCKET"}"#, "{}"),
            ]), "ConnectionName")
        #expect(text(&player, created("same")) == created("same").2)
        let other = Calls.request(.createConnection, #"{"ConnectionName":"same","ProviderType":"BITBUCKET"}"#)
        guard case .missed(let miss) = player.play(other) else {
            Issue.record("one name was given to two connections")
            return
        }
        #expect(miss.explanation.contains(#"/ConnectionName: recorded "two2", sent "same""#), "\(miss.explanation)")
        #expect(!miss.explanation.contains(#"sent "one1""#))
    }

    /// A client that makes up a name for each attempt is answered once its answer comes through.
    @Test
    func aNameWhoseAnswerWasLostIsFreeAgain() throws {
        let cassette = Calls.cassette([created("one1")])
        let deck = PlayerResponder(try player(cassette, "ConnectionName"))
        let lost = try #require(deck.rehearse(Calls.request(.createConnection, created("first").1))?.plan)
        #expect(String(decoding: lost.response?.body ?? [], as: UTF8.self) == created("first").2)
        let given = try #require(deck.hit(Calls.request(.createConnection, created("second").1)))
        #expect(String(decoding: given.response?.body ?? [], as: UTF8.self) == created("second").2)
    }
}
