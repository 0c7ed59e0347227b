import TapedeckJSONText
import TapedeckTestSupport
import Testing

extension ControlPortTests {
    @Test(arguments: [["replay", "c.har"], ["simulate"], ["record", "--upstream", "stand-in", "--cassette", "n.har"]])
    func hurtsTheNextRequests(words: [String]) async throws {
        _ = try await withDeck(words) { deck in
            let call = DeckProgram.create("my-github-connection").map { $0.replacing("{url}", with: deck.url) }
            let faults = "\(deck.control)/_deck/faults"
            _ = try await Self.json("-d", #"{"fault":"throttling","operation":"CreateConnection"}"#, faults)
            _ = try await Self.json("-d", #"{"fault":"close","operation":"TagResource"}"#, faults)
            _ = try await Self.json("-d", #"{"fault":"reset"}"#, faults)
            #expect(try await DeckProgram.run(program: call, in: "/tmp").output.contains("ThrottlingException"))
            #expect(try await DeckProgram.run(program: call, in: "/tmp").status == 56)
            #expect(try await DeckProgram.run(program: call, in: "/tmp").output.contains("PENDING_HANDSHAKE"))
            _ = try await Self.json("-d", #"{"fault":"ok,503:html","times":2}"#, faults)
            let pages = try await DeckProgram.run(program: call, in: "/tmp").output
            #expect(!pages.contains("<h1>"))
            #expect(try await DeckProgram.run(program: call, in: "/tmp").output.contains("<h1>503 "))
            let pending = try await Self.json(faults)["faults"]?.array ?? []
            #expect(pending.map { $0["fault"]?.string } == ["close", "ok,503:html"])
            #expect(pending.last?["times"]?.int == 1)
            #expect(pending.last?["next"]?.string == "ok")
            let long = #"{"fault":"garbage:\#(String(repeating: "x", count: 1000))"}"#
            let refused = try await Self.json("-d", long, faults)
            #expect(refused["error"]?.string == "fault takes at most 1000 characters")
            let both = try await Self.json("-d", #"{"track":1,"milliseconds":5}"#, "\(deck.control)/_deck/advance")
            #expect(
                both["error"]?.string?.hasPrefix(words[0] == "replay" ? "expected a track or" : "only replay") == true)
            if words[0] == "replay" {
                let neither = #"{"track":null,"milliseconds":null}"#
                let refused = try await Self.json("-d", neither, "\(deck.control)/_deck/advance")
                #expect(refused["error"]?.string?.hasPrefix("expected a body like") == true)
            }
            let mistyped = try await Self.json("-d", #"{"fault":"reset","time":3}"#, faults)
            #expect(mistyped["error"]?.string?.hasPrefix("there is no member time; expected fault,") == true)
            let wrong = try await Self.json("-d", #"{"fault":"explode"}"#, faults)
            #expect(wrong["error"]?.string?.hasPrefix("explode is no fault; expected reset, ") == true)
        }
    }

    /// The words of `--fault`, as they are and in JSON, and what the command line refuses is refused.
    @Test
    func takesTheWordsOfTheCommandLine() async throws {
        _ = try await withDeck(["replay", "c.har"]) { deck in
            let faults = "\(deck.control)/_deck/faults"
            _ = try await Self.json("-d", "CreateConnection:2=503,ok", faults)
            _ = try await Self.json("-d", #"{"fault":"ListConnections:*=reset"}"#, faults)
            let words = ["-H", "Content-Type: text/plain", "--data-binary", "late:5\n", faults]
            #expect(try await Self.status(words) == "200")
            let pending = try await Self.json(faults)["faults"]?.array ?? []
            #expect(pending.map { $0["operation"]?.string } == ["CreateConnection", "ListConnections", nil])
            #expect(pending.map { $0["fault"]?.string } == ["503,ok", "reset", "late:5"])
            #expect(pending.map { $0["first"]?.int } == [2, 1, 1])
            #expect(pending.map { $0["times"] } == [1, "every", 1])
            for (body, status, sentence) in [
                (#"{"fault":"reset","operation":"CreateConection"}"#, "409", "did you mean CreateConnection?"),
                (#"{"fault":"CreateConection=reset"}"#, "409", "did you mean CreateConnection?"),
                ("CreateConection=reset", "409", "did you mean CreateConnection?"),
                // A form is no rule.
                (
                    "fault=503", "409",
                    #"for requests of any operation give 503 alone; a body is such a rule, or JSON like {"#
                ),
                (#"{"fault":"503","operation":"fault"}"#, "409", "there is no operation fault: their names begin with"),
                (#"{"fault":"reset","operation":"a b"}"#, "400", "operation takes the name of one"),
                (#"{"fault":"reset","operation":5}"#, "400", "operation takes the name of one"),
                (#"{"fault":"Create:2=reset","times":2}"#, "409", "they can't stand beside it"),
                (#"{"fault":"*:*=reset","times":"every"}"#, "409", "they can't stand beside it"),
                (#"{"fault":"reset","times":"all"}"#, "400", "times takes a number from 1 to 1000000, or every"),
                (#"{"fault":"reset","times":"every","first":2}"#, "409", "where times is every, first is 1"),
                ("certificate:expired", "409", "this deck shows none; start it with --mode proxy"),
                (#"{"fault":"certificate:expired"}"#, "409", "this deck shows none; start it with --mode proxy"),
                (#"{"fault":"certificate:expired","operation":"A"}"#, "409", "before it is known that A is asked for"),
                ("reset*9999,reset*9999", "409", "more than 10000 steps"), ("{", "400", "expected a body like"),
                ("explode", "400", "explode is no fault"), ("", "400", "'' is no fault"),
            ] {
                #expect(try await Self.status(["-d", body, faults]) == status, "\(body)")
                let error = try await Self.json("-d", body, faults)["error"]?.string
                #expect(error?.contains(sentence) == true, "\(body): \(error ?? "")")
            }
            #expect(try await Self.json(faults)["faults"]?.array?.count == 3)
        }
    }

    @Test
    func saysThatNothingKnowsAnOperation() async throws {
        _ = try await withDeck(["replay", "c.har"]) { deck in
            let faults = "\(deck.control)/_deck/faults"
            let known = try await Self.json("-d", "TagResource=503", faults)
            #expect(known["remark"] == nil)
            for body in ["Foo=503", #"{"fault":"503","operation":"Foo"}"#] {
                let told = try await Self.json("-d", body, faults)["remark"]?.string
                #expect(
                    told == "nothing here knows an operation Foo; only a client that asks for it meets 503", "\(body)")
            }
            #expect(try await Self.json(faults)["remark"] == nil)
        }
    }

    @Test
    func whatIsShownOfAFaultCanBePutBack() async throws {
        let words = ["replay", "c.har", "--fault", "*:*=503", "--fault", "ListConnections:*=ok,reset"]
        _ = try await withDeck(words + ["--fault", "TagResource:3=close,late:5"]) { deck in
            let faults = "\(deck.control)/_deck/faults"
            let shown = try await Self.json(faults)["faults"]?.array ?? []
            #expect(shown.count == 3)
            for fault in shown { _ = try await Self.json("-d", fault.text(.compact), faults) }
            let all = try await Self.json(faults)["faults"]?.array ?? []
            #expect(all.map { $0["number"]?.int } == Array(1...6))
            for member in ["fault", "operation", "times", "first", "next"] {
                #expect(all.suffix(3).map { $0[member] } == shown.map { $0[member] }, "\(member)")
            }
        }
    }

    /// One for every request has no other end.
    @Test
    func takesOneFaultAway() async throws {
        let words = ["replay", "c.har", "--at-end", "hold", "--fault", "*:*=503"]
        _ = try await withDeck(words) { deck in
            let faults = "\(deck.control)/_deck/faults"
            _ = try await Self.json("-d", "TagResource=reset", faults)
            #expect(try await Self.json(faults)["faults"]?.array?.map { $0["number"] } == [1, 2])
            #expect(try await Self.create(deck, of: "one") == "503")
            for number in ["3", "0", "-1", "x", "", "99999999999999999999", "1/1"] {
                let words = ["-X", "DELETE", "\(faults)/\(number)"]
                #expect(try await Self.status(words) == "404", "\(number)")
            }
            let left = try await Self.json("-X", "DELETE", "\(faults)/1")
            #expect(left["faults"]?.array?.map { $0["number"] } == [2])
            #expect(try await Self.create(deck, of: "one") == "200")
            let again = try await Self.json("-X", "DELETE", "\(faults)/1")
            #expect(
                again["error"] == "there is no fault 1, or no longer; GET _deck/faults says which there are")
            #expect(try await Self.status(["-d", "", "\(faults)/2"]) == "405")
            // The next round has those of the command line again, and no number means another rule than it did.
            _ = try await Self.json("-X", "POST", "\(deck.control)/_deck/reset")
            #expect(try await Self.json("-d", "reset", faults)["faults"]?.array?.map { $0["number"] } == [1, 3])
        }
    }

    private static func create(_ deck: RunningDeck, of session: String) async throws -> String {
        let words = DeckProgram.create("my-github-connection").map { $0.replacing("{url}", with: deck.url) }
        let all = words + ["-o", "/dev/null", "-w", "%{http_code}", "-H", "X-Tapedeck-Session: \(session)"]
        return try await DeckProgram.run(program: all, in: "/tmp").output
    }

    /// Each of parallel clients has a position of its own, for the faults as for the tracks.
    @Test
    func namesSessionsAndHurtsOneOfThem() async throws {
        let words = [
            "replay", "c.har", "--sessions", "by-header", "--fault", "CreateConnection:2=503", "--journal", "j",
        ]
        let outcome = try await withDeck(words) { deck in
            let faults = "\(deck.control)/_deck/faults"
            #expect(try await Self.json("\(deck.control)/_deck/health")["sessions"]?.string == "by-header")
            var statuses: [String] = []
            for session in ["one", "two", "two", "one", "one"] {
                statuses.append(try await Self.create(deck, of: session))
            }
            #expect(statuses == ["200", "200", "503", "503", "400"])
            let told = try await Self.json(faults)["faults"]?.array?.first
            #expect(told?["sessions"]?["begun"] == 2)
            #expect(told?["sessions"]?["ended"] == 2)
            #expect(told?["first"] == 2)
            // For one that has not come yet, for one by its number, and for what the deck itself says of one.
            let named = try await Self.json("-d", #"{"fault":"500","sessionName":"three"}"#, faults)["faults"]?.array
            #expect(named?.last?["session"] == 3)
            #expect(named?.last?["sessionName"] == "three")
            let numbered = try await Self.json("-d", #"{"fault":"CreateConnection=502","session":2}"#, faults)["faults"]
            let again = try #require(numbered?.array?.last).text(.compact)
            #expect(try await Self.json("-d", again, faults)["faults"]?.array?.count == 4)
            statuses = []
            for session in ["one", "three", "two", "two", "three", "two"] {
                statuses.append(try await Self.create(deck, of: session))
            }
            // That of the run is there for the second of session three, too.
            #expect(statuses == ["400", "500", "502", "502", "503", "400"])
            let long = String(repeating: "x", count: 70)
            let shown = String(repeating: "x", count: 61) + "..."
            for name in ["\(long)1", "\(long)2"] {
                _ = try await Self.json("-d", #"{"fault":"reset","sessionName":"\#(name)"}"#, faults)
            }
            for (body, status, sentence) in [
                (#"{"fault":"reset","session":9}"#, "409", "there is no session 9 yet; sessionName names one"),
                (#"{"fault":"reset","session":0}"#, "400", "session takes the number of one, from 1 to 4096"),
                (#"{"fault":"reset","session":1,"sessionName":"two"}"#, "409", "session 1 (one) has another name"),
                (#"{"fault":"reset","sessionName":"\#(shown)"}"#, "409", "2 sessions are shown as xxx"),
                (#"{"fault":"reset","sessionName":"{secret}"}"#, "409", "stands for one that is not shown"),
                (#"{"fault":"reset","sessionName":1}"#, "400", "sessionName takes what the session's requests say"),
            ] {
                #expect(try await Self.status(["-d", body, faults]) == status, "\(body)")
                let error = try await Self.json("-d", body, faults)["error"]?.string
                #expect(error?.contains(sentence) == true, "\(body): \(error ?? "")")
            }
            let requests = "\(deck.control)/_deck/requests"
            for (query, count) in [
                ("session=1", 4), ("sessionName=two", 5), ("sessionName=two&session=2&operation=CreateConnection", 5),
                ("operation=ListConnections&session=1", 0), ("sessionName=to%20come", 0),
            ] {
                let asked = try await Self.json("\(requests)?\(query)")
                #expect(asked["count"]?.int == count, "\(query)")
                #expect(asked["requests"]?.array?.count == count, "\(query)")
            }
            for (query, status) in [
                ("session=9", "409"), ("session=0", "400"), ("session=x", "400"), ("session=1&sessionName=two", "409"),
            ] {
                #expect(try await Self.status(["\(requests)?\(query)"]) == status, "\(query)")
            }
            let tracks = try await Self.json("\(deck.control)/_deck/tracks")["tracks"]?.array ?? []
            let names = tracks.prefix(6).map { $0["sessionName"]?.string }
            #expect(names == ["one", "one", "two", "two", "three", "three"])
        }
        #expect(
            outcome.told.contains { $0.contains("miss: in session 1 (one), CreateConnection for") }, "\(outcome.told)")
        let lines = String(decoding: try scratch.read("j"), as: UTF8.self).split(separator: "\n")
        let parsed = try lines.map { try JSONParser.parse(Array($0.utf8)) }
        #expect(parsed.map { $0["session"]?.int } == [1, 2, 2, 1, 1, 1, 3, 2, 2, 3, 2])
        #expect(parsed.last?["sessionName"] == "two")
        #expect(parsed.last?["explanation"]?.string?.hasPrefix("in session 2 (two), ") == true)
    }

    @Test
    func hasNoSessionsWhereAllPlayTogether() async throws {
        let outcome = try await withDeck(["replay", "c.har", "--journal", "j"]) { deck in
            let faults = "\(deck.control)/_deck/faults"
            let body = #"{"fault":"reset","session":1}"#
            #expect(try await Self.status(["-d", body, faults]) == "409")
            #expect(
                try await Self.json("-d", body, faults)["error"]
                    == "this deck tells no sessions apart; start replay with --sessions")
            #expect(try await Self.json("\(deck.control)/_deck/health")["sessions"] == nil)
            _ = try await Self.create(deck, of: "one")
            _ = try await Self.create(deck, of: "one")
        }
        #expect(outcome.told.contains { $0.contains("miss: CreateConnection for") }, "\(outcome.told)")
        let text = String(decoding: try scratch.read("j"), as: UTF8.self)
        #expect(!text.contains("session"), "\(text)")
    }
}
