/// Where the files are that come with the program: `Fixtures/scenarios`, `Fixtures/clients`, `cassettes` and `CONTRACT.md`.
///
/// A checkout has them at its top, an installation in `share/tapedeck` beside `bin`, a Python wheel in `share/tapedeck` of its
/// environment. All three are found from the program's own place, whatever directory it is run in.
public enum ShippedFiles {
    /// The variable that names their directory instead.
    public static let variable = "TAPEDECK_SHARE"

    /// Their directory: what the variable says, whether or not anything is there; else what ``directory(near:)`` finds.
    public static var directory: String? {
        let named = ProcessEnvironment.variable(variable)
        return named.isEmpty ? ProcessEnvironment.programPath.flatMap { directory(near: $0) } : named
    }

    /// The nearest directory above a program that has `Fixtures/scenarios`, itself or in `share/tapedeck`.
    ///
    /// - Parameter program: the program's whole path.
    public static func directory(near program: String) -> String? {
        var directory = program
        repeat {
            directory = Files.parent(of: directory)
            for candidate in [directory, "\(directory)/share/tapedeck"]
            where Files.isDirectory("\(candidate)/Fixtures/scenarios") {
                return candidate
            }
        } while directory.count > 1
        return nil
    }
}
