/// Regions to offer; any other name is taken too.
package enum Regions {
    /// Where App Runner is offered, by AWS's list of endpoints (general reference, App Runner).
    package static let known = [
        "us-east-1", "us-east-2", "us-west-2", "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
        "eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3",
    ]
}
