/// Durations as people and reports are told them.
public enum Seconds {
    /// Milliseconds as seconds with a fraction, such as `1.3` for 1250; half is rounded up.
    ///
    /// - Parameters:
    ///   - milliseconds: from 0; what is less counts as 0.
    ///   - digits: how many digits follow the point, from 1 to 3.
    public static func text(_ milliseconds: Int64, digits: Int = 1) -> String {
        let unit: Int64 = digits >= 3 ? 1 : digits == 2 ? 10 : 100
        let (whole, rest) = ((max(milliseconds, 0) + unit / 2) / unit).quotientAndRemainder(dividingBy: 1000 / unit)
        let fraction = String(rest)
        return "\(whole)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
