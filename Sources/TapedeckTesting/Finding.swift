import Testing

/// Something to be said when a test ends.
struct Finding {
    /// What is said.
    var text: String
    /// Whether it fails the test.
    var isFailure = true
    /// What goes with it.
    var journal: String?

    /// Says it in the test that is running.
    func record(at place: SourceLocation) {
        if let journal { Attachment.record(journal, named: "requests.jsonl", sourceLocation: place) }
        if isFailure {
            Issue.record("\(text)", sourceLocation: place)
        } else {
            // Before Swift 6.3 whatever is recorded fails the test.
            #if compiler(>=6.3)
                Issue.record("\(text)", severity: .warning, sourceLocation: place)
            #endif
        }
    }
}
