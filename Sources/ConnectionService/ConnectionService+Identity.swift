import TapedeckAWSWire
import TapedeckExchangeModel

extension ConnectionService {
    /// Whose connections a request is about: the account of its key, the region of its scope.
    func owner(of request: Request, at time: Instant) throws(Refusal) -> Owner {
        guard request.headers.contains("Authorization") else {
            guard configuration.allowsUnsigned else {
                throw Refusal.framework("MissingAuthenticationTokenException", "Request is missing Authentication Token")
            }
            return Owner(account: "000000000000", region: "us-east-1")
        }
        let header: AuthorizationHeader
        do throws(SignatureError) {
            header = try SignatureV4.form(of: request, service: Operation.signingName)
        } catch {
            throw refusal(error)
        }
        guard !header.scope.region.isEmpty else {
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
                request, credentials: credentials, service: Operation.signingName,
                at: configuration.checksDate ? time : nil)
        } catch {
            throw refusal(error)
        }
    }

    private func refusal(_ error: SignatureError) -> Refusal {
        switch error.code {
        case .wrongToken, .unknownKey:
            .framework("UnrecognizedClientException", "The security token included in the request is invalid.")
        case .expired: .framework("InvalidSignatureException", "Signature expired: \(error.message)")
        case .mismatch, .wrongScope: .framework("InvalidSignatureException", error.message)
        default: .framework("IncompleteSignatureException", error.message)
        }
    }

    /// Twelve digits for an access key id: as configured, else derived from a hash of it.
    func account(of accessKeyID: String) -> String {
        if let known = configuration.accounts[accessKeyID] { return known }
        let number = Digest.sha256(Array(accessKeyID.utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return String(100_000_000_000 + number % 900_000_000_000)
    }
}
