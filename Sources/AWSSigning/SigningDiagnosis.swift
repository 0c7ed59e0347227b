import TapedeckAWSWire
import TapedeckExchangeModel

/// Where a client that signed otherwise parted from us.
///
/// A signature does not tell what was signed. But few mistakes are usual, and one that leads to the client's signature is
/// the one that it made: no other text does.
struct SigningDiagnosis {
    private let ours: SigningAttempt
    private let client: (mistakes: [String], attempt: SigningAttempt)?
    private let concealed: [(secret: String, shown: String)]

    init(_ request: Request, _ claim: SignatureClaim, _ credentials: Credentials, service: String) {
        ours = SigningAttempt(request, claim, credentials, service: service)
        client = Self.find(claim.header.signature, from: ours, request)
        let tokens = [claim.token, credentials.sessionToken].compactMap { $0 }.filter { !$0.isEmpty }
        concealed =
            tokens.flatMap { [$0, PercentCoding.encoded($0.utf8)] }.map { ($0, "(token)") }
            + [(credentials.secretAccessKey, "(secret key)")].filter { !$0.0.isEmpty }
    }

    private static func find(
        _ signature: String, from ours: SigningAttempt, _ request: Request
    ) -> (mistakes: [String], attempt: SigningAttempt)? {
        let single = SigningMistake.all.compactMap { mistake -> (mistakes: [String], attempt: SigningAttempt)? in
            var attempt = ours
            mistake.make(&attempt, request)
            return attempt == ours ? nil : ([mistake.name], attempt)
        }
        if let found = single.first(where: { $0.attempt.signature == signature }) { return found }
        for first in single {
            for mistake in SigningMistake.all where mistake.name > first.mistakes[0] {
                var attempt = first.attempt
                mistake.make(&attempt, request)
                if attempt != first.attempt, attempt.signature == signature {
                    return (first.mistakes + [mistake.name], attempt)
                }
            }
        }
        return nil
    }

    /// The canonical request and the string to sign, ours and the client's.
    var text: String {
        let lines =
            ["canonical request:"] + block(ours.canonicalText, client?.attempt.canonicalText)
            + ["string to sign:"] + block(ours.stringToSign, client?.attempt.stringToSign)
        return ([verdict] + lines.map { "  \($0)" }).joined(separator: "\n")
    }

    private var verdict: String {
        guard let client else {
            return
                "no usual mistake explains the client's signature: the secret is another one, or a line below is not "
                + "the one that the client signed"
        }
        return "the client \(client.mistakes.joined(separator: ", and "))"
    }

    /// The lines of a text; where the client's differ, ours and its own one under the other.
    private func block(_ ours: String, _ client: String?) -> [String] {
        let ours = split(ours)
        let theirs = client.map(split) ?? ours
        guard ours != theirs else { return ours.map { "         \($0)" } }
        var start = 0
        while start < min(ours.count, theirs.count), ours[start] == theirs[start] { start += 1 }
        var end = 0
        while end < min(ours.count, theirs.count) - start, ours[ours.count - 1 - end] == theirs[theirs.count - 1 - end]
        {
            end += 1
        }
        return ours[..<start].map { "         \($0)" } + ours[start..<(ours.count - end)].map { "  ours   \($0)" }
            + theirs[start..<(theirs.count - end)].map { "  client \($0)" }
            + ours[(ours.count - end)...].map { "         \($0)" }
    }

    private func split(_ text: String) -> [String] {
        let shown = concealed.reduce(text) { text, part in
            text.replacing(part.secret, with: part.shown)
        }
        // By bytes: a carriage return and a line feed are one character.
        return shown.utf8.split(separator: 10, omittingEmptySubsequences: false).map { String(Substring($0)) }
    }
}
