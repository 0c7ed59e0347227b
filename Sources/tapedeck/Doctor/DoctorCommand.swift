import ArgumentParser
import TapedeckJSONText
import TapedeckPlatform
import TapedeckVerification

/// `tapedeck doctor`: what is on this machine, and what would get in the way.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Says what is on this machine: clients, variables, certificates, ports; and what is in the way.",
        discussion: """
            Nothing is changed, and nothing is asked over the network. Status 0: nothing is in the way. Status 1: something \
            is; the sentence says what to do. Values of variables are not shown, but for names of files.
            """)

    @Flag(help: "Print JSON for machines.")
    var json = false

    func run() async throws {
        try await report {
            let (library, shipped) = try files()
            let path = ProcessEnvironment.variable("PATH")
            var clients: [Symptom] = []
            if let library { clients = try await ClientSymptoms.all(in: library, path: path) }
            let sections: [(String, [Symptom])] = [
                ("program", [shipped]),
                ("clients", clients),
                ("variables", VariableSymptoms.of(ProcessEnvironment.variables, fileExists: Files.exists)),
                ("machine", await MachineSymptoms.all()),
            ]
            let hindrances = sections.flatMap(\.1).count { $0.weight == .inTheWay }
            if json {
                let object = JSONObject(
                    [("version", .string(VersionText.first))] + sections.map { ($0.0, .array($0.1.map(\.json))) })
                Terminal.write("\(JSONValue.object(object).text(.pretty))\n")
            } else {
                Terminal.write("\(VersionText.first)\n")
                for (title, findings) in sections where !findings.isEmpty {
                    Terminal.write("\n\(title)\n\(findings.map(\.text).joined())")
                }
                let end =
                    switch hindrances {
                    case 0: "nothing is in the way"
                    case 1: "1 thing is in the way"
                    default: "\(hindrances) things are in the way"
                    }
                Terminal.write("\n\(end)\n")
            }
            if hindrances > 0 { throw ExitStatus.findings() }
        }
    }

    /// The library of this program, and what to say of it.
    private func files() throws -> (Library?, Symptom) {
        let roots = try Library.rootsOfThisProgram()
        let subject = "scenarios, profiles, cassettes"
        guard !roots.isEmpty else {
            return (
                nil,
                Symptom(
                    weight: .inTheWay, subject: subject,
                    sentence: "not found beside the program; \(ShippedFiles.variable) names their directory")
            )
        }
        return (
            Library(roots: roots),
            Symptom(weight: .ok, subject: subject, sentence: "from \(roots.joined(separator: ", then "))")
        )
    }
}
