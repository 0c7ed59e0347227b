import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform
import TapedeckTLSFront

/// The deck's endpoint behind TLS: under App Runner's own names and as localhost, with an authority that is made for the run
/// and whose public certificate is in a file as long as it lasts. Its key is never written.
struct TLSDoor {
    private let path: String
    private let authority: CertificateAuthority
    private let renewal: Renewal

    /// Makes an authority and writes its certificate.
    init(certificate path: String) throws {
        self.path = path
        let authority = try CertificateAuthority(
            for: HostPatterns(HostPatterns.appRunner.patterns + ["localhost"]),
            now: SystemClock.milliseconds)
        self.authority = authority
        let write = { @Sendable () throws(FileError) in
            try Files.writeDurably(Array(authority.certificatePEM.utf8), to: path, mode: 0o600)
        }
        try write()
        renewal = Renewal(of: authority, write)
    }

    /// Lets a front serve TLS.
    ///
    /// - Parameter badCertificate: asked for each connection.
    func equip(
        _ configuration: inout HTTPFront.Configuration,
        badCertificate: @escaping @Sendable () -> FaultStep.BadCertificate?
    ) {
        configuration.handlersBeforeHTTP = authority.handlers(
            fallback: "localhost", report: configuration.report, badCertificate: badCertificate)
    }

    /// How clients on this machine name the endpoint.
    func url(_ front: HTTPFront) -> String {
        "https://localhost:\(front.port)"
    }

    /// What a wrapped command needs in order to trust it.
    var variables: [String: String] {
        TrustBundle.variables(path)
    }

    /// What a person needs to know.
    var hint: String {
        "trust it: export AWS_CA_BUNDLE=\(path)"
    }

    /// Removes the file.
    func close() {
        renewal.end()
        do throws(FileError) { try Files.remove(path) } catch {
            Terminal.tell("tapedeck: \(error.message)")
        }
    }
}
