import TapedeckCLibcurl

/// Lines as libcurl reads them: a list in two pieces of memory, one for all texts and one for all nodes.
struct LineList {
    private let texts: UnsafeMutablePointer<CChar>
    private let nodes: UnsafeMutablePointer<curl_slist>
    private let isEmpty: Bool

    /// Makes a list, to be freed by ``free()``.
    ///
    /// - Parameters:
    ///   - bytes: the lines, each ended by a zero.
    ///   - starts: where each one begins.
    init(_ bytes: [UInt8], starts: [Int]) {
        texts = .allocate(capacity: max(bytes.count, 1))
        nodes = .allocate(capacity: max(starts.count, 1))
        isEmpty = starts.isEmpty
        for (index, byte) in bytes.enumerated() { (texts + index).initialize(to: CChar(bitPattern: byte)) }
        for (number, start) in starts.enumerated() {
            let next = number + 1 < starts.count ? nodes + number + 1 : nil
            (nodes + number).initialize(to: curl_slist(data: texts + start, next: next))
        }
    }

    /// What libcurl takes; `nil` for no lines.
    var first: UnsafeMutablePointer<curl_slist>? { isEmpty ? nil : nodes }

    func free() {
        texts.deallocate()
        nodes.deallocate()
    }
}
