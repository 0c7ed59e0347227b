import TapedeckContract
import TapedeckPlatform
import TapedeckVerification

extension Library {
    /// Where pages are looked for: what was given, or the working directory; then what belongs to this program.
    static func rootsOfThisProgram(given: String? = nil) throws -> [String] {
        let here = Files.currentDirectory
        let given = given.map { $0.hasPrefix("/") ? $0 : "\(here)/\($0)" }
        let folders = ["Fixtures/scenarios", "Fixtures/clients", "cassettes"]
        if let given, !folders.contains(where: { Files.isDirectory("\(given)/\($0)") }) {
            throw Failure(
                .noInput, "\(given) has none of \(folders.joined(separator: ", ")); --root names their directory")
        }
        let own = given ?? (Files.isDirectory("\(here)/Fixtures/scenarios") ? here : nil)
        let shipped = ProcessEnvironment.programPath.flatMap { root(of: $0) }
        return [own, shipped == own ? nil : shipped].compactMap { $0 }
    }
}

extension ClientProfile {
    /// What to say where the client is not on this machine.
    var absence: String {
        "\(title) is not on this machine (looked for \(programs.joined(separator: ", "))); "
            + "`scripts/setup --clients` installs the clients that can be had"
    }
}
