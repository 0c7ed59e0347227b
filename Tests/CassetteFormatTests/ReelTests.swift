import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckTestSupport
import Testing

struct ReelTests {
    /// Reads a file in parts of so many bytes.
    private static func reel(_ bytes: [UInt8], parts: Int = .max) -> Reel? {
        var rest = bytes[...]
        return Reel(reading: { limit in
            let part = rest.prefix(min(limit, parts))
            rest = rest.dropFirst(part.count)
            return Array(part)
        })
    }

    /// Whether a reel holds what a cassette holds, as far as playing goes.
    private static func same(_ reel: Reel, _ cassette: Cassette) -> Bool {
        guard reel.items.count == cassette.entries.count, reel.emptiness == cassette.emptiness,
            reel.upstream == cassette.entries.lazy.compactMap(\.origin.upstream).first
        else { return false }
        return zip(reel.items, cassette.entries).allSatisfy { item, entry in
            switch item {
            case .entry(let own): own.exchange == entry.exchange && own.url == entry.url
            case .plain(let exchange): same(exchange, reel.heads[exchange.head], entry)
            }
        }
    }

    private static func same(_ exchange: PlainExchange, _ head: Reel.Head, _ entry: Entry) -> Bool {
        let request = entry.exchange.request
        return entry.match == MatchRule() && entry.fault == nil && entry.delay == 0
            && entry.exchange.ending == .complete
            && exchange.sequence == entry.exchange.sequence && exchange.response == entry.exchange.response
            && exchange.response.headBytes == entry.exchange.response?.headBytes
            && exchange.requestBody == request.body[...] && head.url == entry.url
            && head.request.method == request.method && head.request.target == request.target
            && head.request.headers["X-Amz-Target"] == request.headers["X-Amz-Target"]
            && head.request.headers["Authorization"] == request.headers["Authorization"]
    }

    @Test(arguments: CassetteRoundTripTests.shipped)
    func holdsWhatTheCassetteHolds(path: String) throws {
        let bytes = try Package.bytes(path)
        let cassette = try Cassette(bytes: bytes)
        for parts in [61, 977, .max] {
            let reel = try #require(Self.reel(bytes, parts: parts))
            #expect(Self.same(reel, cassette), "in parts of \(parts)")
        }
        #expect(Self.same(Reel(cassette), cassette))
    }

