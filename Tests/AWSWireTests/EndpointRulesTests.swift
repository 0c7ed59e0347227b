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

    @Test(
        arguments: [
            ("apprunner.us-east-1.amazonaws.com", "us-east-1"), ("AppRunner.EU-west-1.amazonaws.com.", "eu-west-1"),
            ("apprunner-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
            ("apprunner.eu-west-1.api.aws", "eu-west-1"),
            ("apprunner.cn-north-1.amazonaws.com.cn", "cn-north-1"), ("apprunner.cn-north-1.amazonaws.com", nil),
            ("apprunner.us-east-1.example", nil), ("127.0.0.1", nil), ("", nil), (".", nil),
        ] as [(String, String?)])
    func readsTheRegionOffAHost(host: String, region: String?) {
        #expect(EndpointRules.region(ofHost: host) == region)
    }
}
