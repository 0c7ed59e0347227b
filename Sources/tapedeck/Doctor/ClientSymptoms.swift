import TapedeckContract
import TapedeckVerification
import TapedeckWording

/// The clients that the profiles know: which are on this machine, and what each needs to be recorded.
enum ClientSymptoms {
    /// Looks for every client, all at the same time: some take a second to say their version.
    static func all(in library: Library, path: String) async throws -> [Symptom] {
        let profiles = try library.profiles()
        return await withTaskGroup(of: (Int, Symptom).self) { group in
            for (index, found) in profiles.enumerated() {
                group.addTask { (index, await finding(found, path: path)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func finding(_ found: Library.FoundProfile, path: String) async -> Symptom {
        let profile = found.profile
        guard let client = await InstalledClient.find(profile, root: found.root, path: path) else {
            return Symptom(
                weight: .absent, subject: profile.client,
                sentence: "not on this machine (looked for \(profile.programs.joined(separator: ", ")))")
        }
        return Symptom(
            weight: .ok, subject: profile.client, sentence: "\(client.version), \(client.program)",
            more: ["to be recorded: \(need(of: profile))"])
    }

    /// What must stand in a command line behind `tapedeck record … --`, in a few words.
    static func need(of profile: ClientProfile) -> String {
        let handed = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_APPRUNNER", "TAPEDECK_URL"]
        let own = profile.environment.filter { $0.value.contains("{url}") }.keys.sorted()
        let proxy = profile.settings["proxy"] == nil ? "" : ", or --mode proxy"
        if !profile.endpointArguments.isEmpty {
            let words = profile.endpointArguments.map { ShellWord.quoted($0) }.joined(separator: " ")
            return "\(words) among its arguments\(proxy)"
        }
        if let name = own.first(where: handed.contains) {
            return "nothing; it reads \(name), which a wrapped command finds set\(proxy)"
        }
        if let name = own.first { return "\(name)={url} in front of it, by env\(proxy)" }
        return "{url} in its arguments where the service's URL stands\(proxy)"
    }
}
