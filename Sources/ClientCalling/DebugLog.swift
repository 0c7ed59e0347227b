import TapedeckAWSWire
import TapedeckClientModel
import TapedeckExchangeModel
import TapedeckWording

/// What `--debug` shows on standard error: what was decided, and every request and response, without secret key,
/// session token, key id or signature.
package struct DebugLog: Sendable {
    /// Bytes of a body that are shown.
    static let bodyLimit = 64 * 1024

    /// Whether anything is shown.
    package let isOn: Bool
    /// Where lines go.
    let write: @Sendable ([UInt8]) -> Void
    /// What must not be shown.
    var secrets = Secrets()

    /// Makes a log.
    init(isOn: Bool, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.isOn = isOn
        self.write = write
    }

    /// A line.
    func line(_ text: @autoclosure () -> String) {
        guard isOn else { return }
        write(Array("apprunner: debug: \(InertText.of(secrets.redacted(text())))\n".utf8))
    }

    /// A request as it is sent.
    func request(_ request: Request, to endpoint: Endpoint, proxy: String?) {
        guard isOn else { return }
        let way = proxy.map { " by the proxy \(DebugLog.withoutUser($0))" } ?? ""
        line("sending to \(endpoint.url)\(way)")
        line("> \(request.method) \(request.target) \(request.version)")
        for field in request.headers.fields { line("> \(field.name): \(DebugLog.shown(field))") }
        body(request.body, mark: ">")
    }

    /// A response as it came.
    func response(_ response: Response) {
        guard isOn else { return }
        line("< \(response.version) \(response.status) \(response.reason)")
        for field in response.headers.fields { line("< \(field.name): \(DebugLog.shown(field))") }
        body(response.body, mark: "<")
    }

    private func body(_ bytes: [UInt8], mark: String) {
        let text = String(decoding: bytes.prefix(DebugLog.bodyLimit), as: UTF8.self)
        for part in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            line("\(mark) \(part)")
        }
        if bytes.count > DebugLog.bodyLimit { line("\(mark) (\(bytes.count) bytes in all)") }
    }

    private static func shown(_ field: HeaderField) -> String {
        if HeaderFields.same(field.name, "Authorization") {
            let header = try? AuthorizationHeader(field.value)
            return header?.redacted ?? "{authorization}"
        }
        let hidden = ["X-Amz-Security-Token", "Proxy-Authorization", "Cookie", "Set-Cookie"]
        return hidden.contains { HeaderFields.same($0, field.name) } ? "{hidden}" : field.value
    }

    private static func withoutUser(_ url: String) -> String {
        guard let at = url.lastIndex(of: "@") else { return url }
        let scheme = url.firstIndex(of: "/").map { url[..<$0] + "//" } ?? ""
        return scheme + url[url.index(after: at)...]
    }
}
