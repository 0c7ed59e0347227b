import TapedeckJMESPath
import TapedeckJSONText
import TapedeckTestSupport
import Testing

/// The public compliance cases of JMESPath.
struct ConformanceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let given: JSONValue
        let expression: String
        let result: JSONValue?
        let error: String?

        var testDescription: String { "\(file): \(expression)" }
    }

    static let cases: [Case] = {
        guard Conformance.isPresent else { return [] }
        var cases: [Case] = []
        for file in Conformance.files(under: "jmespath", ending: ".json") {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            for group in (try? Conformance.json("jmespath/\(name)"))?.array ?? [] {
                for item in group["cases"]?.array ?? [] {
                    guard let expression = item["expression"]?.string, let given = group["given"] else { continue }
                    cases.append(
                        Case(
                            file: name, given: given, expression: expression, result: item["result"],
                            error: item["error"]?.string))
                }
            }
        }
        return cases
    }()

    @Test(.enabled(if: Conformance.isPresent, "\(Conformance.absence)"))
    func readsCasesOfEveryFile() {
        let files = Conformance.files(under: "jmespath", ending: ".json")
        #expect(!files.isEmpty)
        #expect(Set(Self.cases.map(\.file)).count == files.count)
        #expect(Self.cases.count > 0)
        print("\(Self.cases.count) public JMESPath cases in \(files.count) files")
    }

    @Test(.enabled(if: Conformance.isPresent, "\(Conformance.absence)"), arguments: cases)
    func answersAsThePublicCaseSays(item: Case) throws {
        switch item.error {
        case nil:
            let result = try Expression(item.expression).search(item.given)
            #expect(result == item.result, "got \(result.text())")
        case "syntax": #expect(throws: ExpressionError.self) { try Expression(item.expression) }
        default:
            let expression = try Expression(item.expression)
            #expect(throws: EvaluationError.self) { try expression.search(item.given) }
        }
    }
}
