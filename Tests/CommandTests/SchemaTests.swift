import TapedeckPlatform
import TapedeckTestSupport
import Testing

/// Profiles, scenarios and cassettes against their JSON Schemas, by `scripts/check-schemas`.
struct SchemaTests {
    private let scratch = Scratch()

    /// A Python that has what the script needs; the reason is printed where there is none.
    private static func check(_ files: [String]) async throws -> DeckProgram.Outcome? {
        for python in ["\(Package.root)/.venv/bin/python", "python3"]
        where !python.hasPrefix("/") || Files.exists(python) {
            let words = [python, "\(Package.root)/scripts/check-schemas"]
            let outcome = try await DeckProgram.run(program: words + files, in: Package.root)
            if !outcome.error.contains("No module named") { return outcome }
        }
        print("skipped: no Python with jsonschema and yaml; scripts/setup --clients installs them in .venv")
        return nil
    }

    @Test
    func everyPageAndCassetteKeepsItsSchemaAndNamesIt() async throws {
        guard let outcome = try await Self.check([]) else { return }
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
        #expect(outcome.output.hasSuffix(" pages, 0 problems\n"))
    }

    @Test
    func aWrongPageIsRefusedWithItsPlace() async throws {
        let page = """
            # yaml-language-server: $schema=\(Package.root)/Fixtures/schemas/profile.schema.json
            client: c
            title: C
            programs: [c]
            operations: { CreateConnection: { run: c, more: 1 } }
            """
        let path = try scratch.write(page.utf8, to: "c.yaml")
        guard let outcome = try await Self.check([path]) else { return }
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("c.yaml: operations: "))
    }
}
