import Synchronization
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckPlayback
import TapedeckRecording

/// Plays what a cassette has, and hands on to a recorder what it hasn't; of that, what may change something only where it
/// is allowed.
final class SpyResponder: EarlyResponder, RehearsingResponder {
    private let player: PlayerResponder
    private let compared: ComparingResponder
    private let recorder: Recorder
    private let redactor: Redactor
    private let allowsWrites: Bool
    private let cassette: String
    private let isVerbose: Bool
    private let journal: RequestJournal
    private let refusals = Mutex<[String]>([])

    init(
        player: PlayerResponder, recorder: Recorder, redactor: Redactor, allowsWrites: Bool, cassette: String,
        isVerbose: Bool, journal: RequestJournal
    ) {
        self.player = player
        compared = ComparingResponder(redactor: redactor, responder: player)
        self.recorder = recorder
        self.redactor = redactor
        self.allowsWrites = allowsWrites
        self.cassette = cassette
        self.isVerbose = isVerbose
        self.journal = journal
    }

    /// The operations that were not passed on.
    var refused: [String] {
        refusals.withLock { $0 }
    }

    /// What the cassette has; so a client that asks again for an answer that was lost is not passed on.
    func rehearse(_ request: Request) -> LentAnswer? {
        compared.rehearse(request)
    }

    func lend(_ request: Request) -> LentAnswer? {
        compared.lend(request)
    }

    func answerOtherwise(_ request: Request) async -> UnnotedAnswer? {
        let answer = await answer(to: request, nil)
        let remark = answer.explanation.map { "\(answer.decision): \($0)" }
        return UnnotedAnswer(answer.plan, remark: remark) { [self] in note(request, answer) }
    }

    func respond(to request: Request, early: EarlyResponse?) async -> ResponsePlan {
        let answer = await answer(to: request, early)
        note(request, answer)
        return answer.plan
    }

    private func note(_ request: Request, _ answer: Answer) {
        if let explanation = answer.explanation { Terminal.tell("tapedeck: \(answer.decision): \(explanation)") }
        if isVerbose { journal.tell(answer, for: request) }
        journal.add(request, answer)
    }

    private func answer(to request: Request, _ early: EarlyResponse?) async -> Answer {
        // As replay has it: as it stands, then as a recording would have kept it.
        if let plan = player.hit(request) ?? player.hit(redactor.comparable(request)) {
            return Answer(plan: plan, decision: "played")
        }
        guard allowsWrites || Envelope.isRead(request) else {
            let operation = redactor.redact(request.operationName)
            refusals.withLock { $0.append(operation) }
            let sentence =
                "\(operation) is not in \(cassette), and it may change something; --allow-writes passes such "
                + "operations on"
            return Answer(
                plan: ResponsePlan(.refusal(code: "TapedeckWriteRefused", message: sentence)), decision: "refused",
                explanation: sentence)
        }
        return Answer(plan: await recorder.respond(to: request, early: early), decision: "recorded")
    }
}
