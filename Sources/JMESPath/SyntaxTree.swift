import TapedeckJSONText
import TapedeckPythonText

/// A parsed expression: nodes that refer to one another and to tables by number.
///
/// Nodes are plain bytes in one array, so that a deep tree takes no recursion to free and little stack to walk.
struct SyntaxTree: Sendable {
    typealias Reference = Int32

    enum Node: Sendable {
        /// `@`, and what stands for nothing: the left of `[0]`, the right of a projection that ends.
        case current
        /// A member; the number is its name's in ``SyntaxTree/names``.
        case field(Int32)
        /// An element, from the end where negative.
        case index(Int)
        /// A number in ``SyntaxTree/slices``.
        case slice(Int32)
        /// A number in ``SyntaxTree/literals``.
        case literal(Int32)
        /// Nodes applied one after the other, in ``SyntaxTree/lists``: members, or the elements that follow a value.
        case subexpression(Int32)
        case indexExpression(Int32)
        case pipe(Reference, Reference)
        case or(Reference, Reference)
        case and(Reference, Reference)
        case not(Reference)
        case comparison(Comparison, Reference, Reference)
        case flatten(Reference)
        case projection(Reference, Reference)
        case valueProjection(Reference, Reference)
        case filterProjection(Reference, Reference, condition: Reference)
        /// A list in ``SyntaxTree/lists``.
        case multiselectList(Int32)
        /// Names in ``SyntaxTree/nameLists``, nodes in ``SyntaxTree/lists``.
        case multiselectHash(names: Int32, values: Int32)
        case expressionReference(Reference)
        /// The function if there is one of the name, the name's number in ``SyntaxTree/names``, its arguments in ``SyntaxTree/lists``.
        case call(Function?, name: Int32, arguments: Int32)
    }

    enum Comparison: Sendable {
        case equal, unequal, less, lessOrEqual, greater, greaterOrEqual

        var symbol: String {
            switch self {
            case .equal: "=="
            case .unequal: "!="
            case .less: "<"
            case .lessOrEqual: "<="
            case .greater: ">"
            case .greaterOrEqual: ">="
            }
        }
    }

    /// The bounds of a slice, at the bounds of `Int` where the text has larger ones.
    struct Slice: Sendable {
        var start: Int?
        var end: Int?
        var step: Int?
    }

    /// The names of a multiselect hash, in order.
    struct Names: Sendable {
        let names: [String]
        let areDistinct: Bool

        init(_ names: [String]) {
            self.names = names
            self.areDistinct = Set(names.lazy.map(ExactName.init(text:))).count == names.count
        }
    }

    var nodes: [Node] = []
    var names: [FieldName] = []
    var literals: [JSONValue] = []
    var slices: [Slice] = []
    var lists: [[Reference]] = []
    var nameLists: [Names] = []
    var root: Reference = 0
}
