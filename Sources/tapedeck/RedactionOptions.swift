import ArgumentParser
import TapedeckCassetteFormat
import TapedeckJSONText
import TapedeckPlatform
import TapedeckYAMLPages

/// What a user wants taken out beside what is known as a secret: options, and the page `.tapedeck.yaml`.
struct RedactionOptions: ParsableArguments {
    @Option(
        help: """
            Take this out too: json:$.Tags[*].Value (a place in bodies) or regex:EXPRESSION; repeatable. A file \
            .tapedeck.yaml in the working directory may say the same under redact and keep.
            """)
    var redact: [String] = []

    @Option(help: "Keep what would go: header:NAME, or accounts; repeatable.")
    var keep: [String] = []

    /// The rules of the page and of the options, together.
    func rules() throws -> RedactionRules {
        var lists: [String: [String]] = ["redact": redact, "keep": keep]
        let page = ".tapedeck.yaml"
        if Files.exists(page) {
            let text = String(decoding: try Files.read(page), as: UTF8.self)
            let value: JSONValue
            do throws(YAMLError) { value = try YAMLText.parse(text, name: page) } catch {
                throw Failure(.badInput, error.message)
            }
            for member in value.object?.members ?? [] {
                guard let items = member.value.array, lists[member.name] != nil else {
                    throw Failure(.badInput, "\(page): \(member.name) is not a list named redact or keep")
                }
                lists[member.name]? += items.compactMap(\.string)
            }
        }
        do throws(RedactionRuleError) {
            return try RedactionRules(redact: lists["redact"] ?? [], keep: lists["keep"] ?? [])
        } catch {
            throw Failure(.usage, error.message)
        }
    }
}
