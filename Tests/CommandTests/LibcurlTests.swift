#if os(Linux)
    import TapedeckTestSupport
    import Testing

    /// libcurl is loaded by who sends something, and by nobody else.
    struct LibcurlTests {
        private let scratch = Scratch()
        private static let cassette = "\(Package.root)/cassettes/apprunner/connections/create-github.har"

        /// It takes longer to load, with all that is behind it, than the rest of the start.
        @Test
        func aReplayStartsWithoutIt() async throws {
            let seen = try await DeckProgram.run(
                ["replay", Self.cassette, "--", "sh", "-c", "grep -c libcurl /proc/$PPID/maps; cat /proc/$PPID/comm"],
                in: scratch.path)
            #expect(seen.output == "0\ntapedeck\n")
        }

        /// One that can't be loaded is told with the reason and what to do, and what it was needed for fails.
        @Test
        func oneThatCannotBeLoadedIsTold() async throws {
            try scratch.write("no library".utf8, to: "libcurl.so.4")
            let seen = try await DeckProgram.run(
                ["drift", Self.cassette, "--upstream", "http://127.0.0.1:1", "--allow-writes"], in: scratch.path,
                environment: ["LD_LIBRARY_PATH": scratch.path])
            #expect(seen.status == 69)
            #expect(seen.error.contains("libcurl can't be loaded: \(scratch.path)/libcurl.so.4: "))
            #expect(seen.error.contains("install it, as by: apt-get install libcurl4\n"))
        }

        /// So does doctor, before anything needed it; the version only names what is there.
        @Test
        func doctorAndTheVersionTellOneThatCannotBeLoaded() async throws {
            try scratch.write("no library".utf8, to: "libcurl.so.4")
            let environment = ["LD_LIBRARY_PATH": scratch.path, "PATH": DeckProgram.products]
            let found = try await DeckProgram.run(["doctor"], in: scratch.path, environment: environment)
            #expect(found.output.contains("  in the way  libcurl: it can't be loaded: \(scratch.path)/libcurl.so.4: "))
            #expect(found.output.contains("; install it, as by: apt-get install libcurl4; what sends requests on"))
            #expect(found.output.hasSuffix("\n1 thing is in the way\n"), "\(found.output)")
            #expect(found.status == 1)
            let version = try await DeckProgram.run(["--version"], in: scratch.path, environment: environment)
            #expect(version.output.contains("; runs with no libcurl and SQLite 3."), "\(version)")
            #expect(version.status == 0)
        }
    }
#endif
