// What the transport uses of the C library, by its name on each system; the other files are the same everywhere.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

enum SystemLibrary {
    /// The error of a connection that was reset.
    static let connectionReset = ECONNRESET

    /// Starts a thread that nobody joins, and hands it a pointer; `false` where the system gives none.
    static func startThread(_ body: @escaping ThreadBody, with context: UnsafeMutableRawPointer) -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        return pthread_create(&thread, &attributes, body, context) == 0
    }

    // Darwin's imported declaration of pthread_create has a pointer that is never null, the others' one that may be.
    #if canImport(Darwin)
        typealias ThreadBody = @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer?
    #else
        typealias ThreadBody = @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?
    #endif
}
