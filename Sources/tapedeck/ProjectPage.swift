import TapedeckCassetteFormat
import TapedeckJSONText
import TapedeckPlatform
import TapedeckYAMLPages

/// `.tapedeck.yaml` of the working directory: what a project asks of every run.
struct ProjectPage {
    private static let name = ".tapedeck.yaml"
    /// What is taken out and what is kept, as `--redact` and `--keep` take it.
    private(set) var redact: [String] = []
    private(set) var keep: [String] = []
    /// The directory of the project's own scenarios, profiles and cassettes, as `--root` takes it.
    private(set) var root: String?

    /// Reads the page; where there is none, it asks for nothing.
    init() throws {
        guard Files.exists(Self.name) else { return }
        guard let text = String(validating: try Files.read(Self.name), as: UTF8.self) else {
            throw Failure(.badInput, "\(Self.name) is not text in UTF-8; write it anew")
        }
        let value: JSONValue
        do throws(YAMLError) { value = try YAMLText.parse(text, name: Self.name) } catch {
            throw Failure(.badInput, error.message)
        }
        if value.isNull { return }
        guard let page = value.object else {
            throw Failure(.badInput, "\(Self.name) holds no members; expected a list named redact or keep, or root")
        }
        for member in page.members {
            switch (member.name, member.value.array, member.value.string) {
            case ("redact", let items?, _): redact = try Self.rules(items, of: "redact")
            case ("keep", let items?, _): keep = try Self.rules(items, of: "keep")
            case ("root", _, let directory?): root = directory
            default:
                throw Failure(
                    .badInput,
                    "\(Self.name): \(member.name) is not a list named redact or keep, nor a directory named root")
            }
        }
        // Here, so that it is known which words were the page's.
        _ = try rules(redact: [], keep: [])
    }

    /// The rules of the page and others, together.
    func rules(redact others: [String], keep kept: [String]) throws -> RedactionRules {
        do throws(RedactionRuleError) {
            return try RedactionRules(redact: others + redact, keep: kept + keep)
        } catch {
            throw Failure(.badInput, "\(Self.name): \(error.message)")
        }
    }

    private static func rules(_ items: [JSONValue], of member: String) throws -> [String] {
        try items.enumerated().map { index, item in
            guard let rule = item.string else {
                throw Failure(
                    .badInput, "\(name): \(member), item \(index + 1) is \(item.kindName) and no text; put it in quotes"
                )
            }
            return rule
        }
    }
}
