import ArgumentParser
import TapedeckAWSWire
import TapedeckJSONText
import TapedeckPlatform
import TapedeckRecording

/// `tapedeck sessions`: what recordings are under way, or were left behind.
struct SessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Lists the journals of recordings: running, or left behind by a recorder that died.",
        discussion: "A journal that was left behind becomes a cassette by `tapedeck recover JOURNAL`.")

    @Argument(help: "The directories to look in, with those below.")
    var directories = ["."]

    @Flag(help: "Print JSON for machines.")
    var json = false

    /// A journal that was found.
    private struct Session {
        let path: String
        let glance: CaptureJournal.Glance

        var state: String { glance.isLive ? "recording" : "left behind" }

        /// Whole seconds since the recording began.
        var age: Int64 {
            Instant(iso8601: glance.facts.recordedAt).map { max(0, Instant.now.seconds - $0.seconds) } ?? 0
        }
    }

    func run() async throws {
        try await report {
            var sessions: [Session] = []
            var hasTrouble = false
            for directory in directories {
                let names = try Files.files(below: directory, ending: ".journal") { error in
                    hasTrouble = true
                    Terminal.tell("tapedeck: \(error.message)")
                }
                for name in names {
                    let path = directory == "." ? name : "\(directory)/\(name)"
                    do throws(RecordingError) {
                        sessions.append(Session(path: path, glance: try CaptureJournal.glance(path)))
                    } catch {
                        hasTrouble = true
                        Terminal.tell("tapedeck: \(error.message)")
                    }
                }
            }
            tell(sessions)
            if hasTrouble { throw ExitStatus.badInput() }
        }
    }

    private func tell(_ sessions: [Session]) {
        if json {
            let items = sessions.map { session in
                JSONValue.object(
                    JSONObject([
                        ("journal", .string(session.path)), ("cassette", .string(session.glance.facts.cassette)),
                        ("state", .string(session.state)), ("age", .number(JSONNumber(Int(session.age)))),
                        ("exchanges", .number(JSONNumber(session.glance.exchanges))),
                    ]))
            }
            return Terminal.write("\(JSONValue.array(items).text(.pretty))\n")
        }
        for session in sessions {
            let count = session.glance.exchanges
            Terminal.write(
                "\(session.path): \(session.state), began \(Self.text(session.age)) ago, "
                    + "\(count == 1 ? "1 exchange" : "\(count) exchanges")\n")
        }
        if sessions.isEmpty { Terminal.tell("tapedeck: no journals in \(directories.joined(separator: ", "))") }
    }

    private static func text(_ seconds: Int64) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}
