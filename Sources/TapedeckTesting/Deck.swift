import TapedeckExchangeModel
import TapedeckHTTPFront
public import TapedeckPlayback

/// The replaying endpoint of the test that is running.
public struct Deck: Sendable {
    /// The deck of the running test; `nil` outside a test with a cassette.
    @TaskLocal public static var current: Deck?

    private let front: HTTPFront
    private let player: PlayerResponder

    init(front: HTTPFront, player: PlayerResponder) {
        self.front = front
        self.player = player
    }

    /// The endpoint's URL, such as `http://127.0.0.1:40123`; hand it to the client under test.
    public var url: String {
        front.url
    }

    /// The variables that point AWS's SDKs and tools at the endpoint, for a client run as a process.
    public var environment: [String: String] {
        ["AWS_ENDPOINT_URL": url, "AWS_ENDPOINT_URL_APPRUNNER": url, "TAPEDECK_URL": url]
    }

    /// What has been played and missed so far.
    public var summary: Player.Summary {
        player.summary
    }
}
