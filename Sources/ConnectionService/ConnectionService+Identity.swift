import TapedeckAWSWire
import TapedeckExchangeModel

extension ConnectionService {
    /// Whose connections a request is about: the account of its key, the region of its scope.
    func owner(of request: Request, at time: Instant) throws(Refusal) -> Owner {
        if configuration.allowsUnsigned, !request.headers.contains("Authorization") {
            return Owner(account: "000000000000", region: "us-east-1")
        }
        let header: AuthorizationHeader
        do throws(SignatureError) {
            header = try SignatureClaim(request, service: ConnectionOperation.signingName).header
        } catch {
            throw Self.refusal(error)
        }
        guard Self.isRegion(header.scope.region) else {
            throw Refusal.framework("IncompleteSignatureException", "the scope names no region")
        }
        do throws(SignatureError) {
            try configuration.checksSignature?(request, time)
        } catch {
            throw Self.refusal(error)
        }
        return Owner(account: account(of: header.accessKeyID), region: header.scope.region)
    }

    static func isRegion(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private static func refusal(_ error: SignatureError) -> Refusal {
        .framework(error.serviceCode, error.serviceMessage)
    }

    /// Twelve digits for an access key id: as configured, else derived from a hash of it.
    func account(of accessKeyID: String) -> String {
        if let known = configuration.accounts[accessKeyID] ?? configuration.sharedAccount { return known }
        let number = UInt64(ContentDigest.sha256(Array(accessKeyID.utf8)).prefix(16), radix: 16) ?? 0
        return String(100_000_000_000 + number % 900_000_000_000)
    }
}
