import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

extension Entry {
    /// The entry alone as JSON on one line, times as measured: the form in which a journal keeps it.
    public var bytes: [UInt8] {
        isAsRecorded ? line : JSONValue.object(json()).bytes(.compact)
    }

    /// Whether the entry has no member but those that a recorder writes.
    private var isAsRecorded: Bool {
        bind.isEmpty && fault == nil && delay <= 0 && match.json.isEmpty && extras.isEmpty
    }

    /// What a recorder keeps, written at once: an exchange's values need not be made first. It is what ``json()`` says.
    private var line: [UInt8] {
        var line = LineText(room: exchange.request.body.count + (exchange.response?.body.count ?? 0) + 2048)
        let times = exchange.timing
        line.add("{\"startedDateTime\":")
        line.add(string: Instant(milliseconds: exchange.startedAt).iso8601(milliseconds: true))
        line.add(",\"time\":")
        line.add(number: times.send + times.wait + times.receive)
        line.add(",\"_sequence\":")
        line.add(number: exchange.sequence)
        line.add(",\"_operation\":", ifAny: operation)
        line.add(",\"_resource\":", ifAny: resource)
        line.add(",\"_state\":", ifAny: state)
        line.add(",\"_origin\":{\"kind\":")
        line.add(string: origin.kind.rawValue)
        line.add(",\"upstream\":", ifAny: origin.upstream)
        line.add(",\"client\":", ifAny: origin.client)
        line.add(",\"signature\":", ifAny: origin.signature)
        line.add(",\"source\":", ifAny: origin.source)
        if origin.isInsecure { line.add(",\"insecure\":true") }
        line.add("},\"_ended\":")
        line.add(string: exchange.ending.rawValue)
        for (index, note) in redactions.enumerated() {
            line.add(index == 0 ? ",\"_redactions\":[" : ",")
            line.add(string: note)
        }
        line.add(redactions.isEmpty ? ",\"request\":" : "],\"request\":")
        addRequest(to: &line)
        line.add(",\"response\":")
        addResponse(to: &line)
        line.add(",\"cache\":{},\"timings\":{\"send\":")
        line.add(number: times.send)
        line.add(",\"wait\":")
        line.add(number: times.wait)
        line.add(",\"receive\":")
        line.add(number: times.receive)
        line.add("}}")
        return line.bytes
    }

    private func addRequest(to line: inout LineText) {
        let request = exchange.request
        line.add("{\"method\":")
        line.add(string: request.method)
        line.add(",\"url\":")
        line.add(string: url)
        line.add(",\"httpVersion\":")
        line.add(string: request.version)
        line.add(",\"cookies\":[],\"headers\":")
        line.add(request.headers)
        line.add(",\"queryString\":")
        line.add(json: queryJSON)
        if !request.body.isEmpty {
            line.add(",\"postData\":{\"mimeType\":")
            line.add(string: request.headers["Content-Type"] ?? "")
            let (text, encoding) = BodyText.encode(request.body)
            line.add(",\"text\":")
            line.add(string: text)
            line.add(",\"_encoding\":", ifAny: encoding)
            line.add("}")
        }
        line.add(",\"headersSize\":-1,\"bodySize\":")
        line.add(number: request.body.count)
        line.add("}")
    }

    private func addResponse(to line: inout LineText) {
        let response = exchange.response ?? Response(status: 0, reason: "", version: "")
        line.add("{\"status\":")
        line.add(number: response.status)
        line.add(",\"statusText\":")
        line.add(string: response.reason)
        line.add(",\"httpVersion\":")
        line.add(string: response.version)
        line.add(",\"cookies\":[],\"headers\":")
        line.add(response.headers)
        line.add(",\"content\":{\"size\":")
        line.add(number: response.body.count)
        line.add(",\"mimeType\":")
        line.add(string: response.headers["Content-Type"] ?? "")
        if !response.body.isEmpty {
            let (text, encoding) = BodyText.encode(response.body)
            line.add(",\"text\":")
            line.add(string: text)
            line.add(",\"encoding\":", ifAny: encoding)
        }
        line.add("},\"redirectURL\":\"\",\"headersSize\":-1,\"bodySize\":")
        line.add(number: response.body.count)
        line.add("}")
    }
}

/// JSON on one line that is written from its beginning to its end.
private struct LineText {
    private(set) var bytes: [UInt8] = []

    init(room: Int) {
        bytes.reserveCapacity(room)
    }

    /// Adds a piece of JSON as it stands.
    mutating func add(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func add(string: String) {
        JSONLine.add(string, to: &bytes)
    }

    mutating func add(number: Int) {
        bytes.append(contentsOf: String(number).utf8)
    }

    mutating func add(json: JSONValue) {
        bytes += json.bytes(.compact)
    }

    /// Adds a member whose value may be missing.
    mutating func add(_ name: StaticString, ifAny value: String?) {
        guard let value else { return }
        add(name)
        add(string: value)
    }

    mutating func add(_ headers: HeaderFields) {
        add("[")
        for (index, field) in headers.fields.enumerated() {
            add(index == 0 ? "{\"name\":" : ",{\"name\":")
            add(string: field.name)
            add(",\"value\":")
            add(string: field.value)
            add("}")
        }
        add("]")
    }
}

extension Entry.Extras {
    fileprivate var isEmpty: Bool {
        entry.isEmpty && origin.isEmpty && match.isEmpty && request.isEmpty && postData.isEmpty && response.isEmpty
            && content.isEmpty && timings.isEmpty && fault.isEmpty
    }
}
