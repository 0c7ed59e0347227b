import TapedeckContract
import TapedeckExchangeModel
import TapedeckVerification
import TapedeckWording
import Testing

/// Where the time of a client's runs went.
struct TimesTests {
    private static func run(_ duration: Int64, arrivals: [Int64]) throws -> Observation.Run {
        let request = Request(method: "POST", target: "/")
        return Observation.Run(
            requests: arrivals.map { Observation.ObservedRequest(request, arrivedAt: $0) }, exit: .status(0),
            output: [],
            error: [], duration: duration)
    }

    @Test
    func waitsLieBetweenTheRequestsOfARun() throws {
        let times = Suite.Times([
            ("a/one", Observation(runs: [try Self.run(500, arrivals: [1000, 1100, 1400])])),
            (
                "b/two",
                Observation(runs: [try Self.run(300, arrivals: [2000]), try Self.run(350, arrivals: [9000, 9020])])
            ),
            ("c/none", Observation(runs: [try Self.run(40, arrivals: [])])),
        ])
        #expect(times.running == 1190)
        #expect(times.betweenAttempts == 420)
        #expect(times.longest?.scenario == "b/two")
        #expect(
            times.description
                == "the client ran 1.2 s, 0.4 s of it between attempts; longest: b/two, 0.7 s")
    }

    @Test(arguments: [
        (0, 1, "0.0"), (49, 1, "0.0"), (50, 1, "0.1"), (1250, 1, "1.3"), (999, 1, "1.0"), (7, 3, "0.007"),
        (61_005, 2, "61.01"), (-3, 1, "0.0"),
    ])
    func secondsAreRoundedToTheirDigits(milliseconds: Int64, digits: Int, text: String) {
        #expect(Seconds.text(milliseconds, digits: digits) == text)
    }
}
