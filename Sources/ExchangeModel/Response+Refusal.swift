import TapedeckJSONText

extension Response {
    /// An answer of Tapedeck's own, in the place of the service's: a 400 in awsJson 1.0.
    ///
    /// No client takes it for the service's answer, because the service has no such code, and none tries again, because
    /// retries are for throttling and for statuses of 500 and above.
    ///
    /// - Parameters:
    ///   - code: what clients report as the kind of error, such as `TapedeckMiss`.
    ///   - message: one sentence for people.
    public static func refusal(code: String, message: String) -> Response {
        awsJSONError(code: code, message: message)
    }

    /// An error in awsJson 1.0.
    ///
    /// - Parameter status: 400 for the client's fault, 500 for the service's.
    public static func awsJSONError(code: String, message: String, status: Int = 400) -> Response {
        let body = JSONValue.object(
            JSONObject([("__type", .string(code)), ("message", .string(message))])
        ).bytes(.compact)
        return Response(
            status: status, reason: reasons[status] ?? "",
            headers: [
                HeaderField("Content-Type", "application/x-amz-json-1.0"),
                HeaderField("Content-Length", String(body.count)),
            ], body: body)
    }
}
