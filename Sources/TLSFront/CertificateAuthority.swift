import Crypto
import NIOSSL
import SwiftASN1
import Synchronization
import TapedeckExchangeModel
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A certificate authority for one run. Its key is made here, never leaves memory, and ends with the run.
///
/// Whoever trusts its certificate trusts it for the hosts of the run only: name constraints say so in the certificate, and
/// other addresses are excluded. How long a run takes nobody knows before: the certificates are valid for a day of it and one more,
/// and one that goes on for longer makes them anew with ``renew(now:)``, for the same key.
public final class CertificateAuthority: Sendable {
    private let patterns: HostPatterns
    private let key: Certificate.PrivateKey
    private let name: DistinguishedName
    private let issued: Mutex<Issued>

    /// What is made anew.
    private struct Issued {
        let pem: String
        let validity: ClosedRange<Date>
        var contexts: [Served: NIOSSLContext] = [:]
    }

    private struct Served: Hashable {
        let host: String
        let bad: FaultStep.BadCertificate?
    }

    /// Makes an authority.
    ///
    /// - Parameters:
    ///   - patterns: the hosts that it may vouch for.
    ///   - now: the present time, in milliseconds since 1970. An hour before it the certificates begin to be valid, for
    ///     clients whose clocks go after.
    public init(for patterns: HostPatterns, now: Int64) throws(ProxyError) {
        self.patterns = patterns
        key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        do { name = try Self.makeName() } catch { throw Self.failure(error) }
        issued = Mutex(try Self.issue(name, key, patterns, now))
    }

    /// Whether a file's text is the public certificate of such an authority, of whatever run, and nothing besides.
    public static func isCertificate(_ text: String) -> Bool {
        guard let certificate = try? Certificate(pemEncoded: text), let name = try? makeName() else { return false }
        return certificate.subject == name && (try? text == pem(certificate)) == true
    }

    private static func makeName() throws -> DistinguishedName {
        try DistinguishedName { CommonName("Tapedeck, for one run on this machine") }
    }

    private static func pem(_ certificate: Certificate) throws -> String {
        try certificate.serializeAsPEM().pemString + "\n"
    }

    /// The public certificate, as PEM.
    public var certificatePEM: String {
        issued.withLock { $0.pem }
    }

    /// Makes the certificates anew, valid from this time on as they were from the first. Clients need the new one.
    ///
    /// - Parameter now: the present time, in milliseconds since 1970.
    public func renew(now: Int64) throws(ProxyError) {
        let new = try Self.issue(name, key, patterns, now)
        issued.withLock { $0 = new }
    }

    private static let day = 86_400.0

    private static func name(_ address: [UInt8]) -> GeneralName {
        .ipAddress(ASN1OctetString(contentBytes: address[...]))
    }

    private static func failure(_ error: any Error) -> ProxyError {
        ProxyError(.certificate, "the certificates of this run can't be made: \(error)")
    }

    private static func issue(
        _ name: DistinguishedName, _ key: Certificate.PrivateKey, _ patterns: HostPatterns, _ now: Int64
    ) throws(ProxyError) -> Issued {
        let now = Date(timeIntervalSince1970: Double(now) / 1000)
        let validity = now.addingTimeInterval(-3600)...now.addingTimeInterval(2 * day)
        let addresses = patterns.patterns.compactMap(HostPatterns.address)
        // Every address: 0.0.0.0/0 and ::/0. What is permitted of one version excludes the rest of it.
        let excluded = addresses.isEmpty ? [4, 16] : [16]
        do {
            let certificate = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
                notValidBefore: validity.lowerBound, notValidAfter: validity.upperBound, issuer: name, subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true))
                    SubjectKeyIdentifier(hash: key.publicKey)
                    Critical(
                        NameConstraints(
                            // Addresses are followed by their masks.
                            permittedSubtrees: patterns.constraints.map { .dnsName($0) }
                                + addresses.map { Self.name($0 + [UInt8](repeating: 0xFF, count: $0.count)) },
                            excludedSubtrees: excluded.map { Self.name([UInt8](repeating: 0, count: 2 * $0)) }))
                },
                issuerPrivateKey: key)
            return Issued(pem: try pem(certificate), validity: validity)
        } catch { throw failure(error) }
    }

    /// What TLS with a client of this host needs: HTTP/1.1 by ALPN, TLS 1.2 or later. Made once for each host.
    ///
    /// - Parameter bad: what is wrong with the certificate; `nil` for nothing.
    func context(for asked: String, bad: FaultStep.BadCertificate? = nil) throws -> NIOSSLContext {
        let host = bad == .otherName ? patterns.another(than: asked) : asked
        let served = Served(host: host, bad: bad)
        let (known, validity) = issued.withLock { ($0.contexts[served], $0.validity) }
        if let known { return known }
        let month = 30 * Self.day
        let ownValidity =
            bad == .expired
            ? validity.lowerBound.addingTimeInterval(-month)...validity.lowerBound : validity
        // An authority of this name whose key nobody has been told of.
        let key = bad == .unknown ? Certificate.PrivateKey(P256.Signing.PrivateKey()) : key
        let leafKey = P256.Signing.PrivateKey()
        let publicKey = Certificate.PrivateKey(leafKey).publicKey
        let leaf = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            notValidBefore: ownValidity.lowerBound, notValidAfter: ownValidity.upperBound, issuer: name,
            // A common name has at most 64 characters; who is meant stands in the alternative name.
            subject: DistinguishedName { CommonName(String(host.prefix(64))) }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames([HostPatterns.address(host).map(Self.name) ?? .dnsName(host)])
                AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: key.publicKey).keyIdentifier)
            },
            issuerPrivateKey: key)
        var serializer = DER.Serializer()
        try serializer.serialize(leaf)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(try NIOSSLCertificate(bytes: serializer.serializedBytes, format: .der))],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(leafKey.derRepresentation), format: .der)))
        configuration.applicationProtocols = ["http/1.1"]
        configuration.minimumTLSVersion = .tlsv12
        let context = try NIOSSLContext(configuration: configuration)
        // Not where all was made anew meanwhile.
        issued.withLock { if $0.validity == validity { $0.contexts[served] = context } }
        return context
    }
}
