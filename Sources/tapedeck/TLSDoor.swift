import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform
import TapedeckTLSFront

/// The deck's endpoint behind TLS: under App Runner's own names and as localhost, with an authority that is made for the run
/// and whose public certificate is in a file as long as it lasts. Its key is never written.
struct TLSDoor {
    /// As it was given.
    private let path: String
    private let authority: CertificateAuthority
    private let renewal: Renewal

    /// Makes an authority and writes its certificate. A link stays one.
    ///
    /// - Throws: ``Failure`` where the file is not free for it.
    init(certificate path: String) throws {
        self.path = path
        let authority = try CertificateAuthority(
            for: HostPatterns(HostPatterns.appRunner.patterns + ["localhost"]),
            now: SystemClock.milliseconds)
        self.authority = authority
        let write = { @Sendable () throws in
            try Self.check(path)
            try Files.writeDurably(Array(authority.certificatePEM.utf8), to: path, mode: 0o600)
        }
        try write()
        renewal = Renewal(of: authority, write)
    }

    /// Sees that nothing is lost by the certificate: what is in its place goes, so it must not be anything but that of an earlier run.
    ///
    /// - Throws: ``Failure``.
    static func check(_ path: String) throws {
        try Secrets.check(path, of: "--tls")
        guard let text = try text(of: path), !text.isEmpty, !CertificateAuthority.isCertificate(text) else { return }
        throw Failure(
            .cantWrite,
            "--tls \(path) holds something else than a deck's own certificate, which is written there and removed at the end; give another file"
        )
    }

    /// What is in the file; `nil` where there is none.
    private static func text(of path: String) throws(FileError) -> String? {
        try Files.ordinaryText(path, atMost: 1 << 16)
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

    /// Removes the file; what somebody has put in its place meanwhile stays.
    func close() {
        renewal.end()
        do throws(FileError) {
            if try Self.text(of: path) == authority.certificatePEM { try Files.remove(Files.target(of: path)) }
        } catch {
            Terminal.tell("tapedeck: \(error.message)")
        }
    }
}
