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
        let text = String(decoding: try Files.read(Self.name), as: UTF8.self)
        let value: JSONValue
        do throws(YAMLError) { value = try YAMLText.parse(text, name: Self.name) } catch {
            throw Failure(.badInput, error.message)
        }
        for member in value.object?.members ?? [] {
            switch (member.name, member.value.array, member.value.string) {
            case ("redact", let items?, _): redact = items.compactMap(\.string)
            case ("keep", let items?, _): keep = items.compactMap(\.string)
            case ("root", _, let directory?): root = directory
            default:
                throw Failure(
                    .badInput,
                    "\(Self.name): \(member.name) is not a list named redact or keep, nor a directory named root")
            }
        }
    }
}
