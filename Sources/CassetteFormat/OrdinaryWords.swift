import TapedeckAWSWire

/// Words that every cassette has, or nearly every one: a value that is one can't be taken out of a recording, and is no secret, whatever
/// the name of the variable says that has it.
public enum OrdinaryWords {
    /// Whether a value stands in these words.
    public static func contain(_ value: String) -> Bool {
        let wanted = Array(value.utf8)
        if isRegion(wanted) { return true }
        return words.withUTF8Buffer { words in
            guard let first = wanted.first, wanted.count <= words.count else { return false }
            return (0...(words.count - wanted.count)).contains { start in
                words[start] == first && words[start..<(start + wanted.count)].elementsEqual(wanted)
            }
        }
    }

    /// Such as `us-gov-east-1`.
    private static func isRegion(_ value: [UInt8]) -> Bool {
        let parts = value.split(separator: 0x2D, omittingEmptySubsequences: false)
        return parts.count >= 3 && parts[0].count == 2 && parts.last?.count == 1
            && parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x61...0x7A).contains($0) } }
            && parts[parts.count - 1].allSatisfy { (0x30...0x39).contains($0) }
    }

    /// One text, so that parts that go over a border count too. A test holds it to what recorders write.
    private static let words: StaticString = """
        {"log":{"version":"1.2","creator":{"name":"tapedeck","version":"0.1.0"},"_cassette":{"format":1,"title":"CreateConnection",\
        "recordedAt":"2026-01-01T00:00:00Z","timing":"normalised","digest":"sha256:"},"entries":[{"startedDateTime":\
        "2000-01-01T00:00:01.000Z","time":0,"_sequence":1,"_operation":"ListConnections","_resource":"","_state":\
        "PENDING_HANDSHAKE","_origin":{"kind":"captured","upstream":"stand-in","client":"aws-cli/2","signature":"signed again"},\
        "_redactions":["the request's header field was dropped","account ids in the response's body were replaced"],"_ended":\
        "complete","request":{"method":"POST","url":"https://apprunner.us-east-1.amazonaws.com/","httpVersion":"HTTP/1.1",\
        "cookies":[],"headers":[{"name":"X-Amz-Target","value":"AppRunner.DeleteConnection"},{"name":"Content-Type","value":\
        "application/x-amz-json-1.0"},{"name":"Authorization","value":"AWS4-HMAC-SHA256 Credential={key}/20201103/us-east-1/\
        apprunner/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=\
        {signature}"},{"name":"X-Amz-Security-Token"},{"name":\
        "Accept-Encoding","value":"identity"},{"name":"User-Agent","value":"amz-sdk-invocation-id amz-sdk-request attempt"}],\
        "queryString":[],"postData":{"mimeType":"application/json","text":"{"ConnectionName":"ProviderType":"GITHUB"}"},\
        "headersSize":-1,"bodySize":68},"response":{"status":200,"statusText":"OK","headers":[{"name":"Date"},{"name":\
        "Content-Length"},{"name":"Connection","value":"keep-alive"},{"name":"Transfer-Encoding","value":"chunked"},{"name":\
        "x-amzn-RequestId","value":"00000000-0000-4000-8000-000000000001"}],"content":{"size":0,"mimeType":"text/plain","text":\
        "{"Connection":{"ConnectionArn":"arn:aws:apprunner:us-east-1:123456789012:connection/","CreatedAt":1.604363571E9,\
        "ConnectionSummaryList":"AVAILABLE","BITBUCKET","TagResource","UntagResource","ListTagsForResource"},"encoding":"base64"},\
        "redirectURL":""},"cache":{},"timings":{"send":0,"wait":0,"receive":0}}]}} http://127.0.0.1: localhost undefined
        """
}
