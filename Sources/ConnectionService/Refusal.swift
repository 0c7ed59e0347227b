import TapedeckJSONText

/// An error that the stand-in answers with.
struct Refusal: Error {
    var status = 400
    /// What stands in `__type`.
    let type: String
    /// The message's member and text; `nil` for none.
    var message: (member: String, text: String)?

    /// An error of the model.
    static func modelled(_ code: String, _ text: String, status: Int = 400) -> Refusal {
        // The model caps messages at 600 characters.
        Refusal(
            status: status, type: code,
            message: ("Message", String(String.UnicodeScalarView(text.unicodeScalars.prefix(600)))))
    }

    static func invalid(_ text: String) -> Refusal {
        modelled("InvalidRequestException", text)
    }

    static func notFound(_ arn: String) -> Refusal {
        modelled("ResourceNotFoundException", "No connection was found for \(arn)")
    }

    /// An error of the framework before the service; those were seen with a namespace and `message`.
    static func framework(_ code: String, _ text: String?, status: Int = 400) -> Refusal {
        Refusal(status: status, type: "com.amazon.coral.service#\(code)", message: text.map { ("message", $0) })
    }

    var body: JSONValue {
        var object = JSONObject([("__type", .string(type))])
        if let message { object[message.member] = .string(message.text) }
        return .object(object)
    }
}
