public import TapedeckAWSWire
public import TapedeckExchangeModel

/// Checks requests as a service of AWS would, with credentials that it knows, and says of a signature that differs where
/// the client and the service part.
public struct SignatureCheck: Sendable {
    /// Whose requests are answered; told apart by their key ids.
    public var credentials: [Credentials]
    /// Such as `apprunner`.
    public var service: String
    /// How far a request's date may be from the clock, in seconds. Services were seen to allow 5 or 15 minutes; App
    /// Runner's limit is not known.
    public var tolerance: Int64

    /// Makes a check.
    public init(_ credentials: [Credentials], service: String, tolerance: Int64 = 900) {
        self.credentials = credentials
        self.service = service
        self.tolerance = tolerance
    }

    /// Checks a request.
    ///
    /// Beside the signature: the Region of the scope where the host names one, and that every `x-amz-…` field is signed,
    /// which AWS's documentation asks for. Whether App Runner refuses one that is not, and in what words, is not known.
    ///
    /// - Parameter time: the clock; `nil` leaves the age of the request unchecked.
    /// - Throws: `SignatureError` naming the first thing that is wrong.
    public func check(_ request: Request, at time: Instant?) throws(SignatureError) {
        let claim = try SignatureClaim(request, service: service)
        guard let known = credentials.first(where: { $0.accessKeyID == claim.header.accessKeyID }) else {
            throw SignatureError(
                .unknownKey, "the access key id is not one that was given",
                answer: "The security token included in the request is invalid.")
        }
        if let region = region(ofHost: request.headers["Host"] ?? ""), region != claim.header.scope.region {
            throw SignatureError(
                .wrongScope, "the scope's Region is \(claim.header.scope.region), the host's \(region)",
                answer: "Credential should be scoped to a valid region, not '\(claim.header.scope.region)'. ")
        }
        let unsigned = request.headers.fields.map { $0.name.lowercased() }.filter {
            $0.hasPrefix("x-amz-") && !claim.header.signedHeaders.contains($0)
        }
        guard unsigned.isEmpty else {
            throw SignatureError(
                .incomplete, "not signed, though sent: \(unsigned.joined(separator: ", "))",
                answer: "There were headers present in the request which were not signed: "
                    + unsigned.joined(separator: ", "))
        }
        try SignatureV4.verify(request, credentials: known, service: service, at: time, tolerance: tolerance)
    }

    /// What a client's author needs to see of a request that ``check(_:at:)`` refused with the code `mismatch`: the
    /// canonical request and the string to sign, and beside them the client's where a usual mistake explains its
    /// signature. Neither secret keys nor tokens stand in it.
    ///
    /// - Returns: several lines; `nil` where the request has no signature that can be read, or a key that nobody knows.
    public func explanation(of request: Request) -> String? {
        // A claim that can't be read was refused for that; there is nothing to compute.
        guard let claim = try? SignatureClaim(request, service: service),
            let known = credentials.first(where: { $0.accessKeyID == claim.header.accessKeyID })
        else { return nil }
        return SigningDiagnosis(request, claim, known, service: service).text
    }

    /// The Region that a host of AWS names.
    private func region(ofHost host: String) -> String? {
        let labels = host.lowercased().prefix { $0 != ":" }.split(separator: ".").map(String.init)
        guard labels.count >= 4, labels[0] == service || labels[0] == "\(service)-fips",
            labels.dropFirst(2).first.map({ ["amazonaws", "api"].contains($0) }) == true
        else { return nil }
        return labels[1]
    }
}
