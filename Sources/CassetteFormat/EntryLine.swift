import TapedeckAWSWire
import TapedeckJSONText

/// An entry on one line, as ``Entry/bytes`` has it, that is numbered, normalised and laid out without making values of it.
///
/// Only an ordinary one is taken: captured, come whole, laid out as the deck does. Of any other ``Entry`` makes a value.
/// What is made here is, byte for byte, what would be made of that value.
public struct EntryLine {
    /// The line, without a digest.
    private var bytes: [UInt8]
    /// The request's body, as it is escaped.
    let requestBody: ArraySlice<UInt8>
    /// Where the digest is put in.
    private var digestPlace: Int
    /// The part of the line that the digest is made of.
    private var claim: Range<Int>
    private let scanned: Scan

    private struct Scan {
        let sequence: Int
        let places: EntryScanner.Places
        let fields: [EntryScanner.Field]
    }

    /// Reads a line; `nil` where it is not ordinary.
    public init?(_ bytes: [UInt8]) {
        let scan: (scan: Scan, body: Range<Int>)? = bytes.withUnsafeBufferPointer { text in
            var scanner = EntryScanner()
            guard scanner.entryByItself(text, at: 0), scanner.end == text.count, scanner.isCaptured,
                !scanner.hasDigest
            else {
                return nil
            }
            let scan = Scan(sequence: scanner.sequence, places: scanner.places, fields: scanner.requestFields)
            return (scan, scanner.range(scanner.layout.requestBody))
        }
        guard let (scan, body) = scan else { return nil }
        (self.bytes, scanned, requestBody) = (bytes, scan, bytes[body])
        digestPlace = scan.places.originEnd
        claim = scan.places.origin..<scan.places.timings
    }

    /// Gives the entry another number, and takes out what differs from recording to recording.
    ///
    /// - Parameters:
    ///   - sequence: `nil` leaves the number as it is.
    ///   - normaliser: `nil` leaves times and ids as they are.
    public mutating func renew(sequence: Int?, normaliser: inout Normaliser?) {
        let places = scanned.places
        let old = bytes
        var new: [UInt8] = []
        new.reserveCapacity(old.count + 64)
        var copied = 0
        func replace(_ range: Range<Int>, _ text: some Sequence<UInt8>) {
            new += old[copied..<range.lowerBound]
            new += text
            copied = range.upperBound
        }
        let number = sequence ?? scanned.sequence
        if normaliser != nil {
            let start = Instant(milliseconds: Normaliser.start(of: number))
            replace(places.started, start.iso8601(milliseconds: true).utf8)
            replace(places.time, "0".utf8)
        }
        if sequence != nil { replace(places.sequence, String(number).utf8) }
        new += old[copied..<places.origin]
        let claimStart = new.count
        new += old[places.origin..<places.originEnd]
        digestPlace = new.count
        copied = places.originEnd
        if normaliser != nil {
            replace(places.requestFields, fields(number, &normaliser))
            new += old[copied..<places.timings]
            claim = claimStart..<new.count
            new += ",\"timings\":{\"send\":0,\"wait\":0,\"receive\":0}}".utf8
        } else {
            new += old[copied..<places.timings]
            claim = claimStart..<new.count
            new += old[places.timings...]
        }
        bytes = new
    }

    /// The request's fields, normalised, as JSON.
    private func fields(_ sequence: Int, _ normaliser: inout Normaliser?) -> [UInt8] {
        guard var own = normaliser else { return [] }
        defer { normaliser = own }
        normaliser = nil
        let authorization = scanned.fields.first { isName($0, "authorization") }
        let context = own.context(of: sequence, authorization: authorization.map { text($0.value) })
        var list: [UInt8] = [UInt8(ascii: "[")]
        list.reserveCapacity(scanned.places.requestFields.count + 64)
        for field in scanned.fields where !isName(field, Normaliser.droppedField) {
            if list.count > 1 { list.append(UInt8(ascii: ",")) }
            let name = Self.renewed.first { isName(field, $0) }
            guard let name, let value = own.normalised(name, text(field.value), context) else {
                // From the brace before the name to the one behind the value.
                list += bytes[(field.name.lowerBound - Self.fieldStart)..<(field.value.upperBound + 2)]
                continue
            }
            list += bytes[(field.name.lowerBound - Self.fieldStart)..<field.value.lowerBound]
            list += value.utf8
            list += "\"}".utf8
        }
        list.append(UInt8(ascii: "]"))
        return list
    }

    /// The fields that a normaliser changes.
    private static let renewed = ["host", "x-amz-date", "authorization", "amz-sdk-invocation-id", "amz-sdk-request"]
    private static let fieldStart = "{\"name\":\"".utf8.count

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private func isName(_ field: EntryScanner.Field, _ name: String) -> Bool {
        guard field.name.count == name.utf8.count else { return false }
        return zip(bytes[field.name], name.utf8).allSatisfy { $0 | 0x20 == $1 }
    }

    /// The line with the digest of what it claims.
    func withDigest(_ digest: any RunningDigest) -> [UInt8] {
        var digest = digest
        digest.add([UInt8(ascii: "{")])
        digest.add(bytes[claim])
        digest.add([UInt8(ascii: "}")])
        var line: [UInt8] = []
        line.reserveCapacity(bytes.count + 88)
        line += bytes[..<digestPlace]
        line += ",\"_digest\":\"sha256:".utf8
        line += digest.ended().utf8
        line.append(UInt8(ascii: "\""))
        line += bytes[digestPlace...]
        return line
    }
}
