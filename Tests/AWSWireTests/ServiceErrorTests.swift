import TapedeckAWSWire
import TapedeckExchangeModel
import Testing

struct ServiceErrorTests {
    @Test(arguments: [
        ("InvalidRequestException", "InvalidRequestException"),
        ("a.b#InvalidRequestException", "InvalidRequestException"),
        ("InvalidRequestException:http://x/y", "InvalidRequestException"),
        ("a.b#InvalidRequestException:http://x/#y", "InvalidRequestException"), ("", ""), ("#", ""), (":", ""),
    ])
    func cutsNamespaceAndSuffix(type: String, code: String) {
        #expect(ServiceError.sanitized(type) == code)
    }

    @Test(
        arguments: [
            (nil, #"{"__type":"A"}"#, "A", nil), ("H", #"{"__type":"A","code":"C"}"#, "A", nil),
            ("H", #"{"code":"C"}"#, "H", nil),
            (nil, #"{"code":"C","Message":"m"}"#, "C", "m"),
            (nil, #"{"__type":"A","message":"l","Message":"u"}"#, "A", "l"),
            (nil, "<html>", nil, nil), (nil, "", nil, nil), (nil, "[]", nil, nil), (nil, #"{"__type":7}"#, nil, nil),
            (nil, #"{"inner":{"__type":"A"}}"#, nil, nil), ("", #"{"__type":"A"}"#, "A", nil),
        ] as [(String?, String, String?, String?)])
    func readsCodeAndMessage(header: String?, body: String, code: String?, message: String?) {
        var response = Response(status: 400, reason: "", body: Array(body.utf8))
        if let header { response.headers.append("x-amzn-errortype", header) }
        #expect(ServiceError(response) == ServiceError(code: code, message: message))
    }
}
