import TapedeckAWSWire
import TapedeckExchangeModel
import Testing

@Test
func readsAnErrorsCode() {
    let response = Response(
        status: 400, reason: "Bad Request", body: Array(#"{"__type":"a#InvalidRequestException"}"#.utf8))
    #expect(ServiceError(response).code == "InvalidRequestException")
}
