import AsyncHTTPClient
import Foundation
import NIOCore

/// The smallest client of App Runner's connections that is of use: it creates one, and tries again where the service asks
/// for it. It leaves signing to its caller: a deck that plays a cassette does not look at signatures.
public struct ConnectionsClient: Sendable {
    /// A connection, as far as this client reads it.
    public struct Connection: Decodable, Sendable, Equatable {
        public let name: String
        public let status: String

        private enum CodingKeys: String, CodingKey {
            case name = "ConnectionName"
            case status = "Status"
        }
    }

    /// The service's error.
    public struct ServiceError: Error, Equatable {
        public let status: Int
        public let body: String
    }

    private struct Answer: Decodable {
        let connection: Connection

        private enum CodingKeys: String, CodingKey {
            case connection = "Connection"
        }
    }

    private let endpoint: String
    private let attempts: Int
    private let sign: @Sendable (inout HTTPClientRequest) -> Void

    public init(
        endpoint: String, attempts: Int = 3, sign: @escaping @Sendable (inout HTTPClientRequest) -> Void = { _ in }
    ) {
        (self.endpoint, self.attempts, self.sign) = (endpoint, attempts, sign)
    }

    public func createConnection(_ name: String, provider: String) async throws -> Connection {
        var request = HTTPClientRequest(url: "\(endpoint)/")
        request.method = .POST
        request.headers.add(name: "X-Amz-Target", value: "AppRunner.CreateConnection")
        request.headers.add(name: "Content-Type", value: "application/x-amz-json-1.0")
        let input = try JSONEncoder().encode(["ConnectionName": name, "ProviderType": provider])
        request.body = .bytes(ByteBuffer(bytes: input))
        sign(&request)
        var attempt = 1
        while true {
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
            let body = try await response.body.collect(upTo: 1 << 20)
            if response.status == .ok {
                return try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView)).connection
            }
            guard response.status.code >= 500, attempt < attempts else {
                throw ServiceError(status: Int(response.status.code), body: String(buffer: body))
            }
            attempt += 1
        }
    }
}
