public import TapedeckPlatform

/// A file of certificates for the clients of one run: the authority's public one, and those that they would trust anyway.
public struct TrustBundle: Sendable {
    /// Where the file is.
    public let path: String
    private let directory: String
    private let roots: [UInt8]

    /// The variables by which clients find a bundle: AWS CLI and boto3, OpenSSL and Go, requests, curl, Node.
    public static let variableNames = [
        "AWS_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS",
    ]

    /// The file in which this system keeps the roots that it trusts; `nil` where none is found.
    public static var systemRoots: String? {
        places.first(where: Files.exists)
    }

    /// Where systems keep the roots that they trust, all in one file.
    private static let places = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]

    /// Writes the file, readable by its owner only, in a folder of its own below the one for temporary files.
    ///
    /// - Parameter own: bundles that the user's environment names; they are what the clients would have trusted without
    ///   this run, in place of the system's roots.
    public init(of authority: CertificateAuthority, own: [String] = []) throws(FileError) {
        var roots: [UInt8] = []
        for place in own.isEmpty ? Self.systemRoots.map({ [$0] }) ?? [] : own {
            roots += try Files.read(place) + [0x0A]
        }
        self.roots = roots
        directory = try Files.makeTemporaryDirectory("tapedeck-trust")
        path = "\(directory)/bundle.pem"
        do throws(FileError) { try write(authority) } catch {
            Files.removeTree(directory)
            throw error
        }
    }

    /// Writes the file anew, for an authority that has made its certificate anew.
    public func write(_ authority: CertificateAuthority) throws(FileError) {
        try Files.writeDurably(Array(authority.certificatePEM.utf8) + roots, to: path, mode: 0o600)
    }

    /// Removes the file and its folder.
    public func remove() {
        Files.removeTree(directory)
    }

    /// The variables by which clients find it, each with its path.
    public var variables: [String: String] {
        Self.variables(path)
    }

    /// The same for another file of certificates.
    public static func variables(_ path: String) -> [String: String] {
        Dictionary(uniqueKeysWithValues: variableNames.map { ($0, path) })
    }
}
