/// What a request is signed with.
public struct Credentials: Sendable, Hashable {
    /// The access key id; it is sent, and names the account.
    public var accessKeyID: String
    /// The secret access key; it is never sent, and must never be written.
    public var secretAccessKey: String
    /// The session token of temporary credentials; it is sent, and must never be written.
    public var sessionToken: String?

    /// Makes credentials; an empty token counts as none.
    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The key id only: secrets reach no log through interpolation.
    public var description: String {
        "Credentials(\(accessKeyID))"
    }

    public var debugDescription: String {
        description
    }

    public var customMirror: Mirror {
        Mirror(self, children: ["accessKeyID": accessKeyID])
    }
}

/// The scope of a signature: date, region, service and the fixed end.
public struct CredentialScope: Sendable, Hashable, CustomStringConvertible {
    /// Eight digits, `20201103`.
    public var date: String
    /// Such as `us-east-1`.
    public var region: String
    /// Such as `apprunner`.
    public var service: String

    /// Makes a scope.
    public init(date: String, region: String, service: String) {
        self.date = date
        self.region = region
        self.service = service
    }

    public var description: String {
        "\(date)/\(region)/\(service)/aws4_request"
    }
}
