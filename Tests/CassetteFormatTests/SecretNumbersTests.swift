import TapedeckExchangeModel
import Testing

@testable import TapedeckCassetteFormat

/// One placeholder for one secret, everywhere in a recording.
struct SecretNumbersTests {
    private func kept(_ redactor: Redactor, _ request: String, _ answer: String = "{}") -> (String, String) {
        let kept = redactor.redact(Samples.exchange(request: request, response: answer)).exchange
        return (String(decoding: kept.request.body, as: UTF8.self), Samples.answer(kept))
    }

    @Test
    func oneSecretHasOnePlaceholderHoweverItIsSpelt() throws {
        let redactor = Redactor(
            secrets: ["first-secret", "second-secret"], rules: try RedactionRules(redact: ["json:$.Name"]))
        #expect(kept(redactor, #"{"a":"second-secret"}"#).0 == #"{"a":"{secret}"}"#)
        #expect(
            kept(redactor, #"{"a":"first-\u0073ecret","b":"second-secre\u0074"}"#, "x second-secret")
                == (#"{"a":"{secret-2}","b":"{secret}"}"#, "x {secret}"))
        // A rule names the third, and its value stands elsewhere, too.
        #expect(
            kept(redactor, #"{"Name":"corp-name","b":"corp-name!"}"#).0
                == #"{"Name":"{secret-3}","b":"{secret-3}!"}"#)
        #expect(kept(redactor, #"{"Name":"first-secret"}"#).0 == #"{"Name":"{secret-2}"}"#)
        #expect(kept(redactor, #"{"Name":"short"}"#).0 == #"{"Name":"{secret-4}"}"#)
    }

    @Test
    func whatIsLearntLateHasTheSamePlaceholder() throws {
        let redactor = Redactor(rules: try RedactionRules(redact: ["json:$.Name"]))
        #expect(kept(redactor, #"{"a":"corp-name-1 corp-name-2"}"#).0 == #"{"a":"corp-name-1 corp-name-2"}"#)
        #expect(kept(redactor, #"{"Name":"corp-name-2"}"#).0 == #"{"Name":"{secret}"}"#)
        #expect(kept(redactor, #"{"Name":"corp-name-1"}"#).0 == #"{"Name":"{secret-2}"}"#)
        let line = redactor.withoutLearnt(Array(#"{"text":"corp-name-1 corp-name-2"}"#.utf8))
        #expect(String(decoding: line, as: UTF8.self) == #"{"text":"{secret-2} {secret}"}"#)
    }

    /// What was taken out before is no secret, and its number is not given to another one.
    @Test
    func placeholdersStayAsTheyAre() throws {
        let redactor = Redactor(rules: try RedactionRules(redact: ["json:$.Name", "regex:[{]secret[^}]*[}]"]))
        redactor.beginNumbers(after: Array(#"{"a":"{secret} {secret-7}, {secret-other}"}"#.utf8))
        for text in ["{secret}", "{secret-7}", "{secret-12}"] {
            #expect(
                kept(redactor, #"{"Name":"\#(text)","password":"\#(text)"}"#).0
                    == #"{"Name":"\#(text)","password":"\#(text)"}"#)
        }
        #expect(kept(redactor, #"{"Name":"corp-name"}"#).0 == #"{"Name":"{secret-8}"}"#)
        #expect(kept(redactor, "{password={secret-8}}").0 == "{password={secret-8}}")
        #expect(!Redactor.shapes(in: Array(#"{"password":"{secret-8}"}"#.utf8)).contains(.token))
        #expect(!Redactor.shapes(in: Array(#"{"password":"{secret-hunter2}"}"#.utf8)).isEmpty)
    }

    @Test
    func aRecordingThatGoesOnForEverRemembersSoManySecretsOnly() throws {
        let numbers = SecretNumbers()
        let made = (1...(SecretNumbers.limit + 2)).map { numbers.placeholder(of: Array("secret \($0)".utf8)) }
        #expect(made[SecretNumbers.limit - 1] == Array("{secret-\(SecretNumbers.limit)}".utf8))
        #expect(made.suffix(2).allSatisfy { $0 == Array("{secret-other}".utf8) })
        #expect(numbers.placeholder(of: Array("secret 5".utf8)) == Array("{secret-5}".utf8))
    }

    @Test(arguments: [
        ("a {secret-2}b", "a {secret}b"), ("{secret-other}", "{secret}"),
        ("{secret-x} {secret-} {secret", "{secret-x} {secret-} {secret"),
        ("{{secret-12}}", "{{secret}}"), ("{secret-1234567}", "{secret-1234567}"),
    ])
    func placeholdersAreToldFromOtherBraces(text: String, unnumbered: String) {
        #expect(SecretPlaceholder.unnumbered(text) == unnumbered)
    }
}
