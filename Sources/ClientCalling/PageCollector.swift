import TapedeckJSONText

/// Puts the pages of ListConnections together.
///
/// App Runner hands out a `NextToken` even to those who asked for no page size, as the log in AWS CLI's issue 9399 shows
/// for ListServices.
struct PageCollector: Sendable {
    /// What to do next.
    enum Action: Sendable, Hashable {
        /// Ask for the page of this token.
        case fetch(token: String)
        /// All pages are here: the last page's members, with the items of all and no token.
        case finish(JSONValue)
        /// Give up, with this sentence.
        case giveUp(String)
    }

    /// Pages after which it gives up, whatever the tokens.
    static let maximumPages = 10_000

    private var items: [JSONValue] = []
    private var tokens: Set<String> = []
    private var pages = 0

    /// A page came.
    mutating func pageReceived(_ page: JSONValue) -> Action {
        pages += 1
        items += page["ConnectionSummaryList"]?.array ?? []
        guard let token = page["NextToken"]?.string, !token.isEmpty else {
            var whole = page.object ?? JSONObject()
            if pages > 1 || whole["ConnectionSummaryList"] != nil { whole["ConnectionSummaryList"] = .array(items) }
            whole["NextToken"] = nil
            return .finish(.object(whole))
        }
        guard tokens.insert(token).inserted else {
            return .giveUp(
                "The service handed out the same NextToken twice, after \(pages) pages: the list has no end.")
        }
        guard pages < PageCollector.maximumPages else {
            return .giveUp("The list goes on after \(pages) pages: the service's NextToken has no end.")
        }
        return .fetch(token: token)
    }
}
