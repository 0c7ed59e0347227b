import TapedeckContract
import TapedeckJSONText
import TapedeckVerification
import Testing

@Test
func readsTheScenariosOfAProject() throws {
    let root = #filePath.split(separator: "/").dropLast(5).reduce("") { "\($0)/\($1)" }
    #expect(try Library(root: root).scenarios().contains { $0.clause.id == "REQ-1" })
}

/// The contract comes with the package, wherever that is.
@Test
func judgesAClientOfThisProcess() async throws {
    let client = try LibraryClient("mute", version: "1.0") { _ in ["Connection": [:]] }
    let cases = try ContractSuite(client, only: ["REQ-1"]).cases
    #expect(cases.count == 1)
    for each in cases {
        let problems = await each.problems
        #expect(problems.contains { $0.contains("no request was sent") })
    }
}
