import TapedeckAWSWire
import TapedeckJSONText
import Testing

struct ShapeTests {
    @Test(arguments: [
        (#"{"ConnectionName":"a","ProviderType":"GITHUB","Tags":[{"Key":"k","Value":""}]}"#, []),
        (#"{"ConnectionName":null}"#, []), ("[]", ["the body is an array where an object was expected"]),
        (
            #"{"ConnectionName":1,"Other":2}"#,
            ["/ConnectionName is a number where a string was expected", "/Other is not in the model"]
        ),
        (#"{"Tags":{}}"#, ["/Tags is an object where an array was expected"]),
        (
            #"{"Tags":[{"Key":true},7]}"#,
            [
                "/Tags/0/Key is a boolean where a string was expected",
                "/Tags/1 is a number where an object was expected",
            ]
        ),
    ])
    func findsEveryMismatch(body: String, expected: [String]) throws {
        let found = ConnectionOperation.createConnection.input.mismatches(in: try JSONParser.parse(body))
        #expect(found.map(\.description) == expected)
    }

    @Test
    func aResponseMayHoldMoreThanTheModel() throws {
        let body = try JSONParser.parse(#"{"Connection":{"New":1,"CreatedAt":"x"},"More":2}"#)
        let found = ConnectionOperation.createConnection.output.mismatches(in: body, allowsUnknown: true)
        #expect(found.map(\.path) == ["/Connection/CreatedAt"])
    }

    @Test(arguments: ConnectionOperation.allCases)
    func everyOperationHasATargetAndErrors(operation: ConnectionOperation) {
        #expect(operation.target == "AppRunner.\(operation.rawValue)")
        #expect(operation.errors.contains("InvalidRequestException"))
    }
}
