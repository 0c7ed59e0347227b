import TapedeckContract
import TapedeckPlatform
import TapedeckTestSupport
import TapedeckVerification
import Testing

/// `CONTRACT.md` is made, never written.
struct ContractPageTests {
    @Test
    func thePageIsWhatCatalogueScenariosAndProfilesSay() throws {
        let page = ContractPage(
            scenarios: try Bench.scenarios, profiles: try Bench.library.profiles().map(\.profile))
        if !ProcessEnvironment.variable("TAPEDECK_UPDATE").isEmpty {
            try Package.write(Array(page.markdown.utf8), to: "CONTRACT.md")
        }
        #expect(
            String(decoding: try Package.bytes("CONTRACT.md"), as: UTF8.self) == page.markdown,
            "to update it: TAPEDECK_UPDATE=1 swift test --filter ContractPageTests")
    }
}
