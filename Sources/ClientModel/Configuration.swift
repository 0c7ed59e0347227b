package import TapedeckAWSProfile

/// The settings of a run: command line, environment, configuration and credentials files, in their precedence.
///
/// It is made of texts and never looks at the machine itself. Settings are read when asked for, so that a bad one only
/// stops the commands that need it.
///
/// Source: AWS CLI v2's topic `config-vars`; precedence and wording were measured against AWS CLI 2.36.7 on 2026-11-23.
package struct Configuration: Sendable {
    /// The options of the command line.
    package let options: GlobalOptions
    /// The profile and the environment.
    package let profile: Profile

    /// Chooses the profile among the files' sections.
    ///
    /// - Throws: an error of status 255 where a profile was asked for that is in neither file.
    package init(
        options: GlobalOptions, environment: [String: String], configuration: ConfigurationText = ConfigurationText(),
        credentials: ConfigurationText = ConfigurationText()
    ) throws(ClientError) {
        self.options = options
        do throws(ProfileError) {
            self.profile = try Profile(
                named: options.profile, environment: environment, configuration: configuration,
                credentials: credentials)
        } catch {
            throw ClientError(error)
        }
    }

    /// Reads the shared files.
    ///
    /// - Throws: an error of status 255 for a file that can't be read or parsed, or a profile that is in neither file.
    package init(_ options: GlobalOptions, files: SharedFiles) throws(ClientError) {
        self.options = options
        do throws(ProfileError) {
            self.profile = try files.profile(named: options.profile)
        } catch {
            throw ClientError(error)
        }
    }

    /// Where the credentials of a run come from; `nil` where requests are not signed.
    ///
    /// - Throws: status 253 without credentials, or with a kind that this client does not support; 255 where only a part
    ///   of them is there.
    package func credentialSource() throws(ClientError) -> Profile.Source? {
        guard options.signs else { return nil }
        do throws(ProfileError) {
            return try profile.source()
        } catch {
            throw ClientError(error)
        }
    }

    /// The environment's variables.
    package var environment: [String: String] { profile.environment }

    /// The text of a profile's setting.
    package func setting(_ name: String) -> String? {
        profile.setting(name)
    }

    private func value(_ variables: [String], setting name: String) -> String? {
        profile.value(variables, setting: name)
    }

    private func isTrue(_ variables: [String], setting name: String) -> Bool {
        value(variables, setting: name)?.lowercased() == "true"
    }
}

extension Configuration {
    /// The region to sign for, `fips-` and `-fips` taken off.
    ///
    /// - Throws: status 253 where there is none, 255 where it can't stand in a host name.
    package func region() throws(ClientError) -> String {
        guard let name = regionSetting, !name.isEmpty else {
            throw ClientError(
                .configuration, code: "NoRegion",
                message: "You must specify a region, with --region, AWS_REGION, or region in the profile.")
        }
        let letters = name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        let isNumber = name.allSatisfy(\.isNumber)
        guard letters, !isNumber, name.utf8.count <= 63, !name.hasPrefix("-"), !name.hasSuffix("-") else {
            throw ClientError(
                .general, message: "Provided region_name '\(name)' doesn't match a supported format.")
        }
        if name.hasPrefix("fips-") { return String(name.dropFirst(5)) }
        return name.hasSuffix("-fips") ? String(name.dropLast(5)) : name
    }

    private var regionSetting: String? {
        options.region ?? value(["AWS_REGION", "AWS_DEFAULT_REGION"], setting: "region")
    }

    /// The output format.
    ///
    /// - Throws: status 255 where environment or profile name an unknown one.
    package func outputFormat() throws(ClientError) -> OutputFormat {
        if let output = options.output { return output }
        guard let name = value(["AWS_DEFAULT_OUTPUT"], setting: "output") else { return .json }
        guard let format = OutputFormat(rawValue: name) else {
            throw ClientError(.general, message: "Unknown output type: \(name)")
        }
        return format
    }

