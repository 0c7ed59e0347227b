import TapedeckTestSupport
import Testing

/// `tapedeck simulate` as a process: state kept across restarts, the control port, regions apart.
struct StandInStateTests {
    private let scratch = Scratch()

    private func simulate(_ options: [String], _ shell: String) async throws -> DeckProgram.Outcome {
        let call = """
            call() { curl -sS --aws-sigv4 aws:amz:${3:-us-east-1}:apprunner --user ${4:-AKIDEXAMPLE:secret} -H "X-Amz-Target: AppRunner.$1" \
            -H 'Content-Type: application/x-amz-json-1.0' --data-raw "$2" "$TAPEDECK_URL/"; echo; }
            create() { call CreateConnection '{"ConnectionName":"'$1'","ProviderType":"GITHUB"}' $2 $3; }
            status() { call ListConnections '{}' $1 | grep -o '"Status":"[A-Z_]*"' | tr '\\n' ' '; echo; }
            handshake() { curl -sS -d $2 "$TAPEDECK_CONTROL_URL/_deck/connections/$1/handshake"; echo; }
            """
        return try await DeckProgram.run(
            ["simulate"] + options + ["--", "sh", "-c", call + "\n" + shell], in: scratch.path)
    }

    @Test
    func keepsItsStateAcrossRestarts() async throws {
        let first = try await simulate(["--state", "s.sqlite"], "create one1; create two2; handshake one1 complete")
        #expect(first.status == 0, "\(first.error)")
        let second = try await simulate(["--state", "s.sqlite"], "status; create one1")
        #expect(second.output.contains("\"Status\":\"AVAILABLE\""))
        #expect(second.output.contains("\"Status\":\"PENDING_HANDSHAKE\""))
        #expect(second.output.contains("InvalidRequestException"))
    }

    @Test
    func twoRegionsDoNotSeeEachOther() async throws {
        let outcome = try await simulate([], "create one1 eu-west-1; status us-east-1; status eu-west-1")
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmed }
        #expect(lines.dropFirst().prefix(2) == ["", #""Status":"PENDING_HANDSHAKE""#])
    }

    @Test(arguments: [
        (["--handshake", "after:1-reads"], "create one1; status; status", ["PENDING_HANDSHAKE", "AVAILABLE"]),
        (["--handshake", "error"], "create one1; status; status", ["PENDING_HANDSHAKE", "ERROR"]),
        (
            ["--handshake", "manual"], "create one1; status; handshake one1 fail; status",
            ["PENDING_HANDSHAKE", "ERROR"]
        ),
        (
            ["--handshake", "after:2", "--clock", "2020-11-03T00:32:51Z"], "create one1; status; status; status",
            ["PENDING_HANDSHAKE", "AVAILABLE", "AVAILABLE"]
        ),
    ])
    func changesAStatusWhenTold(options: [String], shell: String, expected: [String]) async throws {
        let outcome = try await simulate(options, shell)
        let seen = outcome.output.split(separator: "\n").filter { $0.hasPrefix("\"Status\"") }.map {
            $0.split(separator: "\"").dropFirst(2).joined().split(separator: " ").joined()
        }
        #expect(seen == expected, "\(outcome.output)\(outcome.error)")
    }

    @Test(arguments: [
        ("AKIDEXAMPLE:secret", "PENDING_HANDSHAKE"), ("AKIDEXAMPLE:wrong", "InvalidSignatureException"),
        ("OTHER:secret", "UnrecognizedClientException"),
    ])
    func verifiesSignaturesWhenASecretIsGiven(user: String, part: String) async throws {
        let outcome = try await simulate(["--credentials", "AKIDEXAMPLE:secret"], "create one1 us-east-1 \(user)")
        #expect(outcome.output.contains(part), "\(outcome.output)")
    }

    @Test
    func keepsToItsQuota() async throws {
        let outcome = try await simulate(["--quota", "2"], "create one1; create two2; create three3")
        #expect(outcome.output.split(separator: "\n").last?.contains("ServiceQuotaExceededException") == true)
    }
}

extension Substring {
    var trimmed: String {
        split(separator: " ").joined(separator: " ")
    }
}
