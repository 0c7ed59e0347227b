/// The version of Tapedeck that this code is: every program, cassette and page takes it from here.
public enum TapedeckVersion {
    /// Semantic version, as in `CHANGELOG.md`.
    public static let current = "0.1.0"
}
