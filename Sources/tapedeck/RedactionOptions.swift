import ArgumentParser
import TapedeckCassetteFormat

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
        do throws(RedactionRuleError) { _ = try RedactionRules(redact: redact, keep: keep) } catch {
            throw Failure(.usage, error.message)
        }
        return try ProjectPage().rules(redact: redact, keep: keep)
    }
}
