import Testing

@testable import TapedeckClientPrompt

/// Keys from bytes, and the line that they edit.
struct PromptEditingTests {
    private func keys(_ bytes: [UInt8]) -> [Key] {
        var decoder = KeyDecoder()
        return bytes.compactMap { decoder.received($0) }
    }

    @Test(arguments: [
        ("a", [Key.character("a")]), ("\t\r\n", [.tab, .enter, .enter]), ("\u{7F}\u{8}", [.backspace, .backspace]),
        ("\u{1B}[C\u{1B}[D", [.right, .left]), ("\u{1B}OH\u{1B}OF", [.home, .end]),
        ("\u{1B}[H\u{1B}[F", [.home, .end]),
        ("\u{1B}[1~\u{1B}[4~\u{1B}[3~", [.home, .end, .delete]), ("\u{1B}[1;5C", [.right]),
        ("\u{1B}[A\u{1B}[Zx", [.character("x")]),
        ("\u{1}\u{5}\u{2}\u{6}", [.home, .end, .left, .right]), ("\u{3}\u{4}", [.interrupt, .endOfInput]),
        ("\u{B}\u{15}\u{17}", [.killToEnd, .killLine, .killWord]),
        ("é日😀", [.character("é"), .character("日"), .character("😀")]),
        ("\u{0}\u{1F}", []),
    ])
    func decodes(text: String, expected: [Key]) {
        #expect(keys(Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        ([0xFF, 0x61], [Key.character("a")]), ([0xC3, 0x61], [.character("a")]), ([0xE3, 0x81, 0x0D], [.enter]),
        ([0x80], []), ([0xED, 0xA0, 0x80, 0x61], [.character("a")]),
    ])
    func leavesOutWhatIsNoUTF8(bytes: [UInt8], expected: [Key]) {
        #expect(keys(bytes) == expected)
    }

    @Test(arguments: [
        ([Key.left, .character("x")], "abxc", 3), ([.home, .character("x")], "xabc", 1),
        ([.home, .left, .delete], "bc", 0),
        ([.backspace], "ab", 2), ([.home, .backspace], "abc", 0), ([.left, .left, .killToEnd], "a", 1),
        ([.killLine], "", 0), ([.home, .end, .character("d")], "abcd", 4), ([.right, .delete], "abc", 3),
        ([.home, .endOfInput], "bc", 0), ([.tab, .enter], "abc", 3),
    ])
    func edits(keys: [Key], text: String, cursor: Int) {
        var editor = LineEditor("abc")
        for key in keys { editor.pressed(key) }
        #expect(editor.text == text)
        #expect(editor.cursor == cursor)
    }

    @Test(arguments: [("a bc", "a "), ("a bc  ", "a "), ("abc", ""), ("", ""), ("  ", "")])
    func deletesAWord(text: String, expected: String) {
        var editor = LineEditor(text)
        editor.pressed(.killWord)
        #expect(editor.text == expected)
    }

    @Test
    func takesNoMoreThanALongLine() {
        var editor = LineEditor(String(repeating: "a", count: LineEditor.maximumLength))
        editor.pressed(.character("b"))
        #expect(!editor.text.contains("b"))
    }
}
