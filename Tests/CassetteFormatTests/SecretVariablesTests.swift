import TapedeckCassetteFormat
import Testing

/// Which values of an environment are secrets: by the names of variables, as clients send them, and not where they are ordinary words.
struct SecretVariablesTests {
    @Test(arguments: [
        "DB_PASSWORD", "db_password", "DB_PASS", "MYSQL_PWD", "GPG_PASSPHRASE", "MYAPIKEY", "SIGNING_KEY", "GITHUB_PAT",
        "NPM_AUTH", "AWS_ACCESS_KEY_ID", "SESSION_COOKIE", "COOKIE", "JWT", "CI_SSH_KEY", "SENTRY_DSN", "DOOR_PASSCODE",
        "GOOGLE_CREDENTIAL",
    ])
    func namesTell(name: String) {
        #expect(SecretVariables.values(of: [name: "opensesame-1"]) == ["opensesame-1"])
    }

    @Test(arguments: [
        "PWD", "OLDPWD", "SECRET_NAME", "DB_SECRET_ARN", "TOKEN_FILE", "PATH", "TOKEN_URL", "SORT_KEY", "JWT_ISSUER",
    ])
    func otherNamesDoNot(name: String) {
        #expect(SecretVariables.values(of: [name: "opensesame-1"]) == [])
    }

    /// `STRIPE_KEY` is a secret, and `SORT_KEY` the name of a member: what it is, its value tells.
    @Test(arguments: [
        ("sk1live9fj30dkq8fh2", true), ("my-github-connection", false), ("/home/me/id_rsa1", false), ("k1", false),
        ("a value of 16 bytes", false),
    ])
    func whereANameDoesNotTellTheValueDoes(value: String, isSecret: Bool) {
        #expect(SecretVariables.values(of: ["STRIPE_KEY": value]) == (isSecret ? [value] : []))
    }

    @Test
    func aValueIsWhatAClientSends() {
        #expect(SecretVariables.values(of: ["A_TOKEN": " opensesame-1\r\n"]) == ["opensesame-1"])
        #expect(
            SecretVariables.values(of: ["DATABASE_URL": "postgres://u:open%2Fsesame@h/d"]) == [
                "open%2Fsesame", "open/sesame",
            ])
        #expect(SecretVariables.values(of: ["MAIL": "u:p@h", "URL": "https://h/a:b@c"]) == [])
    }

    @Test(arguments: ["us-east-1", "ap-southeast-2", "apprunner", "response", "00000000", "127.0.0.1", "2000-01-01"])
    func anOrdinaryWordIsNoSecret(word: String) {
        #expect(SecretVariables.values(of: ["A_TOKEN": word]) == [])
        #expect(SecretVariables.ordinary(in: ["A_TOKEN": word, "B_TOKEN": "opensesame-1", "C": word]) == ["A_TOKEN"])
    }

    /// A part of an entry that is taken for a secret makes every recording fail.
    @Test
    func theWordsOfAnEntryAreOrdinary() throws {
        let exchange = Samples.exchange(
            request: #"{"ConnectionName":"a","ProviderType":"GITHUB"}"#,
            response: #"{"Connection":{"Status":"AVAILABLE"}}"#)
        let entry = Entry(
            Redactor().redact(exchange).exchange, url: "https://apprunner.us-east-1.amazonaws.com/",
            origin: Origin(.captured, upstream: "stand-in", client: "c", signature: "signed again"))
        let cassette = Cassette(title: "t", recordedAt: "2026-01-01T00:00:00Z", entries: [entry])
        let words = String(decoding: cassette.bytes, as: UTF8.self).split { !$0.isLetter }
        #expect(words.count > 100)
        // Digests have no other letters.
        for word in Set(words) where word.utf8.count >= 8 && !word.allSatisfy("abcdef".contains) {
            #expect(OrdinaryWords.contain(String(word)), "\(word)")
        }
    }
}
