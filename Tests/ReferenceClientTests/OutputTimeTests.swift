import TapedeckAWSWire
import TapedeckJSONText
import Testing

@testable import TapedeckClientModel
@testable import TapedeckClientOutput

/// Times of an answer as AWS CLI 2.36.7 showed them on 2026-11-23.
struct OutputTimeTests {
    private func text(_ json: String, east: Int = 0) throws -> String {
        try OutputTime.text(try JSONParser.parse(Array(json.utf8))) { _ in east }
    }

    @Test(arguments: [
        ("1.604363571E9", 0, "2020-11-03T00:32:51+00:00"), ("1604363571", 0, "2020-11-03T00:32:51+00:00"),
        ("1604363571.123", 0, "2020-11-03T00:32:51.123000+00:00"),
        ("1.6043635711239E9", 0, "2020-11-03T00:32:51.123900+00:00"),
        ("1604363571", -18000, "2020-11-02T19:32:51-05:00"),
        ("1604363571.5", 19800, "2020-11-03T06:02:51.500000+05:30"),
        ("-0.5", 0, "1969-12-31T23:59:59.500000+00:00"), ("1.9999999", 0, "1970-01-01T00:00:02+00:00"),
        ("0", -2972, "1969-12-31T23:10:28-00:49:32"),
    ])
    func showsNumbersInTheMachinesZone(json: String, east: Int, shown: String) throws {
        #expect(try text(json, east: east) == shown)
    }

    @Test(arguments: [
        ("2020-11-03T00:32:51Z", "2020-11-03T00:32:51+00:00"), ("2020-11-03T00:32:51", "2020-11-03T00:32:51"),
        ("2020-11-03T00:32:51.25+02:00", "2020-11-03T00:32:51.250000+02:00"),
        ("2020-11-03 00:32:51-0530", "2020-11-03T00:32:51-05:30"), ("2020-11-03", "2020-11-03T00:00:00"),
        ("Tue, 03 Nov 2020 00:32:51 GMT", "2020-11-03T00:32:51+00:00"),
        ("20201103T003251Z", "2020-11-03T00:32:51+00:00"), ("1604363571.5", "2020-11-03T01:32:51.500000+01:00"),
    ])
    func keepsTheZoneOfTexts(sent: String, shown: String) throws {
        #expect(try text("\"\(sent)\"", east: 3600) == shown)
    }

    @Test(arguments: [
        "garbage", "", "2020-13-03T00:00:00", "2020-11-03T00:32:51+25:00", "2020-11-03T00:32:51.", "1e99",
    ])
    func refusesWhatIsNoTime(sent: String) {
        let message = "Invalid timestamp \"\(sent)\": Unknown string format: \(sent)"
        #expect(throws: ClientError(.general, message: message)) { try text("\"\(sent)\"") }
    }

    @Test(arguments: [("1.604363571E9", "1604363571.0\n"), ("1604363571", "1604363571\n"), ("\"x\"", "\"x\"\n")])
    func showsWhatWasSentWhereAskedFor(json: String, shown: String) throws {
        let answer = try JSONParser.parse(Array("{\"Connection\":{\"CreatedAt\":\(json)}}".utf8))
        let shape = OutputShape(timestamps: .wire) { _ in 0 }
        let value = try shape.shaped(answer, as: .structure(ConnectionOperation.createConnection.output))
        #expect(try Rendering.Page(title: "T").text(value["Connection"]?["CreatedAt"] ?? .null, .json) == shown)
    }
}
