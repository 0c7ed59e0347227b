import TapedeckAWSWire
import Testing

struct InstantTests {
    @Test(arguments: [
        (1_604_363_571, "20201103T003251Z", "2020-11-03T00:32:51Z", "Tue, 03 Nov 2020 00:32:51 GMT"),
        (0, "19700101T000000Z", "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "20000229T000000Z", "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
        (-1, "19691231T235959Z", "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
        (4_102_444_800, "21000101T000000Z", "2100-01-01T00:00:00Z", "Fri, 01 Jan 2100 00:00:00 GMT"),
    ])
    func writesAndReads(seconds: Int64, basic: String, iso: String, http: String) {
        let instant = Instant(seconds: seconds)
        #expect(instant.basicFormat == basic)
        #expect(instant.iso8601() == iso)
        #expect(instant.httpDate == http)
        #expect(Instant(basicFormat: basic) == instant)
        #expect(Instant(iso8601: iso) == instant)
        #expect(Instant(httpDate: http) == instant)
    }

    @Test(arguments: [
        "Tue, 3 Nov 2020 00:32:51 GMT", "Tue, 03 Nov 2020 00:32:51 UTC", "tue, 03 Nov 2020 00:32:51 GMT",
        "Tue, 03 Nov 2020 24:00:00 GMT", "Tue, 31 Nov 2020 00:00:00 GMT", "Tue  03 Nov 2020 00:32:51 GMT", "",
    ])
    func refusesOtherDatesOfHTTP(text: String) {
        #expect(Instant(httpDate: text) == nil)
    }

    @Test(arguments: [
        ("2020-11-03T02:32:51+02:00", 1_604_363_571_000), ("2020-11-02T19:32:51-0500", 1_604_363_571_000),
        ("2020-11-03 00:32:51.5", 1_604_363_571_500), ("2020-11-03T00:32:51.123999Z", 1_604_363_571_123),
    ])
    func readsOffsetsAndFractions(text: String, milliseconds: Int64) {
        #expect(Instant(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "2020-11-03", "2020-11-03T00:32", "2020-13-03T00:32:51Z", "2021-02-29T00:00:00Z", "2020-11-03T00:32:51.Z",
        "2020-11-03T00:32:51+2", "2020-11-03T24:00:00Z", "tomorrow at noon...", "",
    ])
    func refusesOtherText(text: String) {
        #expect(Instant(iso8601: text) == nil)
        #expect(Instant(basicFormat: text) == nil)
    }

    @Test
    func everyDayOfFourCenturiesReadsBack() {
        for day in stride(from: Int64(-36_524), to: 109_573, by: 1) {
            let instant = Instant(seconds: day * 86_400)
            #expect(Instant(iso8601: instant.iso8601()) == instant)
        }
    }
}
