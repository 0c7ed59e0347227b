import TapedeckContract
import TapedeckPlatform
import TapedeckVerification

extension Library {
    /// Where pages are looked for: what was given, or `root` of `.tapedeck.yaml`, or the working directory; then what belongs
    /// to this program.
    static func rootsOfThisProgram(given: String? = nil) throws -> [String] {
        let here = Files.currentDirectory
        let whole = { (path: String) in path.hasPrefix("/") ? path : "\(here)/\(path)" }
        let page = try ProjectPage().root
        let remedy = "\(given == nil ? "root in .tapedeck.yaml" : "--root") names their directory"
        let given = try (given ?? page).map { try holdingPages(whole($0), remedy) }
        let own = given ?? (Files.isDirectory("\(here)/Fixtures/scenarios") ? here : nil)
        let shipped = try ShippedFiles.directory.map {
            try holdingPages(whole($0), "\(ShippedFiles.variable) names the directory of what comes with tapedeck")
        }
        return [own, shipped == own ? nil : shipped].compactMap { $0 }
    }

    private static func holdingPages(_ directory: String, _ remedy: String) throws -> String {
        let folders = ["Fixtures/scenarios", "Fixtures/clients", "cassettes"]
        guard folders.contains(where: { Files.isDirectory("\(directory)/\($0)") }) else {
            throw Failure(.noInput, "\(directory) has none of \(folders.joined(separator: ", ")); \(remedy)")
        }
        return directory
    }
}

extension Library.FoundProfile {
    /// What to say where the client is not on this machine.
    var absence: String {
        let start = "\(profile.title) is not on this machine (looked for \(profile.programs.joined(separator: ", ")))"
        if path.hasPrefix("\(root)/Fixtures/clients/") {
            return "\(start); `scripts/setup --clients` installs the clients that can be had"
        }
        return "\(start); none of these prints a version that fits: see `programs` and `version` in \(path)"
    }
}
