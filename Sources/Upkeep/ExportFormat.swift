public import TapedeckCassetteFormat

/// A format of another tool that a cassette can be written in.
public enum ExportFormat: String, Sendable, Hashable, CaseIterable {
    /// vcrpy's YAML, its format 1: <https://vcrpy.readthedocs.io>.
    case vcr
    /// HAR 1.2 without members of our own.
    case harPlain = "har-plain"
    /// A shell script of curl commands, signed with the credentials of the environment.
    case curl
    /// WireMock's stub mappings as one JSON import: <https://wiremock.org/docs/stubbing/>.
    case wiremock

    /// The cassette as a text of this format, and what the format could not hold, one sentence each.
    public func export(_ cassette: Cassette) -> (text: String, losses: [String]) {
        switch self {
        case .vcr: VCRExport(cassette).exported
        case .harPlain: (PlainHAR.text(of: cassette), PlainHAR.losses(of: cassette))
        case .curl: CurlScript(cassette).exported
        case .wiremock: WireMockExport(cassette).exported
        }
    }
}
