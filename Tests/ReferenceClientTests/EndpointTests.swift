import TapedeckAWSProfile
import TapedeckJSONText
import TapedeckPlatform
import Testing

@testable import TapedeckClientModel

struct EndpointTests {
    @Test(arguments: [
        ("http://127.0.0.1:8080", "127.0.0.1:8080", "/"), ("https://a.example", "a.example", "/"),
        ("https://a.example:443/x", "a.example", "/x/"), ("http://a.example:80/x/", "a.example", "/x/"),
        ("HTTP://[::1]:9/", "[::1]:9", "/"), ("https://u:p@a.example/?q=1#f", "a.example", "/"),
        ("http://[::1]", "[::1]", "/"),
    ])
    func readsURLs(url: String, authority: String, path: String) throws {
        let endpoint = try #require(Endpoint(url))
        #expect(endpoint.authority == authority)
        #expect(endpoint.path == path)
    }

    @Test(arguments: [
        "", "notaurl", "a.example", "ftp://a.example", "http://", "http:///x", "http://a:b/", "http://a:70000",
        "http://a b/", "http://a/\r\nX: y",
    ])
    func refusesWhatRequestsCannotBeSentTo(url: String) {
        #expect(Endpoint(url) == nil)
    }

    @Test
    func refusesAnOptionWithoutSchemeAsUsage() throws {
        var options = GlobalOptions()
        options.endpointURL = "notaurl"
        let configuration = try Configuration(options: options, environment: [:])
        let error = try #require(throws: ClientError.self) { try configuration.endpoint(region: "us-east-1") }
        #expect(error.status == .usage)
        #expect(
            error.message == "Bad value for --endpoint-url \"notaurl\": scheme is missing.  Must be of the form "
                + "http://<hostname>/ or https://<hostname>/")
    }

    @Test
    func leavesAGivenEndpointAloneUnderFIPS() throws {
        let configuration = try Configuration(
            options: GlobalOptions(),
            environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_USE_FIPS_ENDPOINT": "true"])
        #expect(try configuration.endpoint(region: "us-east-1").url == "http://127.0.0.1:1/")
    }

    @Test
    func doesNotKnowTheServiceByAnotherName() throws {
        let configuration = try Configuration(
            options: GlobalOptions(), environment: ["AWS_ENDPOINT_URL_APP_RUNNER": "http://127.0.0.1:1"])
        #expect(try configuration.endpoint(region: "r-1").url == "https://apprunner.r-1.amazonaws.com/")
    }

    @Test
    func keepsThePublicVectors() throws {
        guard let root = Vectors.load("configured-endpoint-urls.json") else { return }
        let suite = try #require(root["testSuites"]?.array?.first)
        var count = 0
        for test in suite["endpointUrlTests"]?.array ?? [] {
            let name = test["name"]?.string ?? ""
            let profile = test["profile"]?.string ?? ""
            var file = ""
            for (name, settings) in suite["profiles"]?.object?.members ?? [] {
                file += name == "default" ? "[default]\n" : "[profile \(name)]\n"
                for (key, value) in settings.object?.members ?? [] { file += "\(key) = \(value.string ?? "")\n" }
            }
            for (name, services) in suite["services"]?.object?.members ?? [] {
                file += "[services \(name)]\n"
                for (service, settings) in services.object?.members ?? [] {
                    file += "\(service) =\n"
                    for (key, value) in settings.object?.members ?? [] { file += "  \(key) = \(value.string ?? "")\n" }
                }
            }
            var environment: [String: String] = [:]
            for (key, value) in suite["environments"]?[test["environment"]?.string ?? ""]?.object?.members ?? [] {
                environment[key] = value.string
            }
            var options = GlobalOptions()
            options.profile = profile
            let client = suite["client_configs"]?[test["client_config"]?.string ?? ""]
            options.endpointURL = client?["endpoint_url"]?.string
            // The command has no option for this; the variable has the same meaning.
            if client?["ignore_configured_endpoint_urls"]?.bool == true {
                environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
            }
            let configuration = try Configuration(
                options: options, environment: environment, configuration: ConfigurationText(file))
            let expected = test["output"]?["endpointUrl"]?.string
            let isOwnName = expected?.contains("amazonaws.com") == true
            let found = configuration.configuredEndpoint(service: test["service"]?.string ?? "")
            #expect(found == (isOwnName ? nil : expected), "\(name)")
            count += 1
        }
        #expect(count > 30)
    }
}

/// The public vectors, read where they are.
enum Vectors {
    /// A file as JSON; `nil`, with the reason printed, where it is not there.
    static func load(_ name: String) -> JSONValue? {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let folder = ProcessEnvironment.variables["TAPEDECK_CONFORMANCE"] ?? "/\(root)/../shared/conformance"
        let path = "\(folder)/\(name)"
        guard let bytes = try? Files.read(path), let value = try? JSONParser.parse(bytes) else {
            print("skipped: \(path) is not there")
            return nil
        }
        return value
    }
}
