public import TapedeckAWSWire
public import TapedeckExchangeModel

extension SignatureV4 {
    /// Checks a request's signature, in its header or in its query, with the credentials that it should have been made
    /// with.
    ///
    /// - Parameters:
    ///   - time: the verifier's clock; `nil` leaves the age of the request unchecked.
    ///   - tolerance: how far the request's date may be from it, in seconds.
    /// - Throws: `SignatureError` naming the first thing that is wrong.
    public static func verify(
        _ request: Request, credentials: Credentials, service: String, at time: Instant?, tolerance: Int64 = 900
    ) throws(SignatureError) {
        let claim = try SignatureClaim(request, service: service)
        let header = claim.header
        // What services say of a key and of a token that they don't know is the same.
        let answer = "The security token included in the request is invalid."
        guard header.accessKeyID == credentials.accessKeyID else {
            throw SignatureError(.unknownKey, "the access key id is another one", answer: answer)
        }
        guard claim.token == credentials.sessionToken else {
            throw SignatureError(
                .wrongToken,
                claim.token == nil
                    ? "the session token is missing" : "the session token is not the one expected", answer: answer)
        }
        if claim.token != nil, claim.lifetime == nil, !header.signedHeaders.contains("x-amz-security-token") {
            throw SignatureError(.incomplete, "x-amz-security-token is sent but not signed")
        }
        if let time { try claim.checkAge(at: time, tolerance: tolerance) }
        let signer = SignatureV4(region: header.scope.region, service: service)
        let canonical = signer.canonicalRequest(request, signedHeaders: header.signedHeaders)
        let expected = signer.signature(
            of: signer.stringToSign(canonicalRequest: canonical, at: claim.date), date: header.scope.date,
            secretAccessKey: credentials.secretAccessKey)
        guard Digest.isEqual(expected, header.signature) else {
            throw SignatureError(
                .mismatch, "the signature does not verify with the secret key of \(header.accessKeyID)",
                answer: "The request signature we calculated does not match the signature you provided. Check your "
                    + "AWS Secret Access Key and signing method. Consult the service documentation for details.")
        }
    }

    /// Checks everything about a signature that needs no secret: its form, its scope, what must be signed.
    ///
    /// - Throws: `SignatureError` naming the first thing that is wrong.
    @discardableResult
    public static func form(of request: Request, service: String) throws(SignatureError) -> AuthorizationHeader {
        try SignatureClaim(request, service: service).header
    }
}

extension SignatureClaim {
    /// The text for the past was seen from services; the one for the future turns its words round, and the one for a
    /// presigned request is the same.
    fileprivate func checkAge(at time: Instant, tolerance: Int64) throws(SignatureError) {
        let minutes = tolerance / 60
        let written = date.basicFormat
        if date.seconds - time.seconds > tolerance {
            let limit = Instant(seconds: time.seconds + tolerance).basicFormat
            throw SignatureError(
                .expired, "the request's date \(written) is more than \(minutes) minutes from \(time.basicFormat)",
                answer: "Signature not yet current: \(written) is still later than \(limit) "
                    + "(\(time.basicFormat) + \(minutes) min.)")
        }
        if let lifetime {
            guard time.seconds - date.seconds > lifetime else { return }
            let end = Instant(seconds: date.seconds + lifetime).basicFormat
            throw SignatureError(
                .expired, "the presigned request was good until \(end), and it is \(time.basicFormat)",
                answer: "Signature expired: \(end) is now earlier than \(time.basicFormat)")
        }
        if time.seconds - date.seconds > tolerance {
            let limit = Instant(seconds: time.seconds - tolerance).basicFormat
            throw SignatureError(
                .expired, "the request's date \(written) is more than \(minutes) minutes from \(time.basicFormat)",
                answer: "Signature expired: \(written) is now earlier than \(limit) "
                    + "(\(time.basicFormat) - \(minutes) min.)")
        }
    }
}
