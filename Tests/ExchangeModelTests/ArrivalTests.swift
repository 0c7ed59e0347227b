import TapedeckExchangeModel
import Testing

struct ArrivalTests {
    @Test(arguments: [
        (Arrival.endpoint, nil), (.tunnel(authority: "a.example:443"), "https://a.example"),
        (.tunnel(authority: "a.example:8443"), "https://a.example:8443"),
        (.proxy(scheme: "http", authority: "a.example:80"), "http://a.example"),
        (.proxy(scheme: "http", authority: "a.example:443"), "http://a.example:443"),
        (.tunnel(authority: "[::1]:443"), "https://[::1]"),
    ])
    func namesTheServiceMeant(arrival: Arrival, origin: String?) {
        #expect(arrival.origin == origin)
    }
}
