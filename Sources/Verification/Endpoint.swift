import TapedeckContract
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform
import TapedeckTLSFront

/// What a client talks to in one scenario: a front, and with TLS an authority of its own.
///
/// With TLS the client is given App Runner's own name as its endpoint, and a proxy that has the certificate in question; so
/// that what is checked is what a client checks of AWS.
struct Endpoint {
    /// The endpoint's URL, as the client is given it.
    let url: String
    /// The client's proxy.
    let proxy: String
    /// Variables that hand the authority to the client; none without TLS, or where it is to stay unknown.
    let trust: [String: String]
    private let front: HTTPFront
    private let bundle: TrustBundle?
    private let transport: CurlTransport?

    /// An endpoint without TLS.
    ///
    /// - Parameter elsewhere: the client's proxy.
    init(_ responder: any Responder, elsewhere: String) async throws(VerificationError) {
        front = try await Endpoint.start(HTTPFront.Configuration(), responder)
        url = front.url
        proxy = elsewhere
        trust = [:]
        bundle = nil
        transport = nil
    }

    /// An endpoint with TLS.
    init(
        _ responder: any Responder, _ certificate: Scenario.Certificate, region: String
    ) async throws(VerificationError) {
        url = "https://apprunner.\(region).amazonaws.com"
        if certificate == .never {
            front = try await Endpoint.start(HTTPFront.Configuration(), Silence())
            proxy = front.url
            trust = [:]
            bundle = nil
            transport = nil
            return
        }
        let month: Int64 = 30 * 86_400_000
        let now = SystemClock.milliseconds
        do {
            let authority = try CertificateAuthority(
                for: .appRunner, now: certificate == .expired ? now - month : now)
            let transport = try CurlTransport()
            let bad: FaultStep.BadCertificate? = certificate == .otherName ? .otherName : nil
            let tunnels = Proxy(
                authority, patterns: .appRunner, blocksOthers: true, transport: transport, badCertificate: { bad })
            let bundle = certificate == .unknown ? nil : try TrustBundle(of: authority)
            front = try await HTTPFront.start(
                HTTPFront.Configuration(tunnels: tunnels), responder: tunnels.responder(responder))
            self.transport = transport
            self.bundle = bundle
            proxy = front.url
            trust = bundle?.variables ?? [:]
        } catch {
            throw VerificationError(.runFailed, "the endpoint with TLS can't be had: \(error)")
        }
    }

    /// The file of the authority, where it is handed to the client.
    var bundlePath: String? { bundle?.path }

    /// Stops it, and removes what it wrote.
    func stop() async {
        await front.stop()
        bundle?.remove()
        transport?.shutdown()
    }

    /// Starts a front, with an error of this module.
    static func start(
        _ configuration: HTTPFront.Configuration, _ responder: any Responder
    ) async throws(VerificationError) -> HTTPFront {
        do throws(FrontError) {
            return try await HTTPFront.start(configuration, responder: responder)
        } catch {
            throw VerificationError(.runFailed, error.message)
        }
    }
}

/// A proxy that takes connections, and never opens a tunnel.
private struct Silence: Responder {
    func respond(to request: Request) async -> ResponsePlan {
        ResponsePlan(nil, fault: .hang)
    }
}
