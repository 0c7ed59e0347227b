import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckExchangeModel

extension ConnectionService {
    /// Whose connections a request is about: the account of its key, the region of its scope.
    func owner(of request: Request, at time: Instant) throws(Refusal) -> Owner {
        guard request.headers.contains("Authorization") else {
            guard configuration.allowsUnsigned else {
                throw Refusal.framework(
                    "MissingAuthenticationTokenException", "Request is missing Authentication Token")
            }
            return Owner(account: "000000000000", region: "us-east-1")
        }
        let header: AuthorizationHeader
        do throws(SignatureError) {
            header = try SignatureV4.form(of: request, service: ConnectionOperation.signingName)
        } catch {
            throw refusal(error, request, at: time)
        }
        guard Self.isRegion(header.scope.region) else {
            throw Refusal.framework("IncompleteSignatureException", "the scope names no region")
        }
        if !configuration.credentials.isEmpty { try verify(request, header, at: time) }
        return Owner(account: account(of: header.accessKeyID), region: header.scope.region)
    }

    private func verify(_ request: Request, _ header: AuthorizationHeader, at time: Instant) throws(Refusal) {
        guard let credentials = configuration.credentials.first(where: { $0.accessKeyID == header.accessKeyID }) else {
            throw Refusal.framework(
                "UnrecognizedClientException", "The security token included in the request is invalid.")
        }
        do throws(SignatureError) {
            try SignatureV4.verify(
                request, credentials: credentials, service: ConnectionOperation.signingName,
                at: configuration.checksDate ? time : nil)
        } catch {
            throw refusal(error, request, at: time)
        }
    }

    private static func isRegion(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private func refusal(_ error: SignatureError, _ request: Request, at time: Instant) -> Refusal {
        switch error.code {
        case .wrongToken, .unknownKey:
            .framework("UnrecognizedClientException", "The security token included in the request is invalid.")
        case .expired: .framework("InvalidSignatureException", skew(request, at: time))
        case .mismatch:
            .framework(
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided.")
        case .wrongScope: .framework("InvalidSignatureException", error.message)
        default: .framework("IncompleteSignatureException", error.message)
        }
    }

    /// The text for a date that is too far from ours; the one for the past was seen from other services.
    private func skew(_ request: Request, at time: Instant) -> String {
        let date = request.headers["X-Amz-Date"] ?? ""
        let isPast = Instant(basicFormat: date).map { $0 < time } ?? true
        let limit = Instant(seconds: time.seconds + (isPast ? -900 : 900)).basicFormat
        return isPast
            ? "Signature expired: \(date) is now earlier than \(limit) (\(time.basicFormat) - 15 min.)"
            : "Signature not yet current: \(date) is still later than \(limit) (\(time.basicFormat) + 15 min.)"
    }

    /// Twelve digits for an access key id: as configured, else derived from a hash of it.
    func account(of accessKeyID: String) -> String {
        if let known = configuration.accounts[accessKeyID] ?? configuration.sharedAccount { return known }
        let number = Digest.sha256(Array(accessKeyID.utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return String(100_000_000_000 + number % 900_000_000_000)
    }
}
