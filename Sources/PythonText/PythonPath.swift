/// Paths with the user's home and variables in them, as Python's `os.path` reads them.
package enum PythonPath {
    /// `expanduser`, for the user's own home only: `~` and `~/…`.
    package static func expandingUser(_ path: String, home: String) -> String {
        path == "~" || path.hasPrefix("~/") ? home + path.dropFirst() : path
    }

    /// `expandvars`: `$NAME` and `${NAME}`; names that the environment does not have stay as they are.
    package static func expandingVariables(_ path: String, _ environment: [String: String]) -> String {
        guard path.contains("$") else { return path }
        var result = ""
        var rest = path[...]
        while let character = rest.popFirst() {
            guard character == "$" else {
                result.append(character)
                continue
            }
            let isBraced = rest.first == "{"
            let name = rest.dropFirst(isBraced ? 1 : 0).prefix {
                isBraced ? $0 != "}" : $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber)
            }
            let isClosed = !isBraced || name.endIndex < rest.endIndex
            guard !name.isEmpty, isClosed, let value = environment[String(name)] else {
                result.append(character)
                continue
            }
            result += value
            rest = rest[name.endIndex...].dropFirst(isBraced ? 1 : 0)
        }
        return result
    }
}
