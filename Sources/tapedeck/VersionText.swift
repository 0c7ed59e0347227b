import TapedeckBuildFacts
import TapedeckCurlTransport
import TapedeckRecording
import TapedeckWording

/// What `tapedeck --version` says: the version, the commit, and what the program was built with and runs on.
enum VersionText {
    /// `tapedeck 0.1.0 (commit 0123456789ab, release)`.
    static var first: String {
        "tapedeck \(TapedeckVersion.current) (\(commit), \(configuration))"
    }

    /// `built with Swift 6.3; runs with libcurl/7.88.1 OpenSSL/3.0.17 and SQLite 3.40.1`.
    static func second() throws -> String {
        "built with Swift \(compiler); runs with \(CurlTransport.libraryVersion) and SQLite \(try CaptureJournal.libraryVersion())"
    }

    private static var commit: String {
        tapedeck_build_commit().map { "commit \(String(cString: $0))" } ?? "built in a checkout"
    }

    private static var configuration: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }

    // The compiler does not tell its version to the code; a newer one than is named here is called after the last.
    private static var compiler: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }
}
