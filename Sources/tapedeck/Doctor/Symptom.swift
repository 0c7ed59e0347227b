import TapedeckJSONText
import TapedeckWording

/// One thing that `tapedeck doctor` found.
struct Symptom {
    /// How much it matters.
    enum Weight: String {
        /// As it should be.
        case ok
        /// Worth knowing; nothing to do.
        case note
        /// Not here; only who wants it has to do something.
        case absent
        /// In the way of recording, replaying or judging.
        case inTheWay = "in the way"
    }

    let weight: Weight
    /// What it is about: a client, a variable, a place.
    let subject: String
    /// One sentence, with what to do where something is to be done.
    let sentence: String
    /// Lines below it.
    var more: [String] = []

    /// For people: `  in the way  HTTP_PROXY: …`.
    var text: String {
        let mark = TextWidth.shown.padded(weight.rawValue, to: 10)
        return (["  \(mark)  \(subject): \(sentence)"] + more.map { "              \($0)" }).map { "\($0)\n" }.joined()
    }

    /// For machines.
    var json: JSONValue {
        .object(
            JSONObject([
                ("weight", .string(weight.rawValue)), ("subject", .string(subject)), ("sentence", .string(sentence)),
                ("more", .array(more.map { .string($0) })),
            ]))
    }
}
