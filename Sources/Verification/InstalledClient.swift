public import TapedeckContract
import TapedeckPlatform
import TapedeckProcesses

/// A client that was found on this machine.
public struct InstalledClient: Sendable {
    /// Its profile.
    public let profile: ClientProfile
    /// The program that `{program}` stands for.
    public let program: String
    /// The version that it says it is.
    public let version: String
    /// How long it took to say that, in milliseconds.
    public let startTime: Int64
    /// The project's directory.
    let root: String
    /// The directory of the profile's page.
    let folder: String

    /// Looks for a profile's client.
    ///
    /// Every program of the profile is tried in turn, a bare name in each directory of `PATH`, until one prints a version
    /// that fits.
    ///
    /// - Parameters:
    ///   - root: what relative programs and `{root}` are looked up from.
    ///   - page: the path of the profile's page, for `{profile}`, its directory; relative programs are looked up there first.
    ///   - path: the `PATH` that bare names are looked up in.
    /// - Returns: `nil` with no such program on this machine.
    public static func find(
        _ profile: ClientProfile, root: String, page: String? = nil, path: String
    ) async -> InstalledClient? {
        let folder = page.map { Files.parent(of: $0.hasPrefix("/") ? $0 : "\(Files.currentDirectory)/\($0)") } ?? root
        for program in profile.programs.flatMap({ candidates($0, folders: [folder, root], path: path) }) {
            let words = profile.versionCommand.map {
                $0.replacing("{program}", with: program).replacing("{root}", with: root)
                    .replacing("{profile}", with: folder)
            }
            guard !words.isEmpty else { return nil }
            let run = Program(
                words, environment: ["PATH": path, "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"], directory: "/")
            // A program that can't be started is just not this client.
            let begun = SystemClock.monotonicMilliseconds
            guard let result = try? await run.captured(within: 30), result.exit == .status(0) else { continue }
            let startTime = SystemClock.monotonicMilliseconds - begun
            let text = String(decoding: result.output + result.error, as: UTF8.self)
            if let version = profile.version(in: text) {
                return InstalledClient(
                    profile: profile, program: program, version: version, startTime: startTime, root: root,
                    folder: folder)
            }
        }
        return nil
    }

    /// How many scenarios to run at a time where nobody says: two for each processor, and up to eight of a client that
    /// starts in no time, because that one does nothing but wait for answers and between retries.
    public func fittingWidth(processors: Int) -> Int {
        max(processors, 1) * min(max(Int(200 / max(startTime, 1)), 2), 8)
    }

    private static func candidates(_ program: String, folders: [String], path: String) -> [String] {
        if program.hasPrefix("/") { return [program].filter(Files.isExecutable) }
        if program.contains("/") { return folders.map { "\($0)/\(program)" }.filter(Files.isExecutable) }
        return path.split(separator: ":").map { "\($0)/\(program)" }.filter(Files.isExecutable)
    }
}
