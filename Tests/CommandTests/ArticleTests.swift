import TapedeckTestSupport
import Testing

/// Every command of the documentation's articles and tutorial does what is said of it.
struct ArticleTests {
    static let articles = Package.files(under: "docs/Tapedeck.docc", ending: ".md")
    /// The pictures of terminals of the tutorial, in the order of its steps.
    static let terminals = Package.files(under: "docs/Tapedeck.docc/Tutorials", ending: ".tutorial").sorted().flatMap {
        path in
        String(decoding: (try? Package.bytes(path)) ?? [], as: UTF8.self).matches(of: /file: "([^"]+\.console)"/)
            .map { String($0.1) }
    }

    @Test
    func thereAreArticlesAndSteps() {
        #expect(Self.articles.count == 9)
        #expect(Self.terminals.count == 12)
        #expect(
            Self.terminals.count
                == Package.files(under: "docs/Tapedeck.docc/Resources", ending: ".console").count)
    }

    @Test(arguments: articles)
    func everyCommandWorks(page: String) async throws {
        try await MarkdownPage.run(MarkdownPage(page).fenced("sh"), in: Scratch())
    }

    /// What stands within a sentence is not run; a call of the control port belongs into a block that is.
    @Test(arguments: articles)
    func everyCallIsOneThatIsRun(page: String) throws {
        let text = String(decoding: try Package.bytes(page), as: UTF8.self)
        #expect(text.matches(of: /`curl [^`]*`/).map { String($0.0) } == [])
    }

    /// In one run, because later steps use what earlier ones made.
    @Test
    func theTutorialShowsWhatIsPrinted() async throws {
        let scratch = Scratch()
        for terminal in Self.terminals {
            let text = String(decoding: try Package.bytes("docs/Tapedeck.docc/Resources/\(terminal)"), as: UTF8.self)
            let steps = MarkdownPage.session(text)
            #expect(!steps.isEmpty)
            for step in steps { try await MarkdownPage.run(step, in: scratch) }
        }
    }
}
