import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback
import Testing

/// Names, accounts and regions that another client says in place of the recorded ones.
struct BindingTests {
    static let account = "123456789012"

    func arn(_ name: String, region: String = "us-east-1", account: String = account) -> String {
        "arn:aws:apprunner:\(region):\(account):connection/\(name)/0"
    }

    func created(_ name: String) -> (ConnectionOperation, String, String) {
        (
            .createConnection, #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB"}"#,
            #"{"Connection":{"ConnectionName":"\#(name)","ConnectionArn":"\#(arn(name))","Status":"PENDING_HANDSHAKE"}}"#
        )
    }

    func deleted(_ name: String) -> (ConnectionOperation, String, String) {
        Calls.by(
            .deleteConnection, arn: arn(name), #"{"Connection":{"ConnectionArn":"\#(arn(name))","Status":"DELETED"}}"#)
    }

    private func life(_ names: String...) -> Cassette {
        Calls.cassette(names.flatMap { [created($0), Calls.list($0, "AVAILABLE"), deleted($0)] })
    }

    func text(_ player: inout Player, _ call: (ConnectionOperation, String, String)) -> String {
        switch player.play(Calls.request(call.0, call.1)) {
        case .played(_, let plan): String(decoding: plan.response?.body ?? [], as: UTF8.self)
        case .missed(let miss): miss.headline
        }
    }

    func player(_ cassette: Cassette, _ words: String..., atEnd: EndPolicy = .fail) throws -> Player {
        Player([("deck", cassette)], atEnd: atEnd, binding: try words.map { try #require(Binding(words: $0)) })
    }

    @Test
    func aNameIsBoundOnceAndFittedEverywhere() throws {
        var player = try player(life("ci-1a2b3c"), "ConnectionName")
        #expect(text(&player, created("ci-9f8e7d")) == created("ci-9f8e7d").2)
        #expect(text(&player, Calls.list("ci-9f8e7d", "")) == Calls.list("ci-9f8e7d", "AVAILABLE").2)
        // Another name is another connection, which nobody has recorded.
        #expect(text(&player, created("ci-000000")).hasPrefix("no CreateConnection for ci-000000"))
        #expect(text(&player, deleted("ci-9f8e7d")) == deleted("ci-9f8e7d").2)
        #expect(player.summary.neverPlayed.isEmpty)
    }

    @Test
    func withoutARuleAnotherNameIsAMiss() throws {
        var player = try player(life("ci-1a2b3c"))
        #expect(text(&player, created("ci-9f8e7d")).hasPrefix("no CreateConnection for ci-9f8e7d"))
    }

    @Test
    func namesAreTakenInTheOrderRecordedAndKeptApart() throws {
        var player = try player(life("one1", "two2"), "ConnectionName")
        for name in ["xx", "yy"] { #expect(text(&player, created(name)) == created(name).2) }
        for name in ["yy", "xx"] { #expect(text(&player, deleted(name)) == deleted(name).2) }
    }

    /// Two values may change places: they are replaced in one pass.
    @Test
    func aRecordedNameMayBeAnotherOnesNewName() throws {
        var player = try player(life("one1", "two2"), "ConnectionName=two2", "ConnectionName=one1")
        #expect(text(&player, created("two2")) == created("two2").2)
        #expect(text(&player, created("one1")) == created("one1").2)
        #expect(text(&player, deleted("one1")) == deleted("one1").2)
    }

    @Test
    func theCassetteSaysItAsWellAsTheRun() throws {
        var cassette = life("ci-1a2b3c")
        cassette.bind = [.member("ConnectionName")]
        var whole = try player(cassette)
        #expect(text(&whole, created("zz")) == created("zz").2)
        cassette.bind = []
        cassette.entries[0].bind = [try #require(BindRule(words: "/ConnectionName"))]
        var entry = try player(cassette)
        #expect(text(&entry, created("zz")) == created("zz").2)
        #expect(text(&entry, deleted("zz")) == deleted("zz").2)
    }

    @Test
    func accountAndRegionAreThoseOfTheClient() throws {
        var player = try player(life("one1"), "account=999988887777", "region=eu-west-1", "partition=aws-cn")
        let there = "arn:aws-cn:apprunner:eu-west-1:999988887777:connection/one1/0"
        #expect(text(&player, created("one1")).contains(#""ConnectionArn":"\#(there)""#))
        #expect(text(&player, Calls.list("one1", "")) == Calls.list("one1", "AVAILABLE").2)
        let delete = Calls.by(.deleteConnection, arn: there)
        #expect(text(&player, delete).contains(#""ConnectionArn":"\#(there)","Status":"DELETED""#))
    }

    /// With the partition that goes with it: no other ARN of that region can be.
    @Test(
        arguments: [
            ("region", "ap-south-1", "aws"), ("region", "cn-north-1", "aws-cn"),
            ("region", "us-gov-west-1", "aws-us-gov"),
            ("region=cn-north-1", "cn-north-1", "aws-cn"), ("region", "us-isob-east-1", "aws-iso-b"),
            ("region", "eusc-de-east-1", "aws-eusc"),
        ])
    func theRegionIsBoundByASignature(rule: String, region: String, partition: String) throws {
        var player = try player(life("one1"), rule)
        func text(_ call: (ConnectionOperation, String, String)) -> String {
            var request = Calls.request(call.0, call.1)
            request.headers.append(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKID/20200101/\(region)/apprunner/aws4_request, SignedHeaders=host, Signature=0"
            )
            return String(decoding: player.play(request).plan.response?.body ?? [], as: UTF8.self)
        }
        let there = "arn:\(partition):apprunner:\(region):\(Self.account):connection/one1/0"
        #expect(text(created("one1")).contains(#""ConnectionArn":"\#(there)""#))
        _ = text(Calls.list("one1", ""))
        #expect(
            text(Calls.by(.deleteConnection, arn: there)).contains(#""ConnectionArn":"\#(there)","Status":"DELETED""#))
    }

    @Test
    func nothingButTheValueIsReplaced() throws {
        let answer = #"{"Status":"Status","Message":"Status-2 Status","Content":"xStatus"}"#
        let cassette = Calls.cassette([
            (.createConnection, #"{"ConnectionName":"Status","ProviderType":"GITHUB"}"#, answer)
        ])
        var player = try player(cassette, "ConnectionName")
        #expect(
            text(&player, (.createConnection, #"{"ConnectionName":"N\"x","ProviderType":"GITHUB"}"#, ""))
                == #"{"Status":"N\"x","Message":"Status-2 N\"x","Content":"xStatus"}"#)
    }

    @Test
    func theLengthIsThatOfTheFittedBody() throws {
        var cassette = life("one1")
        cassette.entries[0].exchange.response?.headers = [
            HeaderField("Content-Length", String(created("one1").2.utf8.count)), HeaderField("x-amz-crc32", "1"),
        ]
        var player = try player(cassette, "ConnectionName")
        let response = try #require(
            player.play(Calls.request(.createConnection, created("a-longer-name").1)).plan.response)
        #expect(response.headers["Content-Length"] == String(response.body.count))
        #expect(!response.headers.contains("x-amz-crc32"))
    }

    /// One server for a test suite that makes a new name each time.
    @Test
    func aHundredNewNamesOneAfterAnother() throws {
        var player = try player(life("one1"), "ConnectionName", atEnd: .restartOnCreate)
        for number in 0..<100 {
            let name = "ci-\(number)"
            #expect(text(&player, created(name)) == created(name).2)
            #expect(text(&player, Calls.list(name, "")) == Calls.list(name, "AVAILABLE").2)
            #expect(text(&player, deleted(name)) == deleted(name).2)
        }
        #expect(player.summary.missed == 0)
    }

    /// A recorded text may have been two things: in a member that a rule's place is in it is what that rule says.
    @Test
    func aPlacesValueIsAnsweredInItsMember() throws {
        func create(_ name: String, _ tag: String) -> (ConnectionOperation, String, String) {
            (
                .createConnection, #"{"ConnectionName":"\#(name)","Tags":[{"Key":"t","Value":"\#(tag)"}]}"#,
                #"{"Connection":{"ConnectionName":"\#(name)","ConnectionArn":"\#(arn(name))"}}"#
            )
        }
        func tags(_ name: String, _ tag: String) -> (ConnectionOperation, String, String) {
            Calls.by(.listTagsForResource, arn: arn(name), #"{"Tags":[{"Key":"t","Value":"\#(tag)"}]}"#)
        }
        let cassette = Calls.cassette([create("one1", "one1"), tags("one1", "one1")])
        var player = try player(cassette, "ConnectionName", "/Tags/0/Value")
        for call in [create("x1", "blue"), tags("x1", "blue")] { #expect(text(&player, call) == call.2) }
    }

    /// A person moves a connection on by the name that the client has for it.
    @Test
    func aTrackKnowsWhatTheClientSaysForItsConnection() throws {
        let deck = PlayerResponder(try player(life("one1", "two2"), "ConnectionName"))
        #expect(deck.tracks.allSatisfy { $0.said == nil })
        _ = deck.hit(Calls.request(.createConnection, created("mine").1))
        let named = deck.tracks.filter { $0.entries[0].resource == "one1" }
        #expect(named.count == 3 && named.allSatisfy { $0.said == "mine" })
        #expect(deck.tracks.filter { $0.entries[0].resource == "two2" }.allSatisfy { $0.said == nil })
    }

    /// What else a request says tells which recorded name it means, in whatever order the client comes.
    @Test(arguments: ["ConnectionName", "/ConnectionName"])
    func amongManyNamesEachFindsItsOwnInAnyOrder(rule: String) throws {
        func call(_ name: String, _ number: Int) -> (ConnectionOperation, String, String) {
            (
                .createConnection,
                #"{"ConnectionName":"\#(name)","Tags":[{"Key":"n","Value":"\#(number)"},{"Key":"name","Value":"\#(name)"}]}"#,
                #"{"Connection":{"ConnectionName":"\#(name)","Number":\#(number)}}"#
            )
        }
        let cassette = Calls.cassette((0..<200).map { call("recorded-\($0)", $0) })
        for policy in [EndPolicy.fail, .restartOnCreate] {
            var player = try player(cassette, rule, atEnd: policy)
            for round in 0..<(policy == .fail ? 1 : 2) {
                for step in 0..<200 {
                    let asked = call("new-\(round)-\(step)", (step * 77 + 13) % 200)
                    #expect(text(&player, asked) == asked.2)
                }
            }
        }
    }

    /// AWS CLI and boto3 escape what is not ASCII, others don't; both say the same.
    @Test(arguments: [#"gr\u00f6\u00dfe"#, "größe", #"a\/b"#, "a/b", #"\ud83d\ude00 two words"#, #"q\"uote"#])
    func aBoundValueMayBeSpeltInAnyWay(spelling: String) throws {
        func call(_ name: String, _ tag: String) -> (ConnectionOperation, String, String) {
            (
                .createConnection, #"{"ConnectionName":"\#(name)","Tags":[{"Key":"t","Value":"\#(tag)"}]}"#,
                #"{"Name":"\#(name)","Tag":"\#(tag)","Text":"\#(tag), \#(name) "}"#
            )
        }
        var player = try player(Calls.cassette([call("blue", "red")]), "ConnectionName", "/Tags/0/Value")
        let answer = try JSONParser.parse(text(&player, call(spelling, "new \(spelling)")))
        #expect(answer == (try JSONParser.parse(call(spelling, "new \(spelling)").2)))
        // The recording may spell it so, too.
        var other = try self.player(Calls.cassette([call(spelling, "red")]), "ConnectionName", "/Tags/0/Value")
        #expect(
            try JSONParser.parse(text(&other, call("blue", "green"))) == JSONParser.parse(call("blue", "green").2))
    }

    /// A name may be what another member says, or a word of the model.
    @Test(arguments: ["blue", "team", "GITHUB", "PENDING_HANDSHAKE", "t"])
    func aBoundNameMayStandElsewhereToo(name: String) throws {
        func call(_ name: String) -> (ConnectionOperation, String, String) {
            (
                .createConnection,
                #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB","Tags":[{"Key":"team","Value":"blue"}]}"#,
                #"{"Connection":{"ConnectionName":"\#(name)","ProviderType":"GITHUB","Status":"PENDING_HANDSHAKE"}}"#
            )
        }
        for (recorded, said) in [("one1", name), (name, "one1")] {
            var player = try player(Calls.cassette([call(recorded)]), "ConnectionName")
            #expect(text(&player, call(said)) == call(said).2)
        }
    }

    /// An ARN has words of its own, and JSON has numbers: neither is what a client calls its connection.
    @Test(arguments: ["connection", "apprunner", "1604363571", "true", "null"])
    func aBoundNameMayBeAWordOfTheAnswer(name: String) throws {
        func created(_ name: String) -> (ConnectionOperation, String, String) {
            (
                .createConnection, #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB"}"#,
                #"{"Connection":{"ConnectionName":"\#(name)","ConnectionArn":"\#(arn(name))","At":1604363571,"a":[true,null]}}"#
            )
        }
        for (recorded, said) in [("one1", name), (name, "one1")] {
            let cassette = Calls.cassette([created(recorded), deleted(recorded)])
            var player = try player(cassette, "ConnectionName")
            for call in [created(said), deleted(said)] { #expect(text(&player, call) == call.2) }
        }
    }

    /// A tag that is called as the connection is stays so.
    @Test
    func aNameIsFittedIntoOtherTextsOfTheRequest() throws {
        func call(_ name: String) -> (ConnectionOperation, String, String) {
            (.createConnection, #"{"ConnectionName":"\#(name)","Tags":[{"Key":"Name","Value":"for \#(name)"}]}"#, "{}")
        }
        var player = try player(Calls.cassette([call("one1")]), "ConnectionName")
        #expect(text(&player, call("zz")) == "{}")
    }

    /// Which of the recorded names it was is told by what else the request says.
    @Test
    func theNameThatFitsIsTakenAmongMany() throws {
        func call(_ name: String, _ provider: String) -> (ConnectionOperation, String, String) {
            (
                .createConnection, #"{"ConnectionName":"\#(name)","ProviderType":"\#(provider)"}"#,
                #"{"p":"\#(provider)"}"#
            )
        }
        let recorded = (0..<50).map { call("name-\($0)", $0 == 40 ? "BITBUCKET" : "GITHUB") }
        var player = try player(Calls.cassette(recorded), "ConnectionName")
        #expect(text(&player, call("xx", "BITBUCKET")) == #"{"p":"BITBUCKET"}"#)
        for number in 0..<49 { #expect(text(&player, call("n\(number)", "GITHUB")) == #"{"p":"GITHUB"}"#) }
        #expect(text(&player, call("last", "GITHUB")).hasPrefix("no CreateConnection for last"))
    }

    /// What a rule named in an answer was taken out of the requests too, and nobody can say it to a replay beforehand.
    @Test
    func whateverStandsWhereASecretWasTakenOutIsTheSecret() throws {
        let (name, other) = ("abcd-secret", "other-secret")
        func life(_ name: String) -> [(ConnectionOperation, String, String)] {
            [created(name), Calls.list(name, "AVAILABLE"), deleted(name)]
        }
        var player = Player([("deck", Calls.cassette(life("{secret}") + life("{secret}") + life("plain")))])
        for name in [name, other, "plain"] {
            for call in life(name) { #expect(text(&player, call) == call.2) }
        }
        var told = Player([("deck", Calls.cassette(life("{secret}")))])
        guard case .played(let entry, _) = told.play(Calls.request(.createConnection, created(name).1)) else {
            Issue.record("it was missed")
            return
        }
        #expect(entry.looseness == "with any text where a secret was taken out")
        #expect(text(&player, created(name)).hasPrefix("CreateConnection for abcd-secret was recorded 2 times"))
        #expect(
            text(&player, (.createConnection, #"{"ConnectionName":"x","ProviderType":"NONE"}"#, "")).hasPrefix("no Cr"))
        #expect(player.summary.neverPlayed.isEmpty)
    }

    @Test
    func aRuleThatNamesNothingIsKnown() throws {
        let player = try player(
            life("one1"), "ConnectionName", "connectionname", "/Tags/0/Value", "account=210987654321")
        #expect(
            player.idleBindings.map(\.description) == [
                "connectionname binds nothing: the cassette has no such value",
                "/Tags/0/Value binds nothing: the cassette has no such value",
            ])
    }

    @Test
    func aSecondValueForOneThatWasRecordedIsKnown() throws {
        let player = try player(
            life("one1", "two2"), "ConnectionName=a", "ConnectionName=b", "ConnectionName=a",
            "ConnectionName=c", "account=210987654321", "account=210987654322")
        #expect(
            player.idleBindings.map(\.description) == [
                "ConnectionName=c binds nothing: the cassette has only 2 such values, which are bound already",
                "account=210987654322 binds nothing: the cassette has only one such value, which is bound already",
            ])
    }

    /// A rule may have named a part of a text only.
    @Test(arguments: ["abc-12345", #"q\"uote"#])
    func whateverStandsWhereAPartWasTakenOutIsTheSecret(secret: String) throws {
        func life(_ secret: String) -> [(ConnectionOperation, String, String)] {
            let name = "ci-\(secret)"
            let tagged = #"{"ConnectionName":"plain","Tags":[{"Key":"k","Value":"v\#(secret)x"}]}"#
            let answer = #"{"Tag":"v\#(secret)x \#(secret)"}"#
            return [created(name), Calls.list(name, "AVAILABLE"), deleted(name), (.createConnection, tagged, answer)]
        }
        var player = Player([("deck", Calls.cassette(life("{secret}")))])
        for call in life(secret) { #expect(text(&player, call) == call.2) }
        var other = Player([("deck", Calls.cassette(life("{secret}")))])
        #expect(text(&other, created("xx-abc")).hasPrefix("no CreateConnection for xx-abc"))
        #expect(text(&other, created("ci-{secret}")) == created("ci-{secret}").2)
    }

    @Test
    func aMissSaysWhatTheClientSaid() throws {
        var player = try player(Calls.cassette([created("one1")]), "ConnectionName")
        _ = text(&player, created("zz"))
        #expect(
            text(&player, created("zz"))
                == "CreateConnection for zz was recorded 1 time in deck, and all have been played")
    }

    @Test(arguments: ["", "a b", "account=", "account=1", "account=12345678901x", "/~2", "=x"])
    func refusesWhatIsNoRule(words: String) {
        #expect(Binding(words: words) == nil)
    }
}
