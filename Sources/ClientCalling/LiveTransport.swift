package import TapedeckClientModel
import TapedeckCurlTransport
package import TapedeckExchangeModel

/// Sends requests by libcurl.
package final class LiveTransport: Sendable {
    private let curl: Result<CurlTransport, TransportError>

    /// Makes a transport; no thread is started before the first request.
    package init() {
        do throws(TransportError) {
            curl = .success(try CurlTransport())
        } catch {
            curl = .failure(error)
        }
    }

    /// Sends a request and waits for the whole answer.
    @Sendable
    package func send(
        _ request: Request, to endpoint: Endpoint, options: SendOptions
    ) async throws(SendFailure) -> Response {
        var settings = CurlTransport.Options()
        settings.connectTimeout = options.connectTimeout
        settings.readTimeout = options.readTimeout
        settings.certificateBundle = options.caBundle
        settings.verifiesPeer = options.verifiesTLS
        settings.proxy = options.proxy
        let reception: Reception
        do throws(TransportError) {
            reception = try await curl.get().send(request, to: endpoint.url, options: settings)
        } catch {
            throw SendFailure(
                LiveTransport.kind(error), error.message, mayHaveArrived: error.didSendRequest)
        }
        guard reception.ending == .complete else {
            throw SendFailure(
                .cutBody, reception.detail ?? "the connection ended too early", partial: reception.response)
        }
        return reception.response
    }

    private static func kind(_ error: TransportError) -> SendFailure.Kind {
        switch error.code {
        case .resolution, .refused: .notConnected
        case .connectTimeout: .connectTimeout
        case .readTimeout: .readTimeout
        case .untrusted, .tls: .tls
        case .reset, .emptyReply: .closed
        case .notHTTP: .garbage
        case .proxy: .proxy
        case .cancelled: .cancelled
        default: .local
        }
    }
}
