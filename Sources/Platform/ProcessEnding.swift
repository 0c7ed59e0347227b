#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How a program of ours ends.
public enum ProcessEnding {
    /// Writes out what C's streams still hold, and ends the process at once.
    ///
    /// What libraries have registered for the end is not run: it takes down what libcurl's thread may be using at that moment
    /// (OpenSSL frees its tables), and the process would end by a signal in the place of its status.
    public static func end(_ status: Int32) -> Never {
        fflush(nil)
        _exit(status)
    }
}
