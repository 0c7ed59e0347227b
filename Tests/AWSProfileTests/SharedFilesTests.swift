import TapedeckAWSProfile
import TapedeckAWSWire
import TapedeckPlatform
import TapedeckTestSupport
import Testing

struct SharedFilesTests {
    private func files(_ texts: [String: String], _ environment: [String: String] = [:]) -> SharedFiles {
        SharedFiles(environment: environment, homeDirectory: "/home/u", currentDirectory: "/work") {
            path throws(FileError) in
            guard let text = texts[path] else { throw FileError(.read, path, path.hasSuffix("denied") ? 13 : 2) }
            return Array(text.utf8)
        }
    }

    @Test
    func readsFilesWhereTheEnvironmentSaysSo() throws {
        let files = files(
            [
                "/etc/x/config": "[profile p]\nregion = a-1\n[profile q]\n",
                "/home/u/.aws/credentials": "[p]\naws_access_key_id = K\naws_secret_access_key = S",
            ], ["AWS_CONFIG_FILE": "$DIR/config", "DIR": "/etc/x", "AWS_PROFILE": "p"])
        let profile = try files.profile(named: nil)
        #expect(profile.setting("region") == "a-1")
        #expect(
            try profile.source()
                == .keys(Credentials(accessKeyID: "K", secretAccessKey: "S"), place: "the credentials file"))
        #expect(files.profileNames() == ["p", "q"])
    }

    @Test
    func knowsTheSecretsOfAllProfiles() {
        let files = files([
            "/home/u/.aws/config": "[profile p]\naws_secret_access_key = one\n[default]\nregion = x",
            "/home/u/.aws/credentials":
                "[q]\naws_access_key_id = K\naws_secret_access_key = two\naws_session_token = t",
        ])
        #expect(Set(files.secrets()) == ["one", "two", "t"])
        #expect(
            self.files(["/home/u/.aws/config": "[broken"], ["AWS_SHARED_CREDENTIALS_FILE": "/denied"]).secrets() == [])
    }

    @Test
    func takesCredentialsFromACommandOfTheProfile() async throws {
        let command = #"/bin/echo '{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "PS"}'"#
        let files = files(["/home/u/.aws/config": "[profile p]\ncredential_process = \(command)"])
        let found = try await files.profile(named: "p").credentials(pause: Patience.pause)
        #expect(found == Credentials(accessKeyID: "P", secretAccessKey: "PS"))
    }

    @Test(arguments: [
        ("~/.aws/a", "/home/u/.aws/a"), ("~", "/home/u"), ("~other/a", "/work/~other/a"), ("a", "/work/a"),
        ("${A B}/c", "/ab/c"), ("$NONE/c", "/work/$NONE/c"), ("$HOMELIKE", "/home/u/x"),
    ])
    func replacesHomeAndVariablesInPaths(path: String, expected: String) {
        #expect(files([:], ["A B": "/ab", "HOMELIKE": "~/x"]).absolute(path) == expected)
    }

    @Test(arguments: [
        ("c", ProfileError.Code.unparsable, "Unable to parse config file: /work/c, line 2: "),
        ("denied", .unreadable, "/work/denied can't be read: Permission denied"),
    ])
    func namesTheFileThatCannotBeRead(name: String, code: ProfileError.Code, part: String) {
        let files = files(["/work/c": "[a]\nnonsense"], ["AWS_CONFIG_FILE": name])
        let error = #expect(throws: ProfileError.self) { try files.profile(named: nil) }
        #expect(error?.code == code)
        #expect(error?.message.hasPrefix(part) == true)
    }
}
