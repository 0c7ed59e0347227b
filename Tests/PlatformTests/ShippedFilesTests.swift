import TapedeckPlatform
import TapedeckTestSupport
import Testing

struct ShippedFilesTests {
    private let scratch = Scratch()

    /// A checkout's build, an installation, and a Python environment.
    @Test(arguments: [
        ("tree/.build/x86_64/debug/tapedeck", "tree"), ("usr/bin/tapedeck", "usr/share/tapedeck"),
        ("venv/bin/tapedeck", "venv/share/tapedeck"),
    ])
    func findsThemFromTheProgramsPlace(program: String, place: String) throws {
        try Files.makeDirectories("\(scratch.path)/\(place)/Fixtures/scenarios")
        #expect(ShippedFiles.directory(near: "\(scratch.path)/\(program)") == "\(scratch.path)/\(place)")
    }

    @Test
    func findsNoneWhereThereAreNone() {
        #expect(ShippedFiles.directory(near: "\(scratch.path)/bin/tapedeck") == nil)
    }
}
