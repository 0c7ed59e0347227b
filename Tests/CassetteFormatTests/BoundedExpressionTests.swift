import TapedeckExchangeModel
import Testing

@testable import TapedeckCassetteFormat

struct BoundedExpressionTests {
    private func matches(_ expression: String, _ text: String) throws -> [String] {
        let bytes = Array(text.utf8)
        return try BoundedExpression(expression).ranges(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test(arguments: [
        ("corp-[0-9]+", "a corp-12, corp-3", ["corp-12", "corp-3"]), ("a|ab", "ab", ["a"]), ("a+?b", "aaab", ["aaab"]),
        ("key=.*?;", "key=a;key=b;", ["key=a;", "key=b;"]), ("(?i)SeCret", "sEcrET", ["sEcrET"]),
        ("^a.c$", "abc", ["abc"]), ("^a.c$", "abc\n", ["abc"]), ("(?m)^b$", "a\nb\nc", ["b"]), ("a.b", "a\nb", []),
        ("(?s)a.b", "a\nb", ["a\nb"]), ("\\bcat\\b", "cat concat cat.", ["cat", "cat"]),
        ("\\d{3,4}", "12 123 12345", ["123", "1234"]),
        ("[^\\s,]+", "ä,ö ü", ["ä", "ö", "ü"]), ("[]a-]+", "x]a-", ["]a-"]), ("a{,2}b", "aaab", ["aab"]),
        ("a{b}", "a{b}", ["a{b}"]), ("(?<name>x)(?P<other>y)", "xy", ["xy"]), ("[[:digit:]_]+", "_12a", ["_12"]),
        ("\\x41\\u0042\\u{43}", "ABC", ["ABC"]), ("\\w+", "straße_1 x", ["straße_1", "x"]), ("(a*)*b", "aab", ["aab"]),
        ("x*", "axxa", ["xx"]), ("(?i:a)b", "Ab AB", ["Ab"]), ("\\.\\-\\/", ".-/", [".-/"]), ("é", "caf\u{e9}", ["é"]),
    ])
    func findsWhatAnyEngineFinds(_ expression: String, _ text: String, _ expected: [String]) throws {
        #expect(try matches(expression, text) == expected)
    }

    @Test(arguments: [
        "", "(a", "a)", "[a", "*a", "a{2,1}", "a{2000}", "(?=a)", "(?<!a)b", "(a)\\1", "(?>a)", "a++", "\\p{L}", "\\",
        "[b-a]",
        "[a&&b]", "(((a{999}){999}){999}){999}", "((){999}a{1000}){11}",
    ])
    func refusesWhatItCannotSearchFor(_ expression: String) {
        #expect(throws: BoundedExpression.Unreadable.self) { try BoundedExpression(expression) }
    }

    /// An engine that goes back takes longer than anybody waits for each of these.
    @Test(arguments: ["(a|aa)+$", "(a+)+$", "(a*)*b", "(.*a){20}c", "(a|a?)+c", "(((((){999}){999}){999}){999}){999}a"])
    func endsWhereAnEngineThatGoesBackDoesNot(_ expression: String) throws {
        let text = String(repeating: "a", count: 200) + "!"
        _ = try matches(expression, text)
    }

    /// Matches that begin everywhere and end nowhere: what took too long to look through goes as a whole.
    @Test
    func takesAllOfATextThatItCannotLookThrough() throws {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 20_000)
        #expect(try BoundedExpression("a.*b|a").ranges(in: text) == [0..<text.count])
    }

    /// Bytes that are no text are looked through too.
    @Test
    func findsBesideWhatIsNoText() throws {
        let text: [UInt8] = [0xFF, 0xC3] + Array("corp-7".utf8) + [0x80]
        #expect(try BoundedExpression("corp-[0-9]").ranges(in: text) == [2..<8])
        #expect(
            RedactorRuleProbe.redacted(text, rule: "regex:corp-[0-9]") == [0xFF, 0xC3] + Array("{secret}".utf8) + [0x80]
        )
    }

    /// Random expressions in random texts, beside Swift's own engine.
    @Test
    func agreesWithSwift() throws {
        var random = SplitMix(seed: 7)
        for _ in 0..<3000 {
            let expression = Self.expression(&random, depth: 3)
            let swift = try Regex(expression)
            let text = String(
                (0..<Int.random(in: 0...9, using: &random)).map { _ in "abA1 _".randomElement(using: &random) ?? "a" })
            let expected = text.matches(of: swift.matchingSemantics(.unicodeScalar)).map { String(text[$0.range]) }
            #expect(try matches(expression, text) == expected.filter { !$0.isEmpty }, "\(expression) in \"\(text)\"")
        }
    }

    /// An expression that matches one character at least.
    private static func expression(_ random: inout SplitMix, depth: Int) -> String {
        switch Int.random(in: 0...(depth == 0 ? 4 : 9), using: &random) {
        case 0: return "a"
        case 1: return "b"
        case 2: return "[aA1]"
        case 3: return "[^b ]"
        case 4: return ["\\w", "\\d", ".", "\\s"].randomElement(using: &random) ?? "a"
        case 5: return "(\(expression(&random, depth: depth - 1))|\(expression(&random, depth: depth - 1)))"
        case 6, 7: return expression(&random, depth: depth - 1) + expression(&random, depth: depth - 1)
        case 8:
            let count = ["+", "+?", "{1,2}", "{2}"].randomElement(using: &random) ?? "+"
            return "(?:\(expression(&random, depth: depth - 1)))\(count)"
        default:
            let count = ["*", "*?", "?", "??", "{0,2}"].randomElement(using: &random) ?? "*"
            return "(\(expression(&random, depth: depth - 1)))\(count)\(expression(&random, depth: depth - 1))"
        }
    }
}

/// A body through a redactor with one rule.
private enum RedactorRuleProbe {
    static func redacted(_ body: [UInt8], rule: String) -> [UInt8] {
        guard let rules = try? RedactionRules(redact: [rule]) else { return [] }
        let exchange = Exchange(sequence: 1, request: Request(body: body), response: nil, startedAt: 0)
        return Redactor(rules: rules).redact(exchange).exchange.request.body
    }
}
