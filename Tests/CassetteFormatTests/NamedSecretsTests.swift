import TapedeckCassetteFormat
import TapedeckExchangeModel
import TapedeckJSONText
import Testing

/// What is a secret by the name of what holds it is taken out, all of it, and nothing beside it; what only sounds like one stays.
struct NamedSecretsTests {
    @Test(arguments: [
        // As STS answers AssumeRole.
        (
            "<SecretAccessKey>abcd/efgh+0123456789ABCDEF</SecretAccessKey>",
            "<SecretAccessKey>{secret}</SecretAccessKey>"
        ),
        (
            "<a:DbPassword\n kind=\"x\">it's \"3\"\n</a:DbPassword>",
            "<a:DbPassword\n kind=\"x\">{secret}\n</a:DbPassword>"
        ),
        ("&lt;Password&gt;hunter22&lt;/Password&gt;", "&lt;Password&gt;{secret}&lt;/Password&gt;"),
        ("<Password>cut-off-1", "<Password>{secret}"),
        ("<password><![CDATA[a<b>&c]]></password>", "<password><![CDATA[{secret}]]></password>"),
        ("<password><![CDATA[cut-off-1", "<password><![CDATA[{secret}"),
    ])
    func theTextOfAnElement(text: String, redacted: String) {
        #expect(Redactor().redact(text) == redacted)
    }

