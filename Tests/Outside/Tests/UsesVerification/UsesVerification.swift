import TapedeckContract
import TapedeckVerification
import Testing

@Test
func readsTheScenariosOfAProject() throws {
    let root = #filePath.split(separator: "/").dropLast(5).reduce("") { "\($0)/\($1)" }
    #expect(try Library(root: root).scenarios().contains { $0.clause.id == "REQ-1" })
}
