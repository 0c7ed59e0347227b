import TapedeckPlatform
import TapedeckTLSFront

/// Variables of the environment that change where clients ask, whom they trust, and how often.
///
/// Values are not shown: a proxy's URL may hold a password.
enum VariableSymptoms {
    static func of(_ variables: [String: String], fileExists: (String) -> Bool) -> [Symptom] {
        let isSet = { (name: String) in variables[name].map { !$0.isEmpty } ?? false }
        let said = { (name: String) in variables[name]?.lowercased() }
        var found = proxies(variables)
        for name in TrustBundle.variableNames where isSet(name) {
            found.append(
                fileExists(variables[name] ?? "")
                    ? Symptom(
                        weight: .ok, subject: name,
                        sentence: "what it names is trusted beside the deck's own authority")
                    : Symptom(
                        weight: .inTheWay, subject: name,
                        sentence:
                            "it names \(variables[name] ?? ""), which is not there; unset it or name a file of certificates"
                    ))
        }
        for name in ["AWS_ENDPOINT_URL_APPRUNNER", "AWS_ENDPOINT_URL"] where isSet(name) {
            found.append(
                Symptom(
                    weight: .note, subject: name,
                    sentence:
                        "a wrapped command gets the deck's URL in its place; a client that you start yourself goes there"
                ))
        }
        if said("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == "true" {
            found.append(
                Symptom(
                    weight: .inTheWay, subject: "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
                    sentence:
                        "a client of AWS that you start yourself passes over the deck's URL in AWS_ENDPOINT_URL_APPRUNNER (a wrapped command does not); unset it, or give --endpoint-url"
                ))
        }
        if ["on", "on-partial"].contains(said("AWS_CLI_AUTO_PROMPT")) {
            found.append(
                Symptom(
                    weight: .inTheWay, subject: "AWS_CLI_AUTO_PROMPT",
                    sentence: "AWS CLI v2 asks at the terminal in place of running; unset it"))
        }
        for name in ["AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE"] where isSet(name) {
            found.append(
                Symptom(
                    weight: .note, subject: name,
                    sentence: "it decides how many attempts of a failing request stand in a recording"))
        }
        if isSet(ShippedFiles.variable) {
            found.append(
                Symptom(
                    weight: .note, subject: ShippedFiles.variable,
                    sentence: "scenarios, profiles and cassettes are taken from the directory that it names"))
        }
        return found
    }

    private static func proxies(_ variables: [String: String]) -> [Symptom] {
        let names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        let exceptions = ["no_proxy", "NO_PROXY"].compactMap { variables[$0] }.joined(separator: ",")
            .split(separator: ",").map { $0.filter { $0 != " " } }
        let spares = exceptions.contains("*") || exceptions.contains("127.0.0.1") || exceptions.contains("127.0.0.0/8")
        return names.filter { variables[$0].map { !$0.isEmpty } ?? false }.map { name in
            // The deck's URL is plain HTTP, which a proxy for HTTPS alone does not see.
            if spares || name.lowercased() == "https_proxy" {
                return Symptom(
                    weight: .ok, subject: name,
                    sentence: "clients reach the deck without it; record reaches its upstream through it")
            }
            return Symptom(
                weight: .inTheWay, subject: name,
                sentence:
                    "a client that you start yourself asks it for the deck's address (a wrapped command does not); "
                    + "export NO_PROXY=127.0.0.1,localhost")
        }
    }
}