    @Test(arguments: [
        (#"{"Name":"DB_PASSWORD","Value":"hunter22"}"#, #"{"Name":"DB_PASSWORD","Value":"{secret}"}"#),
        (
            #"{"ParameterKey":"DbPassword" , "ParameterValue" : "x"}"#,
            #"{"ParameterKey":"DbPassword" , "ParameterValue" : "{secret}"}"#
        ),
        (#"{"value": "it's \"3\"", "name": "API_KEY"}"#, #"{"value": "{secret}", "name": "API_KEY"}"#),
        (
            #"{"t":"{\"Name\":\"a/db-password\",\"Value\":\"x\\\"y\"}"}"#,
            #"{"t":"{\"Name\":\"a/db-password\",\"Value\":\"{secret}\"}"}"#
        ),
        (
            #"[{"Value":"one","Name":"A"},{"Value":"two-2-two","Name":"MY_SECRET"}]"#,
            #"[{"Value":"one","Name":"A"},{"Value":"{secret}","Name":"MY_SECRET"}]"#
        ),
    ])
    func theOtherHalfOfAPair(text: String, redacted: String) {
        #expect(Redactor().redact(text) == redacted)
    }

    @Test(arguments: [
        (#"<add key="Password" value="a b"/>"#, #"<add key="Password" value="{secret}"/>"#),
        (#"<input value='a b' name="password">"#, #"<input value='{secret}' name="password">"#),
        (#"<input type="password" name="p" value="a">"#, #"<input type="password" name="p" value="{secret}">"#),
        (#"<entry key="db.password">a b</entry>"#, #"<entry key="db.password">{secret}</entry>"#),
        ("<key>password</key>\n <string>a b</string>", "<key>password</key>\n <string>{secret}</string>"),
        (
            "<ParameterKey>DbPassword</ParameterKey><ParameterValue>a</ParameterValue>",
            "<ParameterKey>DbPassword</ParameterKey><ParameterValue>{secret}</ParameterValue>"
        ),
        // What is said of an object whose key sounds like a secret.
        (
            "<Key>my-secret</Key><LastModified>2020-11-03T00:32:51Z</LastModified>",
            "<Key>my-secret</Key><LastModified>2020-11-03T00:32:51Z</LastModified>"
        ),
        (#"<label for="password">Password</label>"#, #"<label for="password">Password</label>"#),
    ])
    func theOtherHalfOfAPairInMarkup(text: String, redacted: String) {
        #expect(Redactor().redact(text) == redacted)
    }

    @Test(arguments: ["\r\n", "\n"])
    func aPartOfAForm(line: String) {
        func form(_ password: String, _ key: String) -> String {
            [
                "--b", #"Content-Disposition: form-data; name="user""#, "", "me",
                "--b", #"content-disposition: form-data; name="password""#, "", password,
                "--b", #"Content-Disposition: form-data; filename="k"; name="api_key""#, "Content-Type: text/plain", "",
                key, "--b--", "",
            ].joined(separator: line)
        }
        let (text, redacted) = (form("it's \(line)\"3\"", "abcdef123"), form("{secret}", "{secret}"))
        #expect(Redactor().redact(text) == redacted)
        let quoted = JSONValue.object(JSONObject([("body", .string(text))])).text(.compact)
        #expect(!Redactor().redact(quoted).contains("3"))
        let joined = redacted.replacing("{secret}\(line)", with: "{secret}")
        #expect(Redactor().redact(joined) == joined)
        #expect(Redactor().findings(in: Array(redacted.utf8)) == [])
    }

    @Test(arguments: [
        "accessToken", "refreshToken", "GitHubToken", "OAuthToken", "api_token", "client_secret", "DB_PASS",
        "AccountKey",
        "user[password]",
    ])
    func whatHasALongerName(name: String) {
        let value = "zyxwvuts2abcdefgh"
        #expect(Redactor().redact(#"{"\#(name)":"\#(value)","x":1}"#) == #"{"\#(name)":"{secret}","x":1}"#)
        #expect(Redactor().redact("a=1&\(name)=\(value)&x=1") == "a=1&\(name)={secret}&x=1")
    }

    /// To the end of the string, whatever is in it, at any depth of strings within strings; and no further.
    @Test(arguments: [
        (#"{"password":"ab\"cd<ef'gh"}"#, #"{"password":"{secret}"}"#),
        (#"{"password":"abc\\","a":"b"}"#, #"{"password":"{secret}","a":"b"}"#),
        (#"{"t":"{\"password\":\"ab\\\"cd\\\\\",\"b\":1}"}"#, #"{"t":"{\"password\":\"{secret}\",\"b\":1}"}"#),
        (#"{"a":"password='never ends","b":1}"#, #"{"a":"password='{secret}","b":1}"#),
        (#"{"a":"password: \"never ends","b":1}"#, #"{"a":"password: \"{secret}","b":1}"#),
        (#"{"password":"{SSHA}W6ph5Mm5Pz8GgiUL"}"#, #"{"password":"{secret}"}"#),
        (#"{"password":"1"}"#, #"{"password":"{secret}"}"#),
        ("password=x&y=z", "password={secret}&y=z"),
        ("a,\"\"password\"\":\"\"hunter22\"\",b", "a,\"\"password\"\":\"\"{secret}\"\",b"),
        ("password = correcthorse", "password = {secret}"),
        ("user: x\n  db_password: correcthorse\n  host: y\n", "user: x\n  db_password: {secret}\n  host: y\n"),
        ("{ :password=>'x y' }", "{ :password=>'{secret}' }"),
        ("https://user:pa{s5word@host/x", "https://{secret}@host/x"),
        (#"{"auths":{"https://index":{"auth":"dXNlcjpwYXNz"}}}"#, #"{"auths":{"https://index":{"auth":"{secret}"}}}"#),
        (
            "https://b/?AWSAccessKeyId=A&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D&x=1",
            "https://b/?AWSAccessKeyId=A&Signature={secret}&x=1"
        ),
    ])
    func allOfAValue(text: String, redacted: String) {
        #expect(Redactor().redact(text) == redacted)
        #expect(Redactor().findings(in: Array(redacted.utf8)) == [])
    }

    /// What App Runner, Secrets Manager and others say of where secrets are, how they are paged, and what people write.
    @Test(arguments: [
        #"{"DB_PASSWORD":"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf:password::"}"#,
        #"{"SecretArn":"arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:db-abc123"}"#,
        #"{"pagination_token":"abcdef012345"}"#, #"{"NextToken":"abcdef012345"}"#,
        #"{"clientRequestToken":"abcdef0123"}"#,
        #"{"startingToken":"abcdef012345"}"#, "ExpiredToken: 1234567",
        #"{"TokenValidityUnits":{"AccessToken":"minutes"}}"#,
        #"{"Tags":[{"Key":"token","Value":"design"}]}"#, #"["password","value"]"#, #"{"password":null,"secret":true}"#,
        #"{"password":"false"}"#, #"{"password":"********"}"#, "usage: login <password> <name>",
        #"{"secret":"{secret}"}"#,
        "https://user:{password}@host/", "see password: Member must not be null", "wrong password: rejected\nagain\n",
        "the token: expired.\n  request: 12",
        #"{"auth":"basic","author":"somebody:else"}"#, "bearer of a connection",
        #"{"Message":"no password","Value":"x"}"#,
    ])
    func whatOnlySoundsLikeASecretStays(text: String) {
        #expect(Redactor().redact(text) == text)
    }

    /// Fields of a head stand beside their names in an entry, and a rule may keep one.
    @Test
    func aFieldThatARuleKeepsIsNoFinding() throws {
        let redactor = Redactor(rules: try RedactionRules(redact: [], keep: ["header:X-Api-Key"]))
        let kept = redactor.redact(Samples.exchange(headers: [HeaderField("X-Api-Key", "opensesame-1")]))
        let entry = Entry(kept.exchange, url: "https://h/", origin: Origin(.captured, upstream: "stand-in"))
        #expect(String(decoding: entry.bytes, as: UTF8.self).contains("opensesame-1"))
        #expect(redactor.findings(in: entry.bytes, of: kept) == [])
    }
}
