// A Swift program round curl that speaks lines of JSON: a call a line in, an answer a line out.
// Built with: swiftc -o .tapedeck/clients/lines-swift Examples/LinesOfJSON/client.swift
// (A Swift library needs no program: ContractSuite judges it in its own `swift test`.)
import Foundation

struct Call: Decodable {
    struct Credentials: Decodable {
        var accessKeyId, secretAccessKey: String
        var sessionToken: String?
    }
    var operation, endpoint, region: String
    var credentials: Credentials
}

func say(_ answer: [String: Any]) {
    let line = (try? JSONSerialization.data(withJSONObject: answer)) ?? Data()
    FileHandle.standardOutput.write(line + Data("\n".utf8))
}

if CommandLine.arguments.contains("--version") {
    print("1.0")
    exit(0)
}
while let line = readLine() {
    guard let call = try? JSONDecoder().decode(Call.self, from: Data(line.utf8)),
        let whole = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let body = try? JSONSerialization.data(withJSONObject: whole["input"] ?? [:])
    else { fatalError("not a call: \(line)") }
    let curl = Process()
    curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    curl.arguments =
        [
            "-sS", "--fail-with-body", "--aws-sigv4", "aws:amz:\(call.region):apprunner", "--user",
            "\(call.credentials.accessKeyId):\(call.credentials.secretAccessKey)", "-H",
            "X-Amz-Target: AppRunner.\(call.operation)", "-H", "Content-Type: application/x-amz-json-1.0", "--data-raw",
            String(decoding: body, as: UTF8.self),
        ] + (call.credentials.sessionToken.map { ["-H", "X-Amz-Security-Token: \($0)"] } ?? []) + ["\(call.endpoint)/"]
    let output = Pipe()
    curl.standardOutput = output
    try curl.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    curl.waitUntilExit()
    let object = (try? JSONSerialization.jsonObject(with: bytes)) as? [String: Any]
    if curl.terminationStatus == 0, let object, !object.isEmpty {
        say(["result": object])
    } else {
        let type = (object?["__type"] ?? object?["code"]) as? String
        let code = type?.split(separator: ":").first?.split(separator: "#").last.map(String.init)
        let message = (object?["Message"] ?? object?["message"]) as? String
        say(["error": ["code": code as Any? ?? NSNull(), "message": message as Any? ?? NSNull()]])
    }
}
