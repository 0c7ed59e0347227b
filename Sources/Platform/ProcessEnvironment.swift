#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The variables that this process was started with.
public enum ProcessEnvironment {
    /// A variable; empty where it is not set.
    public static func variable(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }

    /// The hosts that no proxy is for, separated by commas, as `no_proxy` or `NO_PROXY` has them; empty where neither is set.
    public static var proxyExceptions: String {
        ["no_proxy", "NO_PROXY"].map(variable).first { !$0.isEmpty } ?? ""
    }

    /// Every variable.
    public static var variables: [String: String] {
        var variables: [String: String] = [:]
        var next = CLibrary.environment
        while let entry = next.pointee {
            let pair = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
            next += 1
        }
        return variables
    }

    /// The user's home directory: `HOME`, else what the system says of the user.
    public static var homeDirectory: String {
        let home = variable("HOME")
        if !home.isEmpty { return home }
        guard let entry = getpwuid(getuid()), let home = entry.pointee.pw_dir else { return "/" }
        return String(cString: home)
    }
}
