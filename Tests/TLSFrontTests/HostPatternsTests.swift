@testable import TapedeckTLSFront
import Testing

struct HostPatternsTests {
    @Test(arguments: [
        ("apprunner.us-east-1.amazonaws.com", true), ("APPRUNNER.eu-west-1.AmazonAWS.com", true),
        ("apprunner-fips.us-east-1.amazonaws.com", true), ("apprunner.us-east-1.api.aws", true),
        ("apprunner.cn-north-1.amazonaws.com.cn", true), ("apprunner.eusc-de-east-1.amazonaws.eu", true),
        ("apprunner.us-iso-east-1.c2s.ic.gov", true), ("s3.us-east-1.amazonaws.com", false),
        ("apprunner.amazonaws.com", false), ("apprunner.a.b.amazonaws.com", false),
        ("x.apprunner.us-east-1.amazonaws.com", false), ("apprunner.us-east-1.amazonaws.com.evil.example", false),
        ("", false),
    ])
    func knowsAppRunnersHosts(host: String, isOne: Bool) {
        #expect(HostPatterns.appRunner.match(host) == isOne)
        if host == host.lowercased() { #expect(HostPatterns.appRunner.vouches(for: host) || !isOne) }
    }

    @Test
    func takesANameThatEndsInADotForTheSame() {
        let host = "AppRunner.us-east-1.amazonaws.com."
        #expect(HostPatterns.appRunner.match(host))
        #expect(HostPatterns.appRunner.vouches(for: HostPatterns.name(of: host)))
        #expect(!HostPatterns.appRunner.match("\(host)."))
    }
}
