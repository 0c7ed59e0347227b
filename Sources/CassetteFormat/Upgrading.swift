public import TapedeckAWSWire

extension Cassette {
    /// Brings a cassette that an older version wrote to what this version writes. What ``mend()`` mends is mended too.
    ///
    /// Format 1 has had one older form, from before captured entries had digests of their own. A next format adds its step
    /// here, and a cassette of the old one to the tests.
    ///
    /// - Returns: what was done, one sentence each; writing then gives the new form.
    public mutating func upgrade() -> [String] {
        let lacking = entries.count { $0.origin.kind == .captured && $0.digest == nil }
        let isSound = hasValidDigest
        var notes = mend()
        if lacking > 0, isSound {
            notes.append("\(lacking == 1 ? "1 captured entry has" : "\(lacking) captured entries have") a digest now")
        }
        return notes
    }

    /// What says that a cassette is older than its user wants; none for one that is young enough.
    ///
    /// - Parameters:
    ///   - days: the most that it may be old.
    ///   - now: the present time.
    public func expiry(after days: Int, now: Instant) -> Finding? {
        guard let made = Instant(iso8601: recordedAt) else {
            return Finding(
                rule: "expired", entry: nil, problem: "_cassette.recordedAt says no time, so its age can't be told",
                remedy: "record it again")
        }
        let age = (now.seconds - made.seconds) / 86_400
        guard age > Int64(days) else { return nil }
        return Finding(
            rule: "expired", entry: nil, problem: "it was recorded \(age) days ago, and \(days) are allowed",
            remedy: "see with tapedeck drift whether it still holds, or record it again")
    }
}
