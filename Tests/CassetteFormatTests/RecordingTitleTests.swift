import TapedeckCassetteFormat
import Testing

struct RecordingTitleTests {
    @Test(arguments: [
        ("CreateConnection, then ListConnections", true), ("ListConnections", true), ("?", true),
        ("nothing was recorded", true), ("handshake", false), ("Smoke", false), ("DeleteConnection", false),
        ("CreateConnection, then DeleteConnection", false), ("CreateConnection, then ", false), ("", false),
        ("A connection is created", false),
    ])
    func onlyTheCassettesOwnOperationsMakeATitle(title: String, isMade: Bool) {
        let operations = ["CreateConnection", nil, "ListConnections", "TagResource"]
        #expect(RecordingTitle.isMade(title, of: operations) == isMade)
    }
}
