import TapedeckAWSSigning
import TapedeckAWSWire
import TapedeckExchangeModel
import Testing

@Test
func signsWhatItVerifies() throws {
    let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "a-secret-that-opens-nothing")
    let time = Instant(milliseconds: 1_604_363_571_000)
    var request = Request(headers: [HeaderField("Host", "localhost")])
    SignatureV4(region: "us-east-1", service: "apprunner").sign(&request, credentials: credentials, at: time)
    _ = try SignatureV4.verify(request, credentials: credentials, service: "apprunner", at: time)
}