    @Test
    func mostShippedExchangesAreOrdinary() throws {
        var (plain, others) = (0, 0)
        for path in CassetteRoundTripTests.shipped {
            for item in try #require(Self.reel(Package.bytes(path))).items {
                if case .plain = item { plain += 1 } else { others += 1 }
            }
        }
        #expect(plain > 4 * others, "\(plain) ordinary, \(others) others")
    }

    @Test
    func readsWhatFollowsItsFirstPart() throws {
        let exchanges = (1...900).map { number in
            Samples.exchange(number, request: #"{"ConnectionName":"name-\#(number)","ProviderType":"GITHUB"}"#)
        }
        let cassette = Samples.cassette(exchanges)
        let reel = try #require(Self.reel(cassette.bytes))
        #expect(Self.same(reel, cassette))
    }

    @Test
    func takesNothingThatACassetteWouldNotTakeAlike() throws {
        var random = SplitMix(seed: 20_261_124)
        var taken = 0
        for path in CassetteRoundTripTests.shipped {
            let bytes = try Package.bytes(path)
            for _ in 0..<8 {
                let changed = Self.changed(bytes, by: &random)
                guard let reel = Self.reel(changed) else { continue }
                taken += 1
                guard let cassette = try? Cassette(bytes: changed) else {
                    Issue.record("\(path) was taken, though it is none:\n\(String(decoding: changed, as: UTF8.self))")
                    continue
                }
                #expect(Self.same(reel, cassette), "\(String(decoding: changed, as: UTF8.self))")
            }
        }
        #expect(taken > 0)
    }

    /// Entries that are alike are compared with one another; one that is not quite alike is read as it stands.
    @Test
    func takesEntriesThatAreNearlyAlikeAsTheyAre() throws {
        var random = SplitMix(seed: 20_261_129)
        let alike = Samples.cassette(
            (1...12).map { number in
                Samples.exchange(number, request: #"{"ConnectionName":"name-\#(number)","ProviderType":"GITHUB"}"#)
            }
        ).bytes
        #expect(try Self.same(#require(Self.reel(alike)), Cassette(bytes: alike)))
        var taken = 0
        for _ in 0..<400 {
            let changed = Self.changed(alike, by: &random)
            guard let reel = Self.reel(changed, parts: Int.random(in: 500...5000, using: &random)) else { continue }
            taken += 1
            let text = String(decoding: changed, as: UTF8.self)
            let cassette = try #require(try? Cassette(bytes: changed), "taken, though it is none:\n\(text)")
            #expect(Self.same(reel, cassette), "\(text)")
        }
        #expect(taken > 20)
    }

    /// What is short in one entry may be long in another, and the other way round.
    @Test(arguments: [
        #""_resource": "name-0""#, #""time": 0"#, #""statusText": "OK""#, #""httpVersion": "HTTP/1.1""#,
        #""_ended": "complete""#, #""status": 200"#, #""mimeType": "application/x-amz-json-1.0""#,
    ])
    func readsEachEntryByItself(part: String) throws {
        let entries = (0..<4).map { number in
            Samples.exchange(number + 1, request: #"{"ConnectionName":"name-0","ProviderType":"GITHUB"}"#)
        }
        let text = String(decoding: Samples.cassette(entries).bytes, as: UTF8.self)
        let pieces = text.split(separator: part, omittingEmptySubsequences: false).map(String.init)
        try #require(pieces.count > 3, "\(part) is not in \(text)")
        let name = part.prefix { $0 != ":" }
        for other in [
            #""""#, #""longer than it was before""#, #""a\nb""#, #""ä""#, "0", "-7", "12345678901234567890", "1.5",
            "09",
            "600", "null", #""a b""#,
        ] {
            let rest = pieces.dropFirst(2).joined(separator: part)
            let bytes = Array("\(pieces[0])\(part)\(pieces[1])\(name): \(other)\(rest)".utf8)
            guard let reel = Self.reel(bytes) else { continue }
            let cassette = try #require(try? Cassette(bytes: bytes), "\(other) is taken")
            #expect(Self.same(reel, cassette), "\(other)")
        }
    }

    /// Some bytes removed, doubled, or put in the place of others.
    private static func changed(_ bytes: [UInt8], by random: inout SplitMix) -> [UInt8] {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<changed.count, using: &random)
            let length = min(Int.random(in: 1...24, using: &random), changed.count - place)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: changed.removeSubrange(place..<(place + length))
            case 1: changed.insert(contentsOf: changed[place..<(place + length)], at: place)
            case 2:
                let words = [
                    "\\u0041", "\\n", "\\", "\"", ",", "}", "{", "]", "0", "-1", "1e2", "ä", "\u{7F}", " ", "null",
                ]
                changed.insert(contentsOf: words.randomElement(using: &random).map { Array($0.utf8) } ?? [], at: place)
            default: changed[place] = UInt8.random(in: 0...255, using: &random)
            }
        }
        return changed
    }

    @Test(arguments: [
        #"{"log":{"entries":[],"entries":[]}}"#, #"{"log":{"entries":[]},"log":{"entries":[]}}"#,
        #"{"log":{"\u0065ntries":[],"entries":[]}}"#, #"{"log":{"entries":[{}]}}"#, #"{"log":{"entries":[1]}}"#,
        #"{"log":{"entries":[]}"#, #"{"log":{"entries":[]}}x"#, #"{"log":{"_cassette":{"format":99},"entries":[]}}"#,
        "", "[]",
    ])
    func leavesToTheCassetteWhatIsUnusual(text: String) {
        #expect(Self.reel(Array(text.utf8)) == nil)
    }
}
