import ArgumentParser

/// An address to listen on, as `HOST:PORT`; the port may be 0 for a free one.
struct ListenAddress: ExpressibleByArgument {
    let host: String
    let port: Int

    init(host: String = "127.0.0.1", port: Int = 0) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = Int(argument[argument.index(after: colon)...]),
            (0...65535).contains(port)
        else { return nil }
        var host = String(argument[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { return nil }
        self.init(host: host, port: port)
    }

    var defaultValueDescription: String {
        "\(host):\(port)"
    }
}

extension ListenAddress: ExplainedValue {
    static func expected(insteadOf text: String) -> String {
        text.contains(":")
            ? "HOST:PORT with a port from 0 to 65535, such as 127.0.0.1:8080"
            : "HOST:PORT, such as \(Int(text) == nil ? "\(text.isEmpty ? "127.0.0.1" : text):0" : "127.0.0.1:\(text)")"
    }
}
