// The C library by its name on each system. This module is the only one that reads files, clocks and the environment;
// beside it only transports and terminals touch the C library.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `read` and `write` by names that no method here hides.
func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

func writeBytes(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}

/// The names of this system that differ from another's.
enum CLibrary {
    /// What asks a terminal for its size, as this system's `ioctl` takes it.
    #if canImport(Musl)
        static let windowSize = Int32(TIOCGWINSZ)
    #else
        static let windowSize = UInt(TIOCGWINSZ)
    #endif

    /// The variables, as C has them: pointers to `NAME=value`, with none at the end.
    static var environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
        #if canImport(Darwin)
            _NSGetEnviron().pointee
        #else
            environ
        #endif
    }
}
