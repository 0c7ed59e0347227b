import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlayback
import Testing

// Names that are bound where a rule loosens the comparison, or connections start over.
extension BindingTests {
    /// Two names that are used in each run, for another connection each time.
    @Test(
        arguments: [
            nil, MatchRule(comparesBody: false), MatchRule(ignoredMembers: [JSONPointer(steps: ["Tags"])]),
        ] as [MatchRule?])
    func namesMayChangePlacesWhereConnectionsStartOver(rule: MatchRule?) throws {
        func tagged(_ name: String) -> (ConnectionOperation, String, String) {
            let (operation, body, answer) = created(name)
            return (operation, body.dropLast() + #","Tags":[]}"#, answer)
        }
        let both = Calls.cassette([tagged("one1"), created("two2"), deleted("one1"), deleted("two2")])
        var player = Player(
            [("deck", both)], atEnd: .restartOnCreate, binding: [try #require(Binding(words: "ConnectionName"))],
            loosely: rule)
        for names in [["x", "y"], ["y", "x"], ["x", "y"], ["z", "y"], ["y", "z"], ["two2", "one1"]] {
            let calls = [tagged(names[0]), created(names[1]), deleted(names[1]), deleted(names[0])]
            for call in calls { #expect(text(&player, call) == call.2, "\(names)") }
        }
        #expect(player.summary.missed == 0)
    }

    /// A name that answers as it stands comes before one that a rule makes the same.
    @Test(arguments: [true, false])
    func aRuleComesIntoPlayOnlyWhereNoNameAnswersAsItStands(isOfEntry: Bool) throws {
        func call(_ name: String, _ tag: String) -> (ConnectionOperation, String, String) {
            (
                .createConnection, #"{"ConnectionName":"\#(name)","Tags":"\#(tag)"}"#,
                #"{"Connection":{"ConnectionName":"\#(name)","Tags":"\#(tag)"}}"#
            )
        }
        let rule = MatchRule(ignoredMembers: [JSONPointer(steps: ["Tags"])])
        var cassette = Calls.cassette([call("one1", "a"), call("two2", "b"), call("three3", "c")])
        if isOfEntry { cassette.entries[0].match = rule }
        var player = Player(
            [("deck", cassette)], binding: [try #require(Binding(words: "ConnectionName"))],
            loosely: isOfEntry ? nil : rule)
        for call in [call("x", "b"), call("y", "c")] { #expect(text(&player, call) == call.2) }
        #expect(text(&player, call("z", "d")) == call("z", "a").2)
    }

    /// Two connections that differ in their tag, at which the run's rule doesn't look.
    private func twins() throws -> Player {
        let one = [created("aaaa", tag: "1"), Calls.list("aaaa", "FIRST"), deleted("aaaa")]
        let two = [created("bbbb", tag: "2"), Calls.list("bbbb", "SECOND"), deleted("bbbb")]
        return Player(
            [("deck", Calls.cassette(zip(one, two).flatMap { [$0, $1] }))], atEnd: .restartOnCreate,
            binding: [try #require(Binding(words: "ConnectionName"))],
            loosely: MatchRule(ignoredMembers: [JSONPointer(steps: ["Tags"])]))
    }

    private func created(_ name: String, tag: String) -> (ConnectionOperation, String, String) {
        (
            .createConnection,
            #"{"ConnectionName":"\#(name)","ProviderType":"GITHUB","Tags":[{"Key":"t","Value":"\#(tag)"}]}"#,
            #"{"Connection":{"ConnectionName":"\#(name)","ConnectionArn":"\#(arn(name))","Status":"\#(tag)"}}"#
        )
    }

    @Test
    func aNewNameTakesAFreeConnectionByARuleBeforeALivingOneAsItStands() throws {
        var player = try twins()
        #expect(text(&player, created("xxxx", tag: "1")) == created("xxxx", tag: "1").2)
        #expect(text(&player, created("yyyy", tag: "1")) == created("yyyy", tag: "2").2)
        for call in [
            Calls.list("xxxx", "FIRST"), Calls.list("yyyy", "SECOND"), deleted("yyyy"), deleted("xxxx"),
        ] {
            #expect(text(&player, call) == call.2)
        }
        #expect(player.summary.missed == 0)
        #expect(player.summary.neverPlayed.isEmpty)
    }

    @Test
    func aNameStartsItsOwnConnectionOverByARuleBeforeALivingOneAsItStands() throws {
        var player = try twins()
        for call in [created("xxxx", tag: "1"), created("yyyy", tag: "2")] { #expect(text(&player, call) == call.2) }
        #expect(text(&player, created("xxxx", tag: "2")) == created("xxxx", tag: "1").2)
        for call in [
            Calls.list("yyyy", "SECOND"), Calls.list("xxxx", "FIRST"), deleted("yyyy"), deleted("xxxx"),
        ] {
            #expect(text(&player, call) == call.2)
        }
        #expect(player.summary.missed == 0)
    }

    /// Nobody has a connection any more that has been deleted.
    @Test
    func aDeletedConnectionStartsOverAsItStandsBeforeAnotherOneByARule() throws {
        var player = try twins()
        for name in ["xxxx", "zzzz", "zzzz"] {
            for call in [created(name, tag: "1"), Calls.list(name, "FIRST"), deleted(name)] {
                #expect(text(&player, call) == call.2, "\(name)")
            }
        }
    }
}
