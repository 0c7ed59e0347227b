import TapedeckTestSupport
import Testing

/// Every command of the README does what it says: exit status 0.
struct ReadmeTests {
    private static let page = MarkdownPage("README.md")

    /// The blocks of shell commands, but for the two that `.ci/run` runs: they build, which a test can't while it is run.
    static let blocks = page.fenced("sh").filter { !$0.text.hasPrefix("scripts/") }

    static let hasAWS = access("/usr/bin/aws", X_OK) == 0

    @Test
    func thereAreCommands() {
        #expect(Self.blocks.count >= 5)
    }

    /// In one run, because later ones use what earlier ones made.
    @Test(.enabled(if: hasAWS, "the README's client, aws, is not at /usr/bin/aws; run scripts/setup --clients"))
    func everyCommandWorks() async throws {
        try await MarkdownPage.run(Self.blocks, in: Scratch())
    }

    @Test(.enabled(if: hasAWS, "the README's client, aws, is not at /usr/bin/aws; run scripts/setup --clients"))
    func theTerminalShowsWhatIsPrinted() async throws {
        let scratch = Scratch()
        let steps = Self.page.fenced("console").flatMap { MarkdownPage.session($0.text) }
        #expect(steps.map(\.shown.count) == [2, 3])
        for step in steps { try await MarkdownPage.run(step, in: scratch) }
    }

    /// The pages that people read, each with its folder.
    static let pages =
        ["README.md", "CONTRIBUTING.md"]
        + ["Sources", "docs", "Examples", "Python"].flatMap { Package.files(under: $0, ending: ".md") }

    /// Every link of the pages that is none to elsewhere on the web.
    private static func links(in text: String) -> [String] {
        text.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }.filter { !$0.contains("://") }
    }

    @Test(arguments: pages)
    func everyLinkLeadsSomewhere(page: String) throws {
        let folder = page.split(separator: "/").dropLast().joined(separator: "/")
        for link in Self.links(in: String(decoding: try Package.bytes(page), as: UTF8.self)) {
            let path = link.split(separator: "#", omittingEmptySubsequences: false)[0]
            let place = "\(Package.root)/\(folder.isEmpty ? "" : folder + "/")\(path)"
            #expect(access(place, F_OK) == 0, "\(page) links to \(link), which is not there")
        }
    }

    /// Each threat of the security page names tests that are there.
    @Test
    func everyTestThatTheSecurityPageNamesExists() throws {
        let page = String(decoding: try Package.bytes("docs/Tapedeck.docc/Security.md"), as: UTF8.self)
        let named = page.matches(of: /`(\w+Tests)\.(\w+)`/).map { (String($0.1), String($0.2)) }
        #expect(named.count >= 15)
        let sources = Package.files(under: "Tests", ending: ".swift")
        for (suite, test) in named {
            let path = try #require(sources.first { $0.hasSuffix("/\(suite).swift") }, "there is no \(suite)")
            let text = String(decoding: try Package.bytes(path), as: UTF8.self)
            #expect(text.contains("func \(test)("), "\(suite) has no test \(test)")
        }
    }

    @Test
    func findsTheLinks() throws {
        let readme = String(decoding: try Package.bytes("README.md"), as: UTF8.self)
        #expect(Self.links(in: readme).count >= 5)
        #expect(Self.links(in: "[a](b.md#c) [d](https://e)") == ["b.md#c"])
    }

    /// The table of exit statuses is that of the code.
    @Test
    func namesEveryExitStatus() throws {
        let readme = String(decoding: try Package.bytes("docs/Tapedeck.docc/ExitStatuses.md"), as: UTF8.self)
        let code = String(decoding: try Package.bytes("Sources/tapedeck/ExitStatus.swift"), as: UTF8.self)
        let numbers = code.split(separator: "\n").filter { $0.contains("    case ") && $0.contains(" = ") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.map(String.init)
        #expect(numbers.count == 11)
        let rows = readme.split(separator: "\n").filter { $0.hasPrefix("| ") }
        for number in numbers {
            #expect(
                rows.contains {
                    $0.split(separator: "|").first?.split(whereSeparator: { ", ".contains($0) }).contains(
                        Substring(number)) == true
                }, "\(number)")
        }
    }
}
