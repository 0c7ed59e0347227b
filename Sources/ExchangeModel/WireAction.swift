/// One thing that the front does to carry out a plan.
public enum WireAction: Sendable, Hashable {
    /// Wait so many milliseconds.
    case wait(Int)
    /// Write these bytes and flush.
    case write([UInt8])
    /// The response is over and the connection may carry another request.
    case keepAlive
    /// Close the connection in order.
    case close
    /// Reset the connection.
    case reset
    /// Do nothing more, and keep the connection open.
    case hang
}

extension ResponsePlan {
    /// The actions that carry this plan out, in order; the last one says what becomes of the connection.
    ///
    /// The head is written exactly as the response has it: nothing is added, nothing is left out. The body is framed as
    /// the head says: chunked when `Transfer-Encoding` ends in it, else as it is. A response that says no length, or
    /// more than it has, ends with the connection.
    ///
    /// - Parameter request: the request answered; it decides whether the connection may live on.
    public func actions(answering request: Request) -> [WireAction] {
        var actions: [WireAction] = delay > 0 ? [.wait(delay)] : []
        switch fault {
        case .reset: return actions + [.reset]
        case .close: return actions + [.close]
        case .hang: return actions + [.hang]
        case .garbage(let bytes): return actions + [.write(bytes), .close]
        case .resetWithin, .cutBody, .resetBody, .stallBody, .slowBody, nil: break
        }
        guard let response else { return actions + [.close] }
        let head = response.headBytes
        let body = response.framedBody(answering: request)
        switch fault {
        case .resetWithin(let limit):
            // A reset takes with it what the client has not read yet, so it gets a moment for that.
            return actions + [.write(Array((head + body).prefix(limit))), .wait(50), .reset]
        case .cutBody(let limit):
            return actions + [.write(head + body.prefix(limit)), .close]
        case .resetBody(let limit):
            return actions + [.write(head + body.prefix(limit)), .reset]
        case .stallBody(let limit):
            return actions + [.write(head + body.prefix(limit)), .hang]
        case .slowBody(let size, let pause):
            actions.append(.write(head))
            var rest = body[...]
            while !rest.isEmpty {
                actions += [.wait(pause), .write(Array(rest.prefix(max(size, 1))))]
                rest = rest.dropFirst(max(size, 1))
            }
        default:
            actions.append(.write(head + body))
        }
        return actions + [response.end(answering: request)]
    }
}

extension Response {
    /// The status line and the header fields as they are written to an HTTP/1 socket, with the empty line that ends them.
    ///
    /// The version is HTTP/1.0 where the response has that, else HTTP/1.1, whatever a browser's HAR says (`h2`). CR, LF
    /// and NUL are written as spaces (RFC 9112 section 2.2, RFC 9110 section 5.5), in names as `-`, so that no text makes
    /// a field of its own. Fields of HTTP/2's own, whose names begin with a colon (RFC 9113 section 8.3), are left out.
    public var headBytes: [UInt8] {
        var bytes = Array("\(wireVersion) \(status) ".utf8)
        bytes.appendInert(reason, breaks: 0x20)
        bytes += [13, 10]
        for field in headers.fields where field.name.utf8.first != 0x3A {
            bytes.appendInert(field.name, breaks: 0x2D)
            bytes += [0x3A, 0x20]
            bytes.appendInert(field.value, breaks: 0x20)
            bytes += [13, 10]
        }
        return bytes + [13, 10]
    }

    private var wireVersion: String {
        version == "HTTP/1.0" ? version : "HTTP/1.1"
    }

    /// Whether the head says that the body comes in chunks.
    public var isChunked: Bool {
        headers.values("Transfer-Encoding").last.map { lastToken(of: $0) == "chunked" } ?? false
    }

    fileprivate var allowsKeepAlive: Bool {
        persistence(version: wireVersion, headers: headers)
    }

    /// The line before the body where all of it is one chunk.
    var chunkSizeLine: [UInt8] {
        Array("\(String(body.count, radix: 16))\r\n".utf8)
    }

    /// Some bytes as one chunk; nothing for none, because an empty chunk is the last one.
    static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        bytes.isEmpty ? [] : Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [13, 10]
    }

    static let lastChunk = Array("0\r\n\r\n".utf8)

    private func hasBody(answering request: Request) -> Bool {
        request.method != "HEAD" && status != 204 && status != 304 && !(100..<200).contains(status)
    }

    func framedBody(answering request: Request) -> [UInt8] {
        if !hasBody(answering: request) { return [] }
        return isChunked ? Response.chunk(body) + Response.lastChunk : body
    }

    /// What becomes of the connection once the whole of this has been sent.
    func end(answering request: Request) -> WireAction {
        let stays =
            endsByItself(answering: request) && allowsKeepAlive && request.allowsKeepAlive && request.isBodyWhole
        return stays ? .keepAlive : .close
    }

    /// Whether a client knows the end of this without the connection's.
    func endsByItself(answering request: Request) -> Bool {
        !hasBody(answering: request) || isChunked
            || headers["Content-Length"].flatMap { Int(trimmed($0[...])) } == body.count
    }
}

extension Request {
    fileprivate var allowsKeepAlive: Bool {
        persistence(version: version, headers: headers)
    }
}

extension [UInt8] {
    /// Appends a text with a harmless byte in the place of each CR, LF and NUL.
    fileprivate mutating func appendInert(_ text: String, breaks: UInt8) {
        let start = count
        append(contentsOf: text.utf8)
        for index in start..<count where self[index] == 13 || self[index] == 10 || self[index] == 0 {
            self[index] = breaks
        }
    }
}

private func persistence(version: String, headers: HeaderFields) -> Bool {
    guard headers.contains("Connection") else { return version != "HTTP/1.0" }
    let tokens = headers.values("Connection").flatMap { $0.split(separator: ",") }.map { trimmed($0).lowercased() }
    if tokens.contains("close") { return false }
    return version != "HTTP/1.0" || tokens.contains("keep-alive")
}

private func lastToken(of value: String) -> String {
    trimmed(value.split(separator: ",").last ?? "").lowercased()
}
