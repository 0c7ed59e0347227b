import TapedeckAWSWire
import TapedeckExchangeModel

/// A mistake that authors of clients make, as a step of signing taken in another way.
struct SigningMistake: Sendable {
    /// What the client did, to follow "the client".
    let name: String
    let make: @Sendable (inout SigningAttempt, Request) -> Void

    init(_ name: String, _ make: @escaping @Sendable (inout SigningAttempt, Request) -> Void) {
        self.name = name
        self.make = make
    }

    /// All that are looked for, by themselves and in pairs.
    static let all: [SigningMistake] = bodies + heads + texts + keys

    private static let bodies = [
        SigningMistake("hashed no body") { attempt, _ in attempt.canonical.bodyHash = Digest.sha256Hex([]) },
        SigningMistake("wrote UNSIGNED-PAYLOAD in the place of the body's hash") { attempt, _ in
            attempt.canonical.bodyHash = "UNSIGNED-PAYLOAD"
        },
        SigningMistake("left the body's hash out") { attempt, _ in attempt.canonical.bodyHash = "" },
        SigningMistake("hashed the body with a line end behind it") { attempt, request in
            attempt.canonical.bodyHash = Digest.sha256Hex(request.body + [10])
        },
        SigningMistake("hashed the body without the line end that it was sent with") { attempt, request in
            guard request.body.last == 10 else { return }
            attempt.canonical.bodyHash = Digest.sha256Hex(request.body.dropLast())
        },
        SigningMistake("wrote the body's hash in capital letters") { attempt, _ in
            attempt.canonical.bodyHash = attempt.canonical.bodyHash.uppercased()
        },
    ]

    private static let heads = [
        SigningMistake("signed the service's own host, not the one it sent") { attempt, _ in
            let scope = attempt.scope
            attempt.change("host") { _ in "\(scope.service).\(scope.region).amazonaws.com" }
        },
        SigningMistake("signed the host without its port") { attempt, _ in
            attempt.change("host") { String($0.prefix { $0 != ":" }) }
        },
        SigningMistake("signed the host with the port 80") { attempt, _ in
            attempt.change("host") { $0.contains(":") ? $0 : "\($0):80" }
        },
        SigningMistake("signed the host with the port 443") { attempt, _ in
            attempt.change("host") { $0.contains(":") ? $0 : "\($0):443" }
        },
        SigningMistake("signed the content type without its parameters") { attempt, _ in
            attempt.change("content-type") { String($0.prefix { $0 != ";" }) }
        },
        SigningMistake("sent another content type than it signed, application/json") { attempt, _ in
            attempt.change("content-type") { _ in "application/json" }
        },
        SigningMistake("wrote field names as they are sent, not in lower case") { attempt, request in
            for index in attempt.canonical.fields.indices {
                let name = attempt.canonical.fields[index].name
                let sent = request.headers.fields.first { HeaderFields.same($0.name, name) }
                attempt.canonical.fields[index].name = sent?.name ?? name
            }
        },
        SigningMistake("put a space behind the colon of each field") { attempt, _ in
            for index in attempt.canonical.fields.indices {
                attempt.canonical.fields[index].value = " \(attempt.canonical.fields[index].value)"
            }
        },
        SigningMistake("left runs of spaces within values as they are") { attempt, request in
            for index in attempt.canonical.fields.indices {
                let values = request.headers.values(attempt.canonical.fields[index].name)
                attempt.canonical.fields[index].value = values.joined(separator: ",")
            }
        },
        SigningMistake("took the fields in the order in which they are sent, not sorted") { attempt, request in
            let order = request.headers.fields.map { $0.name.lowercased() }
            attempt.canonical.fields.sort {
                (order.firstIndex(of: $0.name) ?? 0) < (order.firstIndex(of: $1.name) ?? 0)
            }
        },
        SigningMistake("took the fields in the order of SignedHeaders, not sorted") { attempt, request in
            // A header that can't be read was refused before.
            guard let sent = try? AuthorizationHeader(request.headers["Authorization"] ?? "").signedHeaders else {
                return
            }
            attempt.canonical.fields.sort {
                (sent.firstIndex(of: $0.name) ?? 0) < (sent.firstIndex(of: $1.name) ?? 0)
            }
            attempt.canonical.names = sent.joined(separator: ";")
        },
        SigningMistake("joined the names by commas") { attempt, _ in
            attempt.canonical.names = attempt.canonical.names.split(separator: ";").joined(separator: ",")
        },
    ]

    private static let texts = [
        SigningMistake("wrote the method in small letters") { attempt, _ in
            attempt.canonical.method = attempt.canonical.method.lowercased()
        },
        SigningMistake("left the path empty") { attempt, _ in attempt.canonical.path = "" },
        SigningMistake("signed the path as it is sent") { attempt, request in
            attempt.canonical.path = String(request.path)
        },
        SigningMistake("put the query into the path's line") { attempt, request in
            attempt.canonical.path = request.target
        },
        SigningMistake("signed the query as it is sent, neither sorted nor encoded") { attempt, request in
            attempt.canonical.query =
                request.target.firstIndex(of: "?")
                .map { String(request.target[request.target.index(after: $0)...]) } ?? ""
        },
        SigningMistake("left the query out") { attempt, _ in attempt.canonical.query = "" },
        SigningMistake("left out the empty line behind the fields") { attempt, _ in attempt.hasEmptyLine = false },
        SigningMistake("ended lines with carriage return and line feed") { attempt, _ in attempt.lineEnd = "\r\n" },
        SigningMistake("put the canonical request itself into the string to sign, not its hash") { attempt, _ in
            attempt.hashesCanonical = false
        },
        SigningMistake("wrote only the day into the string to sign") { attempt, _ in
            attempt.date = String(attempt.date.prefix(8))
        },
    ]

    private static let keys = [
        SigningMistake("made the key without AWS4 before the secret") { attempt, _ in attempt.keyPrefix = "" },
        SigningMistake("took white space round the secret for part of it, a line end behind it") { attempt, _ in
            attempt.secret += "\n"
        },
        SigningMistake("took a space behind the secret for part of it") { attempt, _ in attempt.secret += " " },
        SigningMistake("took a carriage return behind the secret for part of it") { attempt, _ in
            attempt.secret += "\r"
        },
        SigningMistake("decoded the secret as a part of a URL") { attempt, _ in
            attempt.secret = String(decoding: PercentCoding.decoded(attempt.secret[...]), as: UTF8.self)
        },
        SigningMistake("encoded the secret as a part of a URL") { attempt, _ in
            attempt.secret = PercentCoding.encoded(attempt.secret.utf8)
        },
        SigningMistake("made the key with the whole time, not the day") { attempt, _ in
            attempt.keyParts[0] = attempt.date
        },
        SigningMistake("made the key with the Region us-east-1") { attempt, _ in attempt.keyParts[1] = "us-east-1" },
        SigningMistake("made the key with Region and service in the other order") { attempt, _ in
            attempt.keyParts.swapAt(1, 2)
        },
        SigningMistake("left the key's last step, aws4_request, out") { attempt, _ in attempt.keyParts.removeLast() },
        SigningMistake("wrote each step of the key in hexadecimal") { attempt, _ in attempt.keySteps = .hexadecimal },
    ]
}

extension SigningAttempt {
    fileprivate mutating func change(_ name: String, _ edit: (String) -> String) {
        for index in canonical.fields.indices where canonical.fields[index].name == name {
            canonical.fields[index].value = edit(canonical.fields[index].value)
        }
    }
}
