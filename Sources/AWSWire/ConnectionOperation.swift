/// The operations of App Runner that concern connections.
///
/// Source: AWS's model `apprunner-2020-05-15`, as botocore ships it (`botocore/data/apprunner/2020-05-15`).
public enum ConnectionOperation: String, Sendable, Hashable, CaseIterable {
    /// Creates a connection, which waits for its handshake.
    case createConnection = "CreateConnection"
    /// Lists connections, all or those of a name; the only way to see a status.
    case listConnections = "ListConnections"
    /// Deletes a connection.
    case deleteConnection = "DeleteConnection"
    /// Sets tags of a connection.
    case tagResource = "TagResource"
    /// Takes tags of a connection away.
    case untagResource = "UntagResource"
    /// Lists the tags of a connection.
    case listTagsForResource = "ListTagsForResource"

    /// What stands before the dot in `X-Amz-Target`.
    public static let targetPrefix = "AppRunner"
    /// The service's name in the scope of a signature.
    public static let signingName = "apprunner"
    /// The media type of requests and responses.
    public static let contentType = "application/x-amz-json-1.0"

    /// The value of `X-Amz-Target`, such as `AppRunner.CreateConnection`.
    public var target: String {
        "\(ConnectionOperation.targetPrefix).\(rawValue)"
    }

    private static let targets = allCases.map { (operation: $0, target: Array($0.target.utf8)) }

    /// The operation of a value of `X-Amz-Target`, as bytes.
    public init?(target: UnsafeRawBufferPointer) {
        guard let found = Self.targets.first(where: { $0.target.elementsEqual(target) }) else { return nil }
        self = found.operation
    }

    /// Whether a call changes what later calls see.
    public var isMutation: Bool {
        switch self {
        case .createConnection, .deleteConnection, .tagResource, .untagResource: true
        case .listConnections, .listTagsForResource: false
        }
    }

    /// The shape of the operation's input.
    public var input: StructureShape {
        ConnectionOperation.inputs[self] ?? makeInput()
    }

    /// Made once: a stand-in looks at one for each request.
    private static let inputs = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.makeInput()) })

    private func makeInput() -> StructureShape {
        switch self {
        case .createConnection:
            StructureShape([
                .init("ConnectionName", .connectionName, isRequired: true),
                .init("ProviderType", .string(StringShape(values: ProviderType.known)), isRequired: true),
                .init("Tags", .list(.structure(.tag))),
            ])
        case .listConnections:
            StructureShape([
                .init("ConnectionName", .connectionName),
                .init("MaxResults", .integer(minimum: 1, maximum: 100)),
                .init("NextToken", .string(StringShape(minimum: 1, maximum: 1024, pattern: .line))),
            ])
        case .deleteConnection:
            StructureShape([.init("ConnectionArn", .resourceARN, isRequired: true)])
        case .tagResource:
            StructureShape([
                .init("ResourceArn", .resourceARN, isRequired: true),
                .init("Tags", .list(.structure(.tag)), isRequired: true),
            ])
        case .untagResource:
            StructureShape([
                .init("ResourceArn", .resourceARN, isRequired: true),
                .init("TagKeys", .list(.tagKey), isRequired: true),
            ])
        case .listTagsForResource:
            StructureShape([.init("ResourceArn", .resourceARN, isRequired: true)])
        }
    }

    /// The shape of the operation's output.
    public var output: StructureShape {
        switch self {
        case .createConnection: StructureShape([.init("Connection", .structure(.connection), isRequired: true)])
        case .listConnections:
            StructureShape([
                .init("ConnectionSummaryList", .list(.structure(.connection)), isRequired: true),
                .init("NextToken", .string(StringShape(minimum: 1, maximum: 1024, pattern: .line))),
            ])
        case .deleteConnection: StructureShape([.init("Connection", .structure(.connection))])
        case .tagResource, .untagResource: StructureShape([])
        case .listTagsForResource: StructureShape([.init("Tags", .list(.structure(.tag)))])
        }
    }

    /// The errors that the model names for the operation, by code.
    public var errors: [String] {
        switch self {
        case .createConnection:
            ["InvalidRequestException", "InternalServiceErrorException", "ServiceQuotaExceededException"]
        case .listConnections: ["InvalidRequestException", "InternalServiceErrorException"]
        case .deleteConnection:
            ["InvalidRequestException", "ResourceNotFoundException", "InternalServiceErrorException"]
        case .tagResource, .untagResource, .listTagsForResource:
            [
                "ResourceNotFoundException", "InternalServiceErrorException", "InvalidRequestException",
                "InvalidStateException",
            ]
        }
    }
}

/// The providers that the model knows; an open set on the wire.
public enum ProviderType {
    /// In the order of the model.
    public static let known = ["GITHUB", "BITBUCKET"]
}

/// The states of a connection that the model knows; an open set on the wire.
public enum ConnectionStatus {
    /// After create, until a person completes the handshake.
    public static let pendingHandshake = "PENDING_HANDSHAKE"
    /// The connection can be used.
    public static let available = "AVAILABLE"
    /// The model names it; what sets it is undocumented.
    public static let error = "ERROR"
    /// After delete.
    public static let deleted = "DELETED"
    /// In the order of the model.
    public static let known = [pendingHandshake, available, error, deleted]
}
