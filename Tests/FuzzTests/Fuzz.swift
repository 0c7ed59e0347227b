import TapedeckExchangeModel
import TapedeckTestSupport

/// Inputs made of good ones by small and large damage, the same for the same seed.
struct Fuzz {
    /// `TAPEDECK_FUZZ_SEED`, so that a run can be had again; 1 by default.
    static let seed = number("TAPEDECK_FUZZ_SEED") ?? 1
    /// `TAPEDECK_FUZZ_SECONDS`: how long each test goes on; by default a fixed number of inputs, the same each time.
    private static let seconds = number("TAPEDECK_FUZZ_SECONDS")

    private static func number(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    /// Puts inputs to a test. The number of an input that is about to be put stands in the file that `TAPEDECK_FUZZ_AT`
    /// names, so that one which ends the process can be found.
    ///
    /// - Parameter count: how many where no time is given.
    static func each(_ name: String, count: UInt64, _ body: (inout Fuzz, UInt64) async throws -> Void) async rethrows {
        let end = seconds.map { time(nil) + Int($0) }
        let at = getenv("TAPEDECK_FUZZ_AT").map { open("\(String(cString: $0)).\(name)", O_WRONLY | O_CREAT, 0o600) }
        defer { if let at { close(at) } }
        var next = Self.number("TAPEDECK_FUZZ_FROM") ?? 0
        while end.map({ time(nil) < $0 }) ?? (next < count) {
            if let at {
                let text = "\(next)\n"
                _ = text.withCString { pwrite(at, $0, strlen($0), 0) }
            }
            var fuzz = Fuzz(random: SplitMix(seed: seed &* 1_000_003 &+ next))
            try await body(&fuzz, next)
            next += 1
            // The others go on too, however few threads there are.
            if next % 64 == 0 { await Task.yield() }
        }
    }

    var random: SplitMix

    mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<max(bound, 1), using: &random)
    }

    mutating func pick<Element>(_ items: [Element]) -> Element {
        items[below(items.count)]
    }

    private static let tokens = [
        "\"", "{", "}", "[", "]", ":", ",", "null", "0", "-1", "1e999", "\\u0000", "\\ud800", "\\", "\r\n", "\u{0}",
        "é", "\u{FEFF}",
        "*", "%", "%2", "%zz", "=", "::", "99999999999999999999", "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n",
        "HTTP/1.1", "arn:aws:apprunner:r:123456789012:connection/x/y", "reset", "ok", "/", "//", "~", "true", "\t",
    ].map { Array($0.utf8) }

    /// The bytes with one to eight places damaged: bytes changed, taken out, doubled, moved; tokens put in; the end cut off.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(8) {
            let place = below(bytes.count + 1)
            let end = min(bytes.count, place + below(pick([2, 8, 64, 1024])))
            switch below(7) {
            case 0 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: below(256))
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            case 3, 4: bytes.insert(contentsOf: pick(Self.tokens), at: place)
            case 5: bytes.insert(contentsOf: Array(bytes[place..<end]), at: below(bytes.count + 1))
            case 6 where below(8) == 0: bytes.removeSubrange(place...)
            default: if place < bytes.count { bytes[place] ^= 1 << UInt8(below(8)) }
            }
            if bytes.count > 1 << 20 { bytes.removeSubrange((1 << 20)...) }
        }
        return bytes
    }

    mutating func damaged(_ text: String) -> String {
        String(decoding: damaged(Array(text.utf8)), as: UTF8.self)
    }
}
