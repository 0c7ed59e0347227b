import Foundation
import TapedeckTesting
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Your client; this one sends what is needed and reads what it wants to know.
struct MyClient {
    let endpoint: String

    func createConnection(_ name: String) async throws -> String {
        var request = URLRequest(url: try #require(URL(string: endpoint)))
        request.httpMethod = "POST"
        request.setValue("application/x-amz-json-1.0", forHTTPHeaderField: "Content-Type")
        request.setValue("AppRunner.CreateConnection", forHTTPHeaderField: "X-Amz-Target")
        request.httpBody = try JSONEncoder().encode(["ConnectionName": name, "ProviderType": "GITHUB"])
        let (body, _) = try await URLSession.shared.data(for: request)
        return try JSONDecoder().decode(Answer.self, from: body).Connection.Status
    }

    private struct Answer: Decodable {
        struct Made: Decodable { let Status: String }
        let Connection: Made
    }
}

@Test(.cassette("apprunner/connections/create-github"))
func createsAConnection() async throws {
    let client = MyClient(endpoint: try Deck.required.url)
    let status = try await client.createConnection("my-github-connection")
    #expect(status == "PENDING_HANDSHAKE")
}

@Test(.cassette("apprunner/connections/create-github"), .bind("ConnectionName"))
func takesAnyName() async throws {
    let client = MyClient(endpoint: try Deck.required.url)
    let status = try await client.createConnection("another-connection")
    #expect(status == "PENDING_HANDSHAKE")
}
