import TapedeckJMESPath
import TapedeckJSONText
import TapedeckTestSupport
import Testing

struct HostileInputTests {
    @Test(arguments: [
        "(", "[", "!", "&", "{a:", "a[?", "[*].", "*.", "a||", "a|", "f(", "[?@]", "[]", "@.[@].", "-", "`[", "a[*]",
        "a(", "[[0:1]|",
    ])
    func refusesWhatIsRepeatedWithoutEnd(piece: String) {
        let text = String(repeating: piece, count: 100_000)
        #expect(throws: ExpressionError.self) { try Expression(text) }
        #expect(throws: ExpressionError.self) { try Expression(text + "a") }
    }

    @Test(arguments: [
        ("[@]|", "@", ""), ("a||", "a", ""), ("a==", "a", ""), ("(", "a", ")"), ("[", "a", "]"), ("!", "a", ""),
        ("to_array(", "a", ")"), ("a[*].", "a", ""),
    ])
    func refusesAsTooDeep(open: String, inner: String, close: String) {
        let text = String(repeating: open, count: 100_000) + inner + String(repeating: close, count: 100_000)
        #expect(throws: ExpressionError.tooDeep) { try Expression(text) }
    }

    @Test
    func refusesALiteralAsTooDeep() {
        let literal = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(throws: ExpressionError.tooDeep) { try Expression("`\(literal)`") }
    }

    @Test
    func refusesAsTooLong() throws {
        let longest = String(repeating: "a", count: Expression.maximumLength)
        #expect(try Expression(longest).search(.null) == .null)
        #expect(throws: ExpressionError.tooLong) { try Expression(longest + "a") }
    }

    @Test
    func readsALongChainOfMembers() throws {
        let text = "a" + String(repeating: ".a", count: 100_000)
        #expect(try Expression(text).search(.object(JSONObject([("a", 1)]))) == .null)
        let indexes = "a" + String(repeating: "[0]", count: 100_000)
        #expect(try Expression(indexes).search(.null) == .null)
    }

    @Test
    func refusesANumberOfTooManyDigitsAsPython() {
        let error = #expect(throws: ExpressionError.self) {
            try Expression("[\(String(repeating: "9", count: 4301))]")
        }
        #expect(error?.description.hasPrefix("Exceeds the limit (4300 digits)") == true)
    }

    /// The deepest expressions that are read, by kind of nesting.
    private static let deepest: [String] = {
        let depth = Expression.maximumDepth - 4
        func nested(_ open: String, _ inner: String, _ close: String, _ count: Int) -> String {
            String(repeating: open, count: count) + inner + String(repeating: close, count: count)
        }
        return [
            nested("[", "@", "]", depth), nested("(", "@", ")", depth), nested("!", "@", "", depth),
            nested("{a:", "@", "}", depth), nested("to_array(", "@", ")", depth),
            nested("map(&", "@", ", [@])", depth / 2),
            nested("[*].[", "@", "]", depth / 2), nested("[?", "@", "]", depth), nested("@ || ", "a", "", depth),
            String(repeating: "[@]|", count: depth) + "@", nested("sort_by([@], &", "`1`", ")", depth / 2),
            "to_string(" + nested("[", "@", "]", depth) + ")", nested("*.[", "@", "]", depth / 2),
            "`\(nested("[", "", "]", 64))`",
            "[" + nested("[", "@", "]", depth) + " == " + nested("[", "@", "]", depth) + "]",
            "abs(" + nested("[", "@", "]", depth) + ")",
        ]
    }()

    @Test
    func needsNoMoreThanHalfAMebibyteOfStack() throws {
        var attributes = pthread_attr_t()
        #expect(pthread_attr_init(&attributes) == 0)
        defer { pthread_attr_destroy(&attributes) }
        #expect(pthread_attr_setstacksize(&attributes, 512 << 10) == 0)
        let array = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        let object = String(repeating: #"{"a":"#, count: 500) + "1" + String(repeating: "}", count: 500)
        let documents = try [JSONParser.parse(array), JSONParser.parse(object)]
        let outcome = Unmanaged.passRetained(Outcome(documents: documents))
        defer { outcome.release() }
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let status = pthread_create(&thread, &attributes, hostileThread, outcome.toOpaque())
        try #require(status == 0)
        #if canImport(Darwin)
            if let thread { pthread_join(thread, nil) }
        #else
            pthread_join(thread, nil)
        #endif
        #expect(outcome.takeUnretainedValue().count == Self.deepest.count * 2)
    }

    /// What the thread works on, and how far it came. Documents are read before, on a thread with room for that.
    private final class Outcome {
        let documents: [JSONValue]
        var count = 0

        init(documents: [JSONValue]) {
            self.documents = documents
        }
    }

    private static func work(_ outcome: Outcome) {
        for text in deepest {
            for document in outcome.documents {
                guard let expression = try? Expression(text) else { continue }
                outcome.count += 1
                // Whether there is a result or an error is not this test's matter.
                _ = try? expression.search(document)
            }
        }
    }

    fileprivate static func run(_ context: UnsafeMutableRawPointer) {
        work(Unmanaged<Outcome>.fromOpaque(context).takeUnretainedValue())
    }
}

#if canImport(Darwin)
    private func hostileThread(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        HostileInputTests.run(context)
        return nil
    }
#else
    private func hostileThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        context.map(HostileInputTests.run)
        return nil
    }
#endif
