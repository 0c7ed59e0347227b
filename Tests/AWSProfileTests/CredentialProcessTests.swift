import TapedeckAWSWire
import TapedeckTestSupport
import Testing

@testable import TapedeckAWSProfile

struct CredentialProcessTests {
    @Test
    func readsWhatAProcessPrints() throws {
        let text = #"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "PS", "SessionToken": "PT", "More": 1}"#
        let found = try CredentialProcess.credentials(printed: Array(text.utf8))
        #expect(found == Credentials(accessKeyID: "P", secretAccessKey: "PS", sessionToken: "PT"))
    }

    @Test(arguments: [
        ("", "not JSON"), ("[]", "an array"), (#"{"AccessKeyId": "HIDDEN"}"#, "Version"),
        (#"{"Version": 2, "SecretAccessKey": "HIDDEN"}"#, "Unsupported version '2'"),
        (#"{"Version": 1, "SecretAccessKey": "HIDDEN"}"#, "AccessKeyId"),
        (#"{"Version": 1, "AccessKeyId": "HIDDEN"}"#, "SecretAccessKey"),
    ])
    func refusesOtherOutputOfAProcessWithoutShowingIt(text: String, part: String) throws {
        let error = try #require(throws: ProfileError.self) {
            try CredentialProcess.credentials(printed: Array(text.utf8))
        }
        #expect(error.code == .process)
        #expect(error.message.contains(part))
        #expect(!error.message.contains("HIDDEN"))
    }

    @Test
    func runsAProcess() async throws {
        let command = #"/bin/sh -c 'printf "{\"Version\":1,\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"S\"}" "$WHO"'"#
        let found = try await CredentialProcess.credentials(
            of: command, environment: ["WHO": "someone"], pause: Patience.pause)
        #expect(found == Credentials(accessKeyID: "someone", secretAccessKey: "S"))
    }

    @Test(arguments: [
        ("/bin/sh -c 'echo no luck >&2; exit 3'", "no luck"), ("/nowhere/at/all", "/nowhere/at/all"),
        ("/bin/sh -c 'exit 3'", "/bin/sh ended with"), ("'", "words"),
    ])
    func reportsAProcessThatFails(command: String, part: String) async throws {
        let error = try await #require(throws: ProfileError.self) {
            try await CredentialProcess.credentials(of: command, environment: [:], pause: Patience.pause)
        }
        #expect(error.code == .process)
        #expect(error.message.contains(part))
    }

    @Test
    func endsAProcessThatTakesTooLong() async throws {
        // This pause is over at once.
        let error = try await #require(throws: ProfileError.self) {
            try await CredentialProcess.credentials(of: "/bin/sleep 600", environment: [:]) { _ in }
        }
        #expect(error.message.contains("did not end within 60 seconds"))
    }
}
