extension FaultStep {
    /// What goes out in place of an answer; the answer itself for what does nothing to it.
    ///
    /// - Parameter answer: what would have gone out. For a fault that doesn't need one, any will do.
    public func plan(for answer: ResponsePlan) -> ResponsePlan {
        // What was never answered can't be hurt any further.
        guard answer.response != nil || !needsAnswer else { return answer }
        var plan = answer
        let response = answer.response ?? Response(status: 200, reason: "OK")
        let (head, body) = (response.headBytes.count, response.framedCount)
        switch self {
        case .none, .certificate: break
        case .wire(let fault):
            plan.fault = fault
            if !needsAnswer { plan.response = nil }
        case .reset(.head): plan.fault = .resetWithin(at: head / 2)
        case .reset(.afterHead): plan.fault = .resetWithin(at: head)
        case .reset(.body): plan.fault = .resetWithin(at: head + body / 2)
        case .cut: plan.fault = .cutBody(at: body / 2)
        case .stall: plan.fault = .stallBody(at: body / 2)
        case .late(let time): plan.delay += time
        case .cutChunk:
            let chunked = response.inChunks
            plan = ResponsePlan(
                chunked, fault: .cutBody(at: chunked.chunkSizeLine.count + response.body.count / 2), delay: plan.delay)
        case .error(let code, let status):
            plan = ResponsePlan(
                .awsJSONError(code: code, message: Self.message(code), status: status), delay: plan.delay)
        case .status(let status, let isPage): plan = ResponsePlan(.gateway(status, isPage: isPage), delay: plan.delay)
        case .redirect(let location):
            var redirect = Response.gateway(307, isPage: false)
            redirect.headers.append("Location", location)
            plan = ResponsePlan(redirect, delay: plan.delay)
        case .mediaType(let type): plan.response?.headers.replace("Content-Type", with: type)
        case .repeatedHeaders:
            plan.response?.headers = HeaderFields(response.headers.fields.flatMap { [$0, $0] })
        case .oddHeaders: plan.response?.headers = response.headers.odd
        }
        return plan
    }

    /// Why it does nothing to an answer, as a clause: the place where it was to strike lies behind the answer's last byte;
    /// `nil` where it strikes.
    public func idleness(for answer: ResponsePlan, to request: Request) -> String? {
        guard losesAnswer, let response = answer.response, let fault = plan(for: answer).fault else { return nil }
        let (head, body) = (response.headBytes.count, response.framedBody(answering: request).count)
        // What ends with its connection is hurt by whatever else ends that.
        let endsByItself = response.endsByItself(answering: request)
        switch fault {
        case .resetWithin(let place) where endsByItself && place >= head + body:
            return "its answer has \(head + body) bytes"
        case .cutBody(let place) where place >= body: return "the body of its answer has \(body) bytes"
        case .resetBody(let place) where endsByItself && place >= body,
            .stallBody(let place) where endsByItself && place >= body:
            return "the body of its answer has \(body) bytes"
        default: return nil
        }
    }

    private static func message(_ code: String) -> String {
        code == "ThrottlingException" ? "Rate exceeded" : "this error was asked for"
    }
}

extension Response {
    /// The same response with its body in chunks.
    fileprivate var inChunks: Response {
        var response = self
        response.headers.remove("Content-Length")
        response.headers.replace("Transfer-Encoding", with: "chunked")
        return response
    }

    /// The body's bytes as framed, but for what ends the chunks.
    fileprivate var framedCount: Int {
        (isChunked ? chunkSizeLine.count : 0) + body.count
    }

    /// What a gateway in front of a service answers by itself.
    fileprivate static func gateway(_ status: Int, isPage: Bool) -> Response {
        let reason = reasons[status] ?? ""
        let title = "\(status) \(reason)"
        let page =
            "<html>\r\n<head><title>\(title)</title></head>\r\n<body>\r\n<center><h1>\(title)</h1></center>\r\n</body>\r\n</html>\r\n"
        let body = isPage ? Array(page.utf8) : []
        var headers = HeaderFields()
        if isPage { headers.append("Content-Type", "text/html") }
        if status != 204, status != 304 { headers.append("Content-Length", String(body.count)) }
        return Response(status: status, reason: reason, headers: headers, body: body)
    }

    /// Reason phrases: RFC 9110, section 15; RFC 6585.
    static let reasons = [
        200: "OK", 202: "Accepted", 204: "No Content", 301: "Moved Permanently", 302: "Found", 304: "Not Modified",
        307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
        404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict",
        413: "Content Too Large", 429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented",
        502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    ]
}

extension HeaderFields {
    /// The same fields in forms that RFC 9110 allows and few servers send: names in capitals, white space round values, an
    /// empty value, fields of one name, bytes beyond ASCII, and a value of 8 KiB.
    fileprivate var odd: HeaderFields {
        var odd = HeaderFields(fields.map { HeaderField($0.name.uppercased(), "\t \($0.value) \t") })
        odd.append("X-Odd-Empty", "")
        odd.append("x-odd", "one, two")
        odd.append("X-ODD", "\"three, four\"")
        odd.append("!#$%&'*+-.^_`|~", "a name of every sign that a token may have")
        odd.append("X-Odd-Bytes", "gr\u{FC}n \u{2603}")
        odd.append("X-Odd-Long", String(repeating: "x", count: 8 << 10))
        return odd
    }
}
