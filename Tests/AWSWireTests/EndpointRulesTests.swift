import TapedeckAWSWire
import TapedeckJSONText
import TapedeckTestSupport
import Testing

struct EndpointRulesTests {
    @Test(.enabled(if: Conformance.isPresent, "\(Conformance.absence)"))
    func keepsThePublicVectors() throws {
        let cases = try #require(try Conformance.json("apprunner-endpoint-tests.json")["testCases"]?.array)
        #expect(cases.count > 20)
        for test in cases {
            let params = test["params"]
            let rules = EndpointRules(
                region: params?["Region"]?.string, usesFIPS: params?["UseFIPS"]?.bool ?? false,
                usesDualStack: params?["UseDualStack"]?.bool ?? false, customEndpoint: params?["Endpoint"]?.string)
            let name = test["documentation"]?.string ?? "a case without a name"
            if let url = test["expect"]?["endpoint"]?["url"]?.string {
                #expect(try rules.resolve() == url, "\(name)")
            } else {
                let message = try #require(test["expect"]?["error"]?.string)
                let error = #expect(throws: EndpointError.self, "\(name)") { try rules.resolve() }
                #expect(error?.message == message, "\(name)")
            }
        }
    }

    @Test
    func aRegionThatNobodyKnowsYetGetsAName() throws {
        #expect(try EndpointRules(region: "eu-north-7").resolve() == "https://apprunner.eu-north-7.amazonaws.com")
    }

    @Test
    func noRegionIsAnError() {
        let error = #expect(throws: EndpointError.self) { try EndpointRules(region: "").resolve() }
        #expect(error?.message == "Invalid Configuration: Missing Region")
    }
}
