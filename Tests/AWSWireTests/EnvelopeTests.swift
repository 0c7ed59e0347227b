import TapedeckAWSWire
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

struct EnvelopeTests {
    @Test
    func namesTheOperation() {
        let request = Envelope.request(.listConnections, body: Array("{}".utf8), host: "h", path: "/base/")
        #expect(request.target == "/base/")
        #expect(request.method == "POST")
        #expect(Envelope.operation(of: request) == .listConnections)
        #expect(request.headers.values("Content-Type") == ["application/x-amz-json-1.0"])
        #expect(request.headers["Content-Length"] == "2")
    }

    @Test(
        arguments: [
            ("AppRunner.DescribeService", "DescribeService"), ("Other.CreateConnection", nil), ("AppRunner", nil),
            ("AppRunner.", nil), (" \tAppRunner.DescribeService \t", "DescribeService"), (" ", nil),
        ] as [(String, String?)])
    func namesWhatIsNotInTheModel(target: String, name: String?) {
        let request = Request(headers: [HeaderField("X-Amz-Target", target)])
        #expect(Envelope.operationName(of: request) == name)
        #expect(Envelope.operation(of: request) == nil)
    }

    @Test(
        arguments: [
            (#"{"ConnectionName":"n"}"#, "n"),
            (#"{"ConnectionArn":"arn:aws:apprunner:r:123456789012:connection/c/0"}"#, "c"),
            (#"{"ResourceArn":"arn:aws:apprunner:r:123456789012:connection/c"}"#, "c"),
            (#"{"ResourceArn":"arn:aws:apprunner:r:123456789012:service/s/1"}"#, nil), ("{}", nil), ("[]", nil),
        ] as [(String, String?)])
    func namesTheConnection(body: String, name: String?) throws {
        #expect(Envelope.resourceName(in: try JSONParser.parse(body)) == name)
    }
}

struct ConnectionARNTests {
    @Test(arguments: [
        "arn:aws:apprunner:us-east-1:123456789012:connection/name/0123456789abcdef0123456789abcdef",
        "arn:aws-cn:apprunner:cn-north-1:123456789012:connection/name",
    ])
    func readsBack(text: String) {
        #expect(ConnectionARN(text)?.description == text)
    }

    @Test(arguments: [
        "", "name", "arn:aws:s3:::bucket", "arn:aws:apprunner:r:1:service/x/y", "arn:aws:apprunner:r:1:connection/",
        "arn:aws:apprunner:r:1:connection/a/b/c", "nra:aws:apprunner:r:1:connection/a",
    ])
    func refusesOthers(text: String) {
        #expect(ConnectionARN(text) == nil)
    }
}

struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func keepsTheVectorsOfRFC4648(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
        #expect(Base64.decode(encoded.filter { $0 != "=" }) == Array(text.utf8))
    }

    @Test(arguments: ["Zg=a", "Z", "Zm9v!", "Zm 9v"])
    func refusesOthers(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test
    func everyByteComesBack() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test(
        arguments: [
            (["AppRunner.ListConnections"], true), (["AppRunner.DescribeService"], true),
            (["AppRunner.DeleteConnection"], false),
            (["AppRunner.ListConnections", "AppRunner.DeleteConnection"], false), ([], false),
            (["AppRunner.ListConnections, AppRunner.DeleteConnection"], false),
            (["AppRunner.ListConnections\tx"], false),
            (["AppRunner.ListConnections", ""], false), (["DynamoDB_20120810.ListTables"], false),
        ] as [([String], Bool)])
    func readsOnlyWhereNothingElseCouldBeMeant(targets: [String], isRead: Bool) {
        let fields = targets.enumerated().map {
            HeaderField($0.offset == 0 ? "X-Amz-Target" : "x-amz-target", $0.element)
        }
        #expect(Envelope.isRead(Request(headers: HeaderFields(fields))) == isRead)
        #expect(!Envelope.isRead(Request(method: "PUT", headers: HeaderFields(fields))))
        #expect(!Envelope.isRead(Request(target: "/?Action=DeleteConnection", headers: HeaderFields(fields))))
        #expect(
            !Envelope.isRead(Request(headers: HeaderFields(fields), body: Array("Action=DeleteConnection".utf8))))
        #expect(Envelope.isRead(Request(headers: HeaderFields(fields), body: Array("\n {}".utf8))) == isRead)
        let method = [HeaderField("x-http-method-override", "DELETE")]
        #expect(!Envelope.isRead(Request(headers: HeaderFields(fields + method))))
    }
}
