import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckCassetteFormat
import TapedeckExchangeModel

/// The secret access key of a client, which nobody has told: the text in its exchange that makes the signature it sent.
enum SigningKey {
    /// The key, where it stands in the exchange; `nil` where it doesn't, or the request is not signed.
    static func found(in exchange: Exchange) -> String? {
        let candidates = PossibleKeys.found(in: exchange)
        guard !candidates.isEmpty, let value = exchange.request.headers["Authorization"],
            let header = try? AuthorizationHeader(value)
        else { return nil }
        return candidates.first { candidate in
            let credentials = Credentials(
                accessKeyID: header.accessKeyID, secretAccessKey: candidate,
                sessionToken: exchange.request.headers["X-Amz-Security-Token"])
            do throws(SignatureError) {
                try SignatureV4.verify(
                    exchange.request, credentials: credentials, service: header.scope.service, at: nil)
                return true
            } catch {
                return false
            }
        }
    }
}
