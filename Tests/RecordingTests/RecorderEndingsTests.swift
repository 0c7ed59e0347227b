import Synchronization
import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckRecording
import TapedeckTestSupport
import Testing

/// Each exchange is kept with the end that it had.
struct RecorderEndingsTests {
    @Test(arguments: [
        (Fault.cutBody(at: 2), Exchange.Ending.cutBody, Fault.cutBody(at: 2)),
        (.resetBody(at: 2), .resetBody, .resetBody(at: 2)),
        (.stallBody(at: 2), .stalledBody, .cutBody(at: 2)),
    ])
    func keepsWhatCameOfABody(upstream: Fault, ending: Exchange.Ending, client: Fault) async throws {
        try await RecorderRig.run(patience: ending == .stalledBody ? 5 : Patience.seconds) { _ in
            ResponsePlan(RecorderRig.response(Array("hello".utf8)), fault: upstream)
        } _: { rig in
            let plan = await rig.recorder.respond(to: RecorderRig.request())
            let exchange = try rig.kept().exchange
            #expect(exchange.ending == ending)
            #expect(exchange.response?.body == Array("he".utf8))
            #expect(plan.fault == client)
        }
    }

    @Test
    func anAnswerOfALengthThatNothingHasIsNotWhole() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello"
        try await RecorderRig.run { _ in
            ResponsePlan(nil, fault: .garbage(Array(answer.utf8)))
        } _: { rig in
            _ = await rig.recorder.respond(to: RecorderRig.request())
            let exchange = try rig.kept().exchange
            #expect(exchange.ending == .cutBody)
            #expect(exchange.response?.body == Array("hello".utf8))
        }
    }

    /// libcurl sends none, and the upstream would wait for what the head promised.
    @Test
    func nobodyWaitsForTheBodyOfAHead() async throws {
        try await RecorderRig.run { _ in
            ResponsePlan(Response(status: 200, reason: "OK", headers: [HeaderField("Content-Length", "2")]))
        } _: { rig in
            var request = RecorderRig.request()
            request.method = "HEAD"
            let plan = await rig.recorder.respond(to: request)
            #expect(plan.response?.status == 200)
            let ending = try rig.kept().exchange.ending
            #expect(ending == .complete)
        }
    }

    @Test(arguments: [(false, Exchange.Ending.clientLeft), (true, .interrupted)])
    func tellsAClientThatLeftFromARecordingThatWasEnded(isEnding: Bool, ending: Exchange.Ending) async throws {
        try await RecorderRig.run { _ in
            ResponsePlan(nil, fault: .hang)
        } _: { rig in
            let answer = Task { await rig.recorder.respond(to: RecorderRig.request()) }
            for await _ in rig.upstream.asked { break }
            if isEnding { rig.recorder.end() }
            answer.cancel()
            _ = await answer.value
            let kept = try rig.kept()
            #expect(kept.exchange.ending == ending)
            guard case .abandoned(1, ending)? = rig.events.first else {
                Issue.record("told \(rig.events)")
                return
            }
        }
    }

    /// The client is gone before its exchange has been noted: nothing says that the journal can't be written.
    @Test
    func aClientThatLeavesAtOnceIsNoFailureOfTheJournal() async throws {
        try await RecorderRig.run { _ in
            ResponsePlan(nil, fault: .hang)
        } _: { rig in
            await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                _ = await rig.recorder.respond(to: RecorderRig.request())
            }.value
            let kept = try rig.kept()
            #expect(kept.exchange.ending == .clientLeft)
            for event in rig.events {
                if case .journalFailed(let error) = event { Issue.record("\(error)") }
            }
        }
    }

    /// What is signed is what is sent, also below a path that the upstream has.
    @Test(arguments: ["", "/base", "/a/b/"])
    func signsThePathThatIsSent(path: String) async throws {
        try await RecorderRig.run(path: path) { request in
            let isRight: Bool
            do throws(SignatureError) {
                try SignatureV4.verify(
                    request, credentials: ResignerTests.own, service: "apprunner", at: RecorderRig.time)
                isRight = true
            } catch { isRight = false }
            return ResponsePlan(RecorderRig.response(Array("\(isRight) \(request.target)".utf8)))
        } _: { rig in
            let plan = await rig.recorder.respond(to: RecorderRig.request())
            let expected = path.isEmpty ? "/" : path.hasSuffix("/") ? path : path + "/"
            #expect(String(decoding: plan.response?.body ?? [], as: UTF8.self) == "true \(expected)")
            let kept = try rig.kept()
            #expect(kept.exchange.request.target == "/")
        }
    }

    @Test
    func refusesABodyBeyondTheLimitWithAClearAnswer() async throws {
        try await RecorderRig.run(limit: 4) { _ in
            ResponsePlan(RecorderRig.response(Array("hello".utf8)))
        } _: { rig in
            var long = RecorderRig.request("{}")
            long.isBodyWhole = false
            let refused = await rig.recorder.respond(to: long)
            #expect(refused.response?.status == 400)
            #expect(rig.upstream.requests.withLock { $0.count } == 0)
            let none = try rig.journal.entries()
            #expect(none.isEmpty)
            let plan = await rig.recorder.respond(to: RecorderRig.request())
            let text = String(decoding: plan.response?.body ?? [], as: UTF8.self)
            #expect(text.contains("TapedeckUpstreamFailed"))
            #expect(text.contains("is larger than 4 bytes"))
            let kept = try rig.kept()
            #expect(kept.exchange.ending == .unreadable)
        }
    }
}