    /// How times are shown: `iso8601`, or `wire` as the service sent them.
    ///
    /// - Throws: status 253 for any other.
    package func timestampFormat() throws(ClientError) -> TimestampFormat {
        guard let name = setting("cli_timestamp_format") else { return .iso8601 }
        guard let format = TimestampFormat(rawValue: name) else {
            throw ClientError(
                .configuration, code: "Configuration",
                message: "Unknown cli_timestamp_format value: \(name), valid values are \"wire\" or \"iso8601\"")
        }
        return format
    }

    /// Checks how binary values are said to be written; no parameter of this client is binary.
    ///
    /// - Throws: status 255 for an unknown name.
    package func checkBinaryFormat() throws(ClientError) {
        let known = ["base64", "raw-in-base64-out"]
        guard options.binaryFormat == nil, let name = setting("cli_binary_format"), !known.contains(name) else {
            return
        }
        throw ClientError(
            .general,
            message:
                "Unknown cli_binary_format value: \(name), valid values are \"base64\" or \"raw-in-base64-out\"")
    }

    /// How many times a call is sent at most, the first included.
    ///
    /// - Throws: status 255 for a text that is not a number from 1 on, and for an unknown retry mode.
    package func maximumAttempts() throws(ClientError) -> Int {
        let mode = value(["AWS_RETRY_MODE"], setting: "retry_mode") ?? "standard"
        guard ["standard", "adaptive"].contains(mode.lowercased()) else {
            throw ClientError(
                .general,
                message:
                    "Invalid value provided to \"mode\": \"\(mode)\" must be one of: \"standard\" or \"adaptive\"")
        }
        guard let text = value(["AWS_MAX_ATTEMPTS"], setting: "max_attempts") else { return 3 }
        guard let attempts = Int(text.filter { !$0.isWhitespace }) else {
            throw ClientError(.general, message: "invalid literal for int() with base 10: '\(text)'")
        }
        guard attempts >= 1 else {
            throw ClientError(
                .general,
                message:
                    "Value provided to \"max_attempts\": \(attempts) must be an integer greater than or equal to 1.")
        }
        return attempts
    }

    /// The file of certificate authorities to trust, `~` not yet replaced.
    package var caBundle: String? {
        let file =
            options.caBundle ?? value(["AWS_CA_BUNDLE"], setting: "ca_bundle") ?? environment["REQUESTS_CA_BUNDLE"]
        return file.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The pager's command line; `nil` where none is wanted.
    package var pager: String? {
        guard options.usesPager else { return nil }
        let command = value(["AWS_PAGER"], setting: "cli_pager") ?? environment["PAGER"] ?? "less"
        return command.isEmpty ? nil : command
    }

    /// Whether the client asks for what is missing: always, only when a command line lacks something, or not.
    package var autoPrompt: AutoPromptMode {
        if let asked = options.autoPrompt { return asked ? .on : .off }
        let name = value(["AWS_CLI_AUTO_PROMPT"], setting: "cli_auto_prompt")
        return name.flatMap { AutoPromptMode(rawValue: $0.lowercased()) } ?? .off
    }

    /// Whether an endpoint validated for FIPS 140 is asked for.
    package var usesFIPS: Bool {
        let pseudo = regionSetting.map { $0.hasPrefix("fips-") || $0.hasSuffix("-fips") } ?? false
        return pseudo || isTrue(["AWS_USE_FIPS_ENDPOINT"], setting: "use_fips_endpoint")
    }

    /// Whether an endpoint that answers on IPv6 too is asked for.
    package var usesDualStack: Bool {
        isTrue(["AWS_USE_DUALSTACK_ENDPOINT"], setting: "use_dualstack_endpoint")
    }

    /// Whether endpoints of environment and files are left alone.
    package var ignoresConfiguredEndpoints: Bool {
        isTrue(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"], setting: "ignore_configured_endpoint_urls")
    }
}

/// How times are shown.
package enum TimestampFormat: String, Sendable {
    case iso8601, wire
}

/// When the client asks for parameters.
package enum AutoPromptMode: String, Sendable {
    case on, off
    case onPartial = "on-partial"
}
