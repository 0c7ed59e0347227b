import TapedeckAWSWire
import TapedeckExchangeModel

/// What makes a connection one of its own: a name is unique within an account and a region. Its parts are numbers of
/// ``Words``, where 0 is the empty text.
struct ResourceKey: Hashable, Sendable {
    var partition: Int32 = 0
    var region: Int32
    var account: Int32 = 0
    var name: Int32

    /// A connection by its name: a request so says no account, and only its signature says a region.
    init(name: Int32, region: Int32) {
        (self.region, self.name) = (region, name)
    }

    /// A connection by the parts of an ARN.
    ///
    /// - Parameter name: its name, as it is numbered.
    init(_ arn: ConnectionARN.Parts, in text: UnsafeRawBufferPointer, name: Int32, _ words: inout Words) {
        func number(_ range: Range<Int>) -> Int32 { words.number(UnsafeRawBufferPointer(rebasing: text[range])) }
        self.name = name
        partition = number(arn.partition)
        region = number(arn.region)
        account = number(arn.account)
    }

    /// Completes what entries don't say themselves by what the nearest entry of that name says, the earlier ones first.
    static func complete(_ keys: inout [ResourceKey?]) {
        if keys.allSatisfy({ $0?.account != 0 }) { return }
        adopt(&keys, in: Array(keys.indices))
        adopt(&keys, in: keys.indices.reversed())
    }

    private struct Place: Hashable {
        let name: Int32
        let region: Int32
    }

    private static func adopt(_ keys: inout [ResourceKey?], in order: [Int]) {
        var known: [Place: ResourceKey] = [:]
        for index in order {
            guard let key = keys[index] else { continue }
            if key.account != 0 {
                known[Place(name: key.name, region: key.region)] = key
                known[Place(name: key.name, region: 0)] = key
            } else if let full = known[Place(name: key.name, region: key.region)] {
                keys[index] = full
            }
        }
    }
}

extension ConnectionARN.Parts {
    /// The first ARN of a connection of this name in a body, and the text that its places are in.
    ///
    /// The body is searched, not parsed: that takes a fraction of the time, and every entry of a cassette is.
    static func first(
        of name: UnsafeRawBufferPointer, in body: UnsafeRawBufferPointer
    ) -> (parts: ConnectionARN.Parts, text: UnsafeRawBufferPointer)? {
        var position = 0
        while let mark = ByteSearch.first(UInt8(ascii: "\""), in: body, from: position) {
            position = mark + 1
            guard holds(body, at: position, "arn:") else { continue }
            let end = ByteSearch.first(UInt8(ascii: "\""), in: body, from: position) ?? body.count
            let text = UnsafeRawBufferPointer(rebasing: body[position..<end])
            if let parts = ConnectionARN.Parts(text), text[parts.name].elementsEqual(name) { return (parts, text) }
        }
        return nil
    }

    private static func holds(_ body: UnsafeRawBufferPointer, at start: Int, _ word: StaticString) -> Bool {
        guard start + word.utf8CodeUnitCount <= body.count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where body[start + offset] != word.utf8Start[offset] { return false }
        return true
    }
}
