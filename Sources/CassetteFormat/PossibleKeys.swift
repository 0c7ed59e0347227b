import TapedeckAWSWire
public import TapedeckExchangeModel

/// Texts in an exchange that may be a secret access key: forty characters of base64's alphabet between others (AWS's "IAM
/// identifiers" says no more of their form, which hashes have too).
public enum PossibleKeys {
    /// The length of a secret access key.
    private static let length = 40
    /// As many are given of one exchange.
    private static let limit = 32

    /// The texts, each once, however they are spelt in the bodies and the target, and in fields where one stands plain.
    public static func found(in exchange: Exchange) -> [String] {
        var found: [String] = []
        func search(_ bytes: [UInt8], depth: Int = 2) {
            if bytes.withUnsafeBufferPointer({ runs(in: $0).isEmpty && SecretGlance.isShallow($0) }) { return }
            DecodedText.forEach(of: bytes) { view in
                for range in view.bytes.withUnsafeBufferPointer({ runs(in: $0) }) where found.count < limit {
                    let text = String(decoding: view.bytes[range], as: UTF8.self)
                    if !found.contains(text) { found.append(text) }
                }
                if depth == 0 { return }
                for run in Base64Runs.runs(in: view.bytes) { search(run.decoded, depth: depth - 1) }
            }
        }
        let (request, response) = (exchange.request, exchange.response)
        search(request.body)
        search(response?.body ?? [])
        if request.target.utf8.count >= length { search(Array(request.target.utf8)) }
        for field in request.headers.fields + (response?.headers.fields ?? []) {
            var value = field.value
            if value.utf8.count >= length, value.withUTF8({ !runs(in: $0).isEmpty }) { search(Array(value.utf8)) }
        }
        return found
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        DecodedText.isLetterOrDigit(byte) || byte == 0x2B || byte == 0x2F
    }

    private static func runs(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        while start + length <= text.count {
            // From behind, so that most of a text is stepped over.
            var index = start + length - 1
            while index >= start, isPart(text[index]) { index -= 1 }
            if index >= start {
                start = index + 1
                continue
            }
            var end = start + length
            while end < text.count, isPart(text[end]) { end += 1 }
            if end - start == length { runs.append(start..<end) }
            start = end + 1
        }
        return runs
    }
}
