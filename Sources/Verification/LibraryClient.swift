public import TapedeckAWSWire
public import TapedeckContract
public import TapedeckJSONText
import TapedeckPlatform

/// A client that is a library of this very process: a name, and a function that makes one call.
public struct LibraryClient: Sendable {
    /// Its profile: what it is asked for.
    public let profile: ClientProfile
    /// The version that it says it is.
    public let version: String
    private let call: @Sendable (ClientCall) async throws -> JSONValue

    /// Names a client.
    ///
    /// - Parameters:
    ///   - operations: those that it has.
    ///   - settings: names of settings that it looks at in ``ClientCall/settings``; scenarios that need another one are left
    ///     out.
    ///   - knownDeviations: clauses that it is known not to keep.
    ///   - call: makes a call at the endpoint given, and returns the result with AWS's names, or throws
    ///     ``ReportedFailure``; any other error is a failure without a code, with its description as the message.
    /// - Throws: ``JSONMemberError`` for a setting or deviation that can't be.
    public init(
        _ name: String, version: String, operations: [ConnectionOperation] = ConnectionOperation.allCases,
        settings: [String] = [], knownDeviations: [(clause: String, because: String)] = [],
        call: @escaping @Sendable (ClientCall) async throws -> JSONValue
    ) throws(JSONMemberError) {
        profile = try ClientProfile([
            "client": .string(name), "title": .string(name), "programs": [], "lines": ["in this process"],
            "operations": .array(operations.map { .string($0.rawValue) }),
            "settings": .object(JSONObject(settings.map { ($0, [:]) })),
            "known-deviations": .array(
                knownDeviations.map { ["clause": .string($0.clause), "because": .string($0.because)] }),
        ])
        self.version = version
        self.call = call
    }

    /// Makes one call, and writes down what came of it as a program that speaks lines would.
    func answer(to call: ClientCall) async -> [UInt8] {
        do {
            let result: JSONValue = ["result": try await self.call(call)]
            return result.bytes()
        } catch let failure as ReportedFailure {
            return failure.answer.bytes()
        } catch {
            return ReportedFailure(message: "\(error)").answer.bytes()
        }
    }
}
