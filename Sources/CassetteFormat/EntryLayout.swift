/// The parts of an ordinary entry, which are its strings and numbers in their order, and what some of them are.
struct EntryLayout {
    /// What a part may be.
    enum Kind {
        /// This text and no other.
        case fixed
        /// ASCII without escapes.
        case text
        /// The same, and no space.
        case word
        /// ASCII with JSON's short escapes.
        case escaped
        /// A whole number.
        case number
    }

    /// The number of a part; `nil` for one that an entry may leave out.
    typealias Place = Int?

    /// By part: what it may be.
    var kinds: [Kind] = []

    var started = 0
    var sequence = 0
    var upstream: Place = nil
    var method = 0
    var url = 0
    var target: Place = nil
    var authorization: Place = nil
    var requestFields: [(name: Int, value: Int)] = []
    var requestBody: Place = nil
    var status = 0
    var reason = 0
    var responseFields: [(name: Int, value: Int)] = []
    var responseBody: Place = nil
    var wait = 0
    var receive = 0

    /// Forgets everything.
    mutating func clear() {
        kinds.removeAll(keepingCapacity: true)
        requestFields.removeAll(keepingCapacity: true)
        responseFields.removeAll(keepingCapacity: true)
        (upstream, target, authorization, requestBody, responseBody) = (nil, nil, nil, nil, nil)
    }
}
