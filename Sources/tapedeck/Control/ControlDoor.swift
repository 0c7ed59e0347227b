import TapedeckAWSSigning
import TapedeckExchangeModel
import TapedeckJSONText
import TapedeckPlatform

/// Lets only those in who hold the run's token, which is the first step of the path, and who name this machine as host.
///
/// The token stands in the URL that is printed and in the started command's `TAPEDECK_CONTROL_URL`, and nowhere else; so a
/// page of another site can't guess where to send a request. The host keeps away a name that somebody pointed at this
/// machine.
struct ControlDoor: Responder {
    /// The run's token: 32 hexadecimal digits.
    let token: String
    /// The host that the control port was told to listen on.
    let host: String
    /// Who answers those that were let in; the token is taken off the path.
    let control: any Responder

    init(host: String, behind control: any Responder) {
        token = (0..<16).map { _ in
            let digits = String(UInt8.random(in: .min ... .max), radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
        self.host = host
        self.control = control
    }

    func respond(to request: Request) async -> ResponsePlan {
        guard let named = request.headers["Host"], request.headers.values("Host").count == 1, isThisMachine(named)
        else {
            return .control(421, "Misdirected Request", error: "the Host of the request is not this control port's")
        }
        // Who only asks whether the deck lives need not hold the token.
        if request.method == "GET", request.target == "/_deck/health" { return await control.respond(to: request) }
        let steps = request.target.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard steps.count > 1, Digest.isEqual(String(steps[1].prefix { $0 != "?" }), token) else {
            return .control(
                403, "Forbidden",
                error:
                    "the URL lacks the token of this run; take the one that the deck printed, or TAPEDECK_CONTROL_URL")
        }
        guard steps.count == 3 else {
            let page = Response(
                status: 308, reason: "Permanent Redirect",
                headers: [HeaderField("Location", "/\(token)/"), HeaderField("Content-Length", "0")])
            return ResponsePlan(page)
        }
        var inner = request
        inner.target = "/\(steps[2])"
        return await control.respond(to: inner)
    }

    /// An address, `localhost`, or the name that the port was told to listen on. A name is what somebody else can point at
    /// this machine; an address is not.
    private func isThisMachine(_ named: String) -> Bool {
        var name = named[...]
        let end = named.hasPrefix("[") ? named.firstIndex(of: "]") ?? named.startIndex : named.startIndex
        if let colon = named[end...].firstIndex(of: ":") {
            let port = named[named.index(after: colon)...]
            guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
            name = named[..<colon]
        }
        if name.hasPrefix("["), name.hasSuffix("]") {
            return InternetAddress.isVersion6(String(name.dropFirst().dropLast()))
        }
        return name.lowercased() == "localhost" || name.lowercased() == host.lowercased()
            || InternetAddress.isVersion4(String(name))
    }
}

extension ResponsePlan {
    /// An answer of the control port in JSON.
    static func control(_ body: JSONValue, _ status: Int = 200, _ reason: String = "OK") -> ResponsePlan {
        control(body.text(.pretty) + "\n", type: "application/json", status, reason)
    }

    /// A refusal of the control port: one sentence.
    static func control(_ status: Int, _ reason: String, error: String) -> ResponsePlan {
        control(.object(JSONObject([("error", .string(error))])), status, reason)
    }

    /// Any answer of the control port.
    static func control(
        _ text: String, type: String, _ status: Int = 200, _ reason: String = "OK"
    ) -> ResponsePlan {
        let bytes = Array(text.utf8)
        return ResponsePlan(
            Response(
                status: status, reason: reason,
                headers: [
                    HeaderField("Content-Type", type), HeaderField("Content-Length", String(bytes.count)),
                    HeaderField("Cache-Control", "no-store"), HeaderField("X-Content-Type-Options", "nosniff"),
                    HeaderField("Referrer-Policy", "no-referrer"),
                    HeaderField(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
                ], body: bytes))
    }
}
