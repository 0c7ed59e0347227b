import TapedeckAWSProfile
import TapedeckAWSWire

extension Configuration {
    /// The endpoint that was given for a service: the option, the service's variable, the variable for all, the
    /// service's setting in the profile's services section, the profile's own.
    ///
    /// - Parameter service: the service's id in lower case, `_` for spaces.
    package func configuredEndpoint(service: String = ConnectionOperation.signingName) -> String? {
        if let url = options.endpointURL { return url }
        if ignoresConfiguredEndpoints { return nil }
        let variables = ["AWS_ENDPOINT_URL_\(service.uppercased())", "AWS_ENDPOINT_URL"]
        let candidates = variables.map { environment[$0] } + [serviceEndpoint(service), setting("endpoint_url")]
        return candidates.compactMap { $0 }.first { !$0.isEmpty }
    }

    private func serviceEndpoint(_ service: String) -> String? {
        guard let name = setting("services"), case .block(let block) = profile.services[name]?[service] else {
            return nil
        }
        return block["endpoint_url"]
    }

    /// Where to send: what was given, else the region's endpoint.
    ///
    /// FIPS and dual stack do not change an endpoint that was given; nor do they in AWS CLI.
    ///
    /// - Throws: status 252 or 255 where the URL given can't be used, 255 where the rules have no endpoint.
    package func endpoint(region: String) throws(ClientError) -> Endpoint {
        if let given = configuredEndpoint() {
            if let endpoint = Endpoint(given) { return endpoint }
            guard options.endpointURL != nil else {
                throw ClientError(.general, message: "Invalid endpoint: \(given)")
            }
            throw ClientError(
                .usage, code: "ParamValidation",
                message: given.contains("://")
                    ? "Bad value for --endpoint-url \"\(given)\": it must be of the form http://<hostname>/ or "
                        + "https://<hostname>/"
                    : "Bad value for --endpoint-url \"\(given)\": scheme is missing.  Must be of the form "
                        + "http://<hostname>/ or https://<hostname>/")
        }
        let rules = EndpointRules(region: region, usesFIPS: usesFIPS, usesDualStack: usesDualStack)
        let url: String
        do {
            url = try rules.resolve()
        } catch {
            throw ClientError(.general, message: error.message)
        }
        guard let endpoint = Endpoint(url) else {
            throw ClientError(.general, message: "There is no endpoint for the region \(region).")
        }
        return endpoint
    }

    /// The proxy for an endpoint, as Python's `urllib` reads the environment: `http_proxy`, `https_proxy` and `no_proxy`,
    /// lower case before upper case. An empty lower-case variable takes the upper-case one away.
    package func proxy(for endpoint: Endpoint) -> String? {
        if isWithoutProxy(endpoint) { return nil }
        let isGateway = environment["REQUEST_METHOD"] != nil
        let proxy = variable("\(endpoint.scheme)_proxy", onlyLowercase: isGateway && endpoint.scheme == "http")
        guard let proxy else { return nil }
        return proxy.contains("://") ? proxy : "http://\(proxy)"
    }

    private func variable(_ name: String, onlyLowercase: Bool = false) -> String? {
        if let value = environment[name] { return value.isEmpty ? nil : value }
        guard !onlyLowercase, let value = environment[name.uppercased()], !value.isEmpty else { return nil }
        return value
    }

    private func isWithoutProxy(_ endpoint: Endpoint) -> Bool {
        guard let list = variable("no_proxy") else { return false }
        if list == "*" { return true }
        let host = endpoint.authority.lowercased()
        let bare = endpoint.host.lowercased()
        return list.split(separator: ",").contains { entry in
            let name = entry.filter { !$0.isWhitespace }.drop { $0 == "." }.lowercased()
            guard !name.isEmpty else { return false }
            return [host, bare].contains { $0 == name || $0.hasSuffix(".\(name)") }
        }
    }
}

/// A URL that requests can be sent to, in its parts.
package struct Endpoint: Sendable, Hashable {
    /// `http` or `https`.
    package let scheme: String
    /// The host, an IPv6 address within brackets.
    package let host: String
    /// The port where it is not the scheme's own.
    package let port: Int?
    /// The path, ending in a slash.
    package let path: String

    /// Reads a URL; user information, query and fragment are left out.
    ///
    /// - Returns: `nil` for anything but `http://HOST…` and `https://HOST…`.
    package init?(_ url: String) {
        guard let mark = url.range(of: "://") else { return nil }
        let scheme = url[..<mark.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = url[mark.upperBound...].prefix { $0 != "?" && $0 != "#" }
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<end]
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        var port: Int?
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            let digits = authority[authority.index(after: colon)...]
            if !digits.isEmpty {
                guard let number = Int(digits), (1...65535).contains(number) else { return nil }
                port = number == (scheme == "http" ? 80 : 443) ? nil : number
            }
            authority = authority[..<colon]
        }
        let isPlain = authority.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
        guard !authority.isEmpty, isPlain, authority.utf8.count <= 255,
            rest[end...].utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return nil }
        let path = String(rest[end...])
        self.scheme = scheme
        self.host = String(authority)
        self.port = port
        self.path = path.hasSuffix("/") ? path : path + "/"
    }

    /// The value of `Host`.
    package var authority: String {
        port.map { "\(host):\($0)" } ?? host
    }

    /// The whole URL.
    package var url: String {
        "\(scheme)://\(authority)\(path)"
    }
}

extension String {
    /// The first place of a text within this one; the standard library has it for characters and collections only.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
