#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The machine's processors.
public enum Processors {
    /// How many this process may run on, which may be fewer than there are; `nil` where the system does not say.
    public static var usable: Int? {
        // Only Linux has the file, and only for what it tells is it looked at.
        guard let status = try? Files.read("/proc/self/status") else { return nil }
        let name = "Cpus_allowed:"
        let line = status.split(separator: 10).first { $0.starts(with: name.utf8) }
        let mask = line?.dropFirst(name.utf8.count).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        return mask.map { $0.reduce(0) { $0 + $1.nonzeroBitCount } }
    }

    /// Lets other threads run that wait for this one's processor: a short stretch of work is not interrupted for them.
    public static func yield() {
        sched_yield()
    }
}
