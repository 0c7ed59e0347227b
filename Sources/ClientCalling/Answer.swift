import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText

/// What a response says: the operation's output, or why there is none.
enum Answer: Sendable {
    /// The output, as it was written.
    case output(JSONValue)
    /// The service refused.
    case refused(code: String?, message: String)
    /// A success by its status that can't be used.
    case unusable(String)

    /// Reads a response to an operation.
    ///
    /// A status of 200 alone is no success: the body must be a JSON object, and hold what the model says is always
    /// there. AWS CLI takes less for a success; the contract's clause OUT-8 does not.
    init(_ response: Response, to operation: ConnectionOperation) {
        guard (200..<300).contains(response.status) else {
            self = Answer.refusal(response)
            return
        }
        if response.body.isEmpty, operation.output.members.isEmpty {
            self = .output(.object(JSONObject()))
            return
        }
        guard !response.body.isEmpty else {
            self = .unusable("the answer has status \(response.status) and is empty")
            return
        }
        let value: JSONValue
        do {
            value = try JSONParser.parse(response.body)
        } catch {
            self = .unusable("the answer has status \(response.status) but is not JSON: \(error)")
            return
        }
        guard let object = value.object else {
            self = .unusable("the answer is \(value.kindName) where an object was expected")
            return
        }
        if object["__type"]?.string != nil, operation.output.members.allSatisfy({ object[$0.name] == nil }) {
            self = Answer.refusal(response)
            return
        }
        self = Answer.checked(object, operation)
    }

    private static func checked(_ object: JSONObject, _ operation: ConnectionOperation) -> Answer {
        for member in operation.output.members {
            guard let value = object[member.name], !value.isNull else {
                if member.isRequired { return .unusable("the answer has no \(member.name)") }
                continue
            }
            switch member.shape {
            case .structure where value.object == nil, .list where value.array == nil,
                .string where value.string == nil:
                return .unusable("\(member.name) is \(value.kindName) where \(member.shape.jsonKind) was expected")
            case .list where value.array?.contains { $0.object == nil } == true:
                return .unusable("\(member.name) holds something other than objects")
            default: continue
            }
        }
        return .output(.object(object))
    }

    private static func refusal(_ response: Response) -> Answer {
        let error = ServiceError(response)
        if let message = error.message { return .refused(code: error.code, message: message) }
        let phrase = response.reason.isEmpty ? "The service sent no message." : response.reason
        guard error.code == nil, !response.body.isEmpty, (try? JSONParser.parse(response.body)) == nil else {
            return .refused(code: error.code, message: phrase)
        }
        let text = String(decoding: response.body, as: UTF8.self)
        let looksLikeMarkup = text.drop { $0.isWhitespace }.hasPrefix("<")
        return .refused(code: nil, message: looksLikeMarkup || text.count > 600 ? phrase : text)
    }
}
