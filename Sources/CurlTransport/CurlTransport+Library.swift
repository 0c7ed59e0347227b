import TapedeckCLibcurl

extension CurlTransport {
    /// The libcurl that this process runs with and its library for TLS, such as `libcurl/7.88.1 OpenSSL/3.0.17`; it is loaded
    /// for that. `no libcurl` where it can't be.
    public static var libraryVersion: String {
        let words = String(cString: tapedeck_curl_version()).split(separator: " ").prefix(2)
        return words.isEmpty ? "no libcurl" : words.joined(separator: " ")
    }

    /// Why libcurl can't be loaded, and what to do; `nil` where it can be, which loads it.
    public static var libraryProblem: String? {
        tapedeck_curl_problem().map {
            "can't be loaded: \(String(cString: $0)); install it, as by: apt-get install libcurl4"
        }
    }
}
