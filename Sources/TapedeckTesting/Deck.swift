import TapedeckHTTPFront
// What a deck hands out is used without a second import.
@_exported public import TapedeckPlayback
import Testing

/// The replaying endpoint of the test that is running.
public struct Deck: Sendable {
    /// The deck of the running test; `nil` outside a test with a cassette.
    @TaskLocal public static var current: Deck?

    /// The deck of the running test.
    ///
    /// - Throws: ``CassetteUnavailable``, saying what to write, in a test without a cassette.
    public static var required: Deck {
        get throws {
            guard let current else {
                throw CassetteUnavailable(
                    description:
                        "no cassette is played here; write @Test(.cassette(\"NAME\")), or withDeck(\"NAME\") { deck in … }"
                )
            }
            return current
        }
    }

    /// The endpoint's URL, such as `http://127.0.0.1:40123`; hand it to the client under test.
    public let url: String
    let test: Test.ID?
    private let player: PlayerResponder

    init(url: String, player: PlayerResponder, test: Test.ID?) {
        self.url = url
        self.player = player
        self.test = test
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
