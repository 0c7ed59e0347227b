import Synchronization
import Testing

/// Sees whether a test fails while it runs, also where it goes on after an expectation that was not met.
final class TestFailureWatch: Sendable {
    /// Whether an issue fails its test; a known one doesn't, nor does a warning.
    static let isFailure: @Sendable (Issue) -> Bool = { issue in
        #if compiler(>=6.3)
            issue.isFailure
        #else
            true
        #endif
    }

    private let isFailure: @Sendable (Issue) -> Bool
    private let found = Atomic(false)

    /// Makes a watch.
    init(_ isFailure: @escaping @Sendable (Issue) -> Bool) {
        self.isFailure = isFailure
    }

    /// Whether the test has failed.
    var hasFailed: Bool {
        found.load(ordering: .relaxed)
    }

    /// Runs the body of a test.
    func run(
        for test: Test, testCase: Test.Case?, _ body: @Sendable () async throws -> Void
    ) async throws {
        let watch: IssueHandlingTrait = .compactMapIssues { [self] issue in
            if isFailure(issue) { found.store(true, ordering: .relaxed) }
            return issue
        }
        try await watch.provideScope(for: test, testCase: testCase, performing: body)
    }
}
