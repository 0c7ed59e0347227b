import TapedeckAWSWire
import TapedeckClientModel
import TapedeckJSONText

/// What the client does besides calling: reading command lines, printing, asking. One place says who does it.
struct ClientParts: Sendable {
    /// Understands a command line.
    var parse: @Sendable ([String], Surroundings) throws(ClientError) -> Invocation
    /// The text of a version, help, or completion script.
    var text: @Sendable (Invocation, Surroundings) throws(ClientError) -> String
    /// A skeleton as it is printed.
    var skeleton:
        @Sendable (ConnectionOperation, Invocation.SkeletonKind, Configuration, Surroundings) throws(ClientError)
            ->
            [UInt8]
    /// Asks for what a command line lacks; the whole command line comes back.
    var prompt: @Sendable ([String], Configuration, Surroundings) async throws(ClientError) -> [String]
    /// An output as it is printed.
    var render: @Sendable (JSONValue, ConnectionOperation, Configuration, Surroundings) throws(ClientError) -> [UInt8]
    /// Shows bytes on standard output, by a pager where one is wanted.
    var show: @Sendable ([UInt8], Configuration, Surroundings) async throws(ClientError) -> Void
}
