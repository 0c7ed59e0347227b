/// Where App Runner answers, by region.
///
/// Source: the endpoint rule set of AWS's model; the public vectors in `conformance/apprunner-endpoint-tests.json`
/// check it.
public struct EndpointRules: Sendable, Hashable {
    /// The region; any name that can stand in a host name, known or not.
    public var region: String?
    /// Whether a FIPS 140 endpoint is asked for.
    public var usesFIPS: Bool
    /// Whether an endpoint that answers on IPv6 too is asked for.
    public var usesDualStack: Bool
    /// An endpoint given instead.
    public var customEndpoint: String?

    /// Makes the rules' input.
    public init(
        region: String?, usesFIPS: Bool = false, usesDualStack: Bool = false, customEndpoint: String? = nil
    ) {
        self.region = region
        self.usesFIPS = usesFIPS
        self.usesDualStack = usesDualStack
        self.customEndpoint = customEndpoint
    }

    /// The endpoint's URL.
    ///
    /// - Throws: ``EndpointError`` with the sentence that the rule set has for it.
    public func resolve() throws(EndpointError) -> String {
        if let customEndpoint {
            if usesFIPS {
                throw EndpointError(message: "Invalid Configuration: FIPS and custom endpoint are not supported")
            }
            if usesDualStack {
                throw EndpointError(message: "Invalid Configuration: Dualstack and custom endpoint are not supported")
            }
            return customEndpoint
        }
        guard let region, !region.isEmpty else {
            throw EndpointError(message: "Invalid Configuration: Missing Region")
        }
        let partition = Partition.of(region)
        let name = usesFIPS ? "apprunner-fips" : "apprunner"
        return "https://\(name).\(region).\(usesDualStack ? partition.dualStackSuffix : partition.suffix)"
    }
}

extension EndpointRules {
    /// Every region that AWS's SDKs know, by botocore's `partitions.json` of 2025; App Runner need not be offered there.
    static let regions = [
        "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
        "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
        "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1",
        "me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2", "cn-north-1",
        "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1",
        "us-isob-west-1", "eu-isoe-west-1", "us-isof-east-1", "us-isof-south-1", "eusc-de-east-1",
    ]

    /// App Runner's names of hosts in every region that is known.
    public static let hosts = regions.flatMap { region in
        let partition = Partition.of(region)
        return ["apprunner", "apprunner-fips"].flatMap { name in
            ["\(name).\(region).\(partition.suffix)", "\(name).\(region).\(partition.dualStackSuffix)"]
        }
    }

    /// The region of one of App Runner's names of hosts, in lower case or not, with a dot at its end or not; `nil` for any
    /// other host.
    public static func region(ofHost host: some StringProtocol) -> String? {
        var labels = host.lowercased().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if labels.last?.isEmpty == true { labels.removeLast() }
        guard labels.count > 2, ["apprunner", "apprunner-fips"].contains(labels[0]), !labels[1].isEmpty else {
            return nil
        }
        let partition = Partition.of(labels[1])
        let suffix = labels.dropFirst(2).joined(separator: ".")
        return [partition.suffix, partition.dualStackSuffix].contains(suffix) ? labels[1] : nil
    }

    /// The partition of a region as ARNs name it, by botocore's `partitions.json` of 2025; `aws` where its name begins as no other's does.
    public static func partition(of region: String) -> String {
        Partition.of(region).id
    }

    /// App Runner's names of hosts in every partition, with `*` in the place of the region.
    public static var hostPatterns: [String] {
        Partition.all.flatMap { partition in
            [partition.suffix, partition.dualStackSuffix].flatMap { ["apprunner.*.\($0)", "apprunner-fips.*.\($0)"] }
        }
    }
}

/// Why there is no endpoint for what was asked.
public struct EndpointError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The sentence of the rule set.
    public let message: String

    public var description: String {
        message
    }
}

/// A group of regions with its own names. Every partition of today has FIPS and dual-stack names.
struct Partition: Sendable {
    /// As ARNs name it.
    let id: String
    let suffix: String
    let dualStackSuffix: String

    static let all = [commercial] + prefixes.map(\.1)

    /// The partition of a region: by its prefix, the commercial one where none fits.
    static func of(_ region: String) -> Partition {
        prefixes.first { region.hasPrefix($0.0) }?.1 ?? commercial
    }

    private static let commercial = Partition(id: "aws", suffix: "amazonaws.com", dualStackSuffix: "api.aws")
    private static let prefixes: [(String, Partition)] = [
        ("cn-", Partition(id: "aws-cn", suffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn")),
        ("us-gov-", Partition(id: "aws-us-gov", suffix: "amazonaws.com", dualStackSuffix: "api.aws")),
        ("us-iso-", Partition(id: "aws-iso", suffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov")),
        ("us-isob-", Partition(id: "aws-iso-b", suffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud")),
        ("eu-isoe-", Partition(id: "aws-iso-e", suffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk")),
        ("us-isof-", Partition(id: "aws-iso-f", suffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov")),
        ("eusc-", Partition(id: "aws-eusc", suffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu")),
    ]
}
