import TapedeckContract
import TapedeckExchangeModel
import Testing

struct JudgementTests {
    @Test(arguments: [
        (#"{"attempts": 1}"#, "ok", []),
        (#"{"attempts": 2}"#, "ok", ["1 requests were sent where at least 2 were expected"]),
        (#"{"attempts": {"most": 0}}"#, "ok", ["1 requests were sent where at most 0 were expected"]),
        (#"{"method": "POST", "path": "/"}"#, "ok", []),
        (#"{"path": "/x"}"#, "ok", ["the target is / where /x was expected"]),
        (#"{"headers": {"x-amz-target": "{Target}"}}"#, "ok", []),
        (
            #"{"headers": {"X-Amz-Target": "{Target}"}}"#, "target twice",
            [
                "X-Amz-Target is AppRunner.CreateConnection and AppRunner.CreateConnection where AppRunner.CreateConnection was expected, once"
            ]
        ),
        (#"{"headers": {"Accept": "x"}}"#, "ok", ["Accept is absent where x was expected, once"]),
        (#"{"body": "input"}"#, "ok", []),
        (
            #"{"body": "input"}"#, "other value",
            [
                #"the body is {"ConnectionName":"other","ProviderType":"GITHUB"} where {"ConnectionName":"name","ProviderType":"GITHUB"} was expected"#
            ]
        ),
        (#"{"body": "input"}"#, "unknown member", ["in the body, /Extra is not in the model"]),
        (#"{"body": "input"}"#, "repeat", ["the body repeats ConnectionName"]),
        (#"{"body": "input"}"#, "not JSON", ["the body is not JSON: a value was expected at line 1, column 1"]),
        (#"{"signature": "verifies"}"#, "ok", []), (#"{"token": "signed"}"#, "ok", []),
        (#"{"signature": "verifies"}"#, "unsigned", ["there is no authorization header"]),
        (#"{"token": "signed"}"#, "no token", ["x-amz-security-token is signed but not sent"]),
        (#"{"region": "us-east-1"}"#, "ok", []),
        (#"{"region": "eu-west-1"}"#, "ok", ["the scope's region is us-east-1 where eu-west-1 was expected"]),
    ])
    func judgesWhatWasSent(wire: String, what: String, expected: [String]) throws {
        var request = Pages.request()
        switch what {
        case "target twice": request.headers.append("x-amz-target", "AppRunner.CreateConnection")
        case "other value": request = Pages.request(#"{"ConnectionName":"other","ProviderType":"GITHUB"}"#)
        case "unknown member": request = Pages.request(#"{"ConnectionName":"name","ProviderType":"GITHUB","Extra":1}"#)
        case "repeat":
            request = Pages.request(#"{"ConnectionName":"x","ConnectionName":"name","ProviderType":"GITHUB"}"#)
        case "not JSON": request = Pages.request("x")
        case "unsigned": request.headers.remove("Authorization")
        case "no token": request.headers.remove("X-Amz-Security-Token")
        default: break
        }
        #expect(
            try Pages.evidence(Pages.scenario(wire: wire), Pages.observation([request]))
                == expected.map { $0.contains("requests were sent") ? $0 : "CreateConnection: \($0)" })
    }

    @Test
    func noRequestAtAllIsEvidence() throws {
        let seen = Pages.observation([], exit: .status(2), error: "no such command")
        #expect(
            try Pages.evidence(Pages.scenario(report: #"{"outcome":"failure"}"#), seen)
                == ["CreateConnection: no request was sent (exit status 2): no such command"])
    }

    @Test(arguments: [
        (Observation.Exit.status(0), true), (.status(3), true), (.status(1), false), (.signal(11), false),
        (.deadline(60), false),
    ])
    func successIsWhatTheProfileSays(exit: Observation.Exit, isSuccess: Bool) throws {
        let evidence = try Pages.evidence(Pages.scenario(), Pages.observation(exit: exit))
        #expect(evidence.isEmpty == isSuccess)
    }

    @Test(arguments: ["Traceback (most recent call last):", "panic: runtime error", "Segmentation fault (core dumped)"])
    func aCrashIsNeverRight(text: String) throws {
        let evidence = try Pages.evidence(
            Pages.scenario(report: #"{"outcome":"failure"}"#), Pages.observation(exit: .status(1), error: text))
        #expect(evidence.count == 1)
        #expect(evidence.first?.hasPrefix("CreateConnection: it crashed") == true)
    }

    @Test(arguments: [
        (#"{"outcome":"failure","code":"A"}"#, "code=A", []),
        (#"{"outcome":"failure","code":"A"}"#, "code=B", ["the code is B where A was expected: code=B"]),
        (#"{"outcome":"failure","code":"A"}"#, "", ["the code is absent where A was expected: nothing was printed"]),
        (#"{"outcome":"failure","message":{"contains":"why"}}"#, "message=this is why", []),
        (
            #"{"outcome":"failure","message":{"contains":"why"}}"#, "message=x",
            [#"the message is "x" where "why" was expected in it"#]
        ),
        (#"{"outcome":"success"}"#, "code=A", ["it was reported as failure (exit status 1): code=A"]),
    ])
    func judgesWhatAFailureSays(report: String, error: String, expected: [String]) throws {
        let seen = Pages.observation(exit: .status(1), error: error)
        #expect(try Pages.evidence(Pages.scenario(report: report), seen) == expected.map { "CreateConnection: \($0)" })
    }

    @Test(arguments: [
        (#"{"connection":{"Status":"AVAILABLE"}}"#, #"{"Connection":{"Status":"AVAILABLE"}}"#, []),
        (
            #"{"connection":{"Status":"AVAILABLE"}}"#, #"{"Connection":{"Status":"ERROR"}}"#,
            [#"Status is "ERROR" where "AVAILABLE" was expected"#]
        ),
        (
            #"{"connection":{"Status":"AVAILABLE"}}"#, "",
            ["0 connections were reported where 1 was expected: nothing was printed"]
        ),
        (#"{"connection":{"CreatedAt":1604363571}}"#, #"{"Connection":{"CreatedAt":"2020-11-03T00:32:51+00:00"}}"#, []),
        (#"{"connection":{"CreatedAt":1604363571}}"#, #"{"Connection":{"CreatedAt":1.604363571E9}}"#, []),
        (
            #"{"connection":{"CreatedAt":1604363571}}"#, #"{"Connection":{"CreatedAt":1604363572}}"#,
            ["CreatedAt is 1604363572 where 1604363571 was expected"]
        ),
        (#"{"connection":{"Status":null}}"#, #"{"Connection":{}}"#, []),
        (
            #"{"connection":{"Status":null}}"#, #"{"Connection":{"Status":"X"}}"#,
            [#"Status is "X" where there is none"#]
        ),
        (
            #"{"status-is-not":"AVAILABLE"}"#, #"{"Connection":{"Status":"AVAILABLE"}}"#,
            ["the status AVAILABLE was reported"]
        ),
        (#"{"connection":{"Status":"DELETED"},"or-nothing":true}"#, "", []),
        (#"{"connection":{"Status":"DELETED"},"or-nothing":true}"#, "{}", []),
        (
            #"{"connection":{"Status":"DELETED"},"or-nothing":true}"#, #"{"Connection":{"Status":"ERROR"}}"#,
            [#"Status is "ERROR" where "DELETED" was expected"#]
        ),
        (#"{"gone":"name"}"#, #"{"ConnectionSummaryList":[]}"#, []),
        (#"{"gone":"name"}"#, #"{"ConnectionSummaryList":[{"ConnectionName":"name","Status":"DELETED"}]}"#, []),
        (
            #"{"gone":"name"}"#, #"{"ConnectionSummaryList":[{"ConnectionName":"name","Status":"ERROR"}]}"#,
            ["name was reported as ERROR where it is gone"]
        ),
        (#"{"gone":"name"}"#, #"{"Other":1}"#, [#"no list was reported: {"Other":1}"#]),
    ])
    func judgesWhatASuccessSays(report: String, output: String, expected: [String]) throws {
        let word = "{\"outcome\":\"success\"," + report.dropFirst()
        #expect(
            try Pages.evidence(Pages.scenario(report: word), Pages.observation(output: output))
                == expected.map { "CreateConnection: \($0)" })
    }

    @Test(arguments: [
        ("[]", true, Verdict.Kind.conforms), ("[]", false, .deviates),
        (#"[{"clause":"OUT-1","because":"b"}]"#, true, .unexpectedlyConforms),
        (#"[{"clause":"OUT-1","because":"b"}]"#, false, .knownDeviation),
        (#"[{"clause":"OUT-1","scenario":"s/two","because":"b"}]"#, false, .deviates),
        (#"[{"clause":"OUT-1","versions":"^2","because":"b"}]"#, false, .deviates),
        (#"[{"clause":"OUT-1","versions":"^1","because":"b"}]"#, false, .knownDeviation),
    ])
    func knownDeviationsChangeTheVerdict(list: String, conforms: Bool, kind: Verdict.Kind) throws {
        let judgement = Judgement(
            scenario: try Pages.scenario(), profile: try Pages.profile(deviations: list), version: "1.0",
            credentials: Pages.credentials)
        let verdict = judgement.verdict(on: Pages.observation(exit: .status(conforms ? 0 : 1)))
        #expect(verdict.kind == kind)
        #expect(verdict.kind.isAcceptable == (kind == .conforms || kind == .knownDeviation))
    }

    @Test(arguments: [
        (#"{"sends": 3}"#, #"{"attempts": {"most": 2}}"#, "3 requests were sent where at most 2 were expected"),
        (#"{"sends": 0}"#, #"{"attempts": 1}"#, "0 requests were sent where at least 1 were expected"),
        (#"{"at-once": true}"#, #"{"spacing": 50}"#, "the waits between requests come to 0 ms where 50 were expected"),
        (
            #"{"stray": "GET http://x/"}"#, #"{"strays": "none"}"#,
            "CreateConnection: something was sent elsewhere: GET http://x/"
        ),
    ])
    func whatAClientIsTakenToDoIsSeenByTheOneExpectation(mutation: String, wire: String, sentence: String) throws {
        let change = try Pages.mutation(mutation)
        let seen = Pages.observation([Pages.request(), Pages.request()], arriving: [0, 60])
        let scenario = try Pages.scenario(wire: wire)
        #expect(try !Pages.evidence(scenario, seen).contains(sentence))
        #expect(try Pages.evidence(scenario, change.apply(to: seen)).contains(sentence))
        // A clause that says nothing of it does not see it: the evidence is that expectation's.
        if !sentence.hasPrefix("0 ") { #expect(try Pages.evidence(Pages.scenario(), change.apply(to: seen)) == []) }
    }

    @Test
    func aCallThatTakesTooLongIsEvidence() throws {
        let scenario = try Pages.scenario(report: #"{"outcome":"success","within":60}"#)
        let slow = try Pages.mutation(#"{"takes": 61}"#).apply(to: Pages.observation())
        #expect(try Pages.evidence(scenario, Pages.observation()) == [])
        #expect(
            try Pages.evidence(scenario, slow)
                == ["CreateConnection: it took 61000 ms where at most 60 s were expected"])
    }

    @Test
    func evidenceOfSeveralCallsSaysWhichOne() throws {
        let scenario = try Pages.scenario(calls: 2)
        var seen = Pages.observation()
        seen.runs.append(Pages.observation(exit: .status(1)).runs[0])
        #expect(
            try Pages.evidence(scenario, seen)
                == ["call 2, CreateConnection: it was reported as failure (exit status 1): nothing was printed"])
    }

    /// One request can't arrive at once with another, nor differ from it.
    @Test(arguments: [#"{"at-once": true}"#, #"{"request": {"header": "X", "to": "call-{n}"}}"#])
    func whatNeedsTwoRequestsDoesNotConcernOne(page: String) throws {
        func seen(_ count: Int) -> Observation {
            let requests = Array(repeating: Observation.ObservedRequest(Request()), count: count)
            return Observation(runs: [.init(requests: requests, exit: .status(0), output: [], error: [])])
        }
        let mutation = try Pages.mutation(page)
        #expect(!mutation.concerns(seen(1)))
        #expect(mutation.concerns(seen(2)))
        #expect(try Pages.mutation(#"{"request": {"header": "X", "to": "same"}}"#).concerns(seen(1)))
    }
}
