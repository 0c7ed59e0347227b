/// A profile of the shared files, with the environment that comes before it.
package struct Profile: Sendable {
    /// Its name; `nil` where none was chosen, and `default` is used if it is there.
    package let name: String?
    /// Whether the name was given on a command line, where it comes before the environment's keys.
    package let isNamed: Bool
    /// The environment's variables.
    package let environment: [String: String]
    /// The `[services NAME]` sections of the configuration file.
    package let services: [String: ConfigurationText.Section]
    let configurationSection: ConfigurationText.Section
    let credentialsSection: ConfigurationText.Section

    /// Chooses a profile: the one that is named, else that of `AWS_PROFILE`, of `AWS_DEFAULT_PROFILE`, or `default`.
    ///
    /// - Throws: ``ProfileError`` with the code `noProfile` where one was asked for that is in neither text.
    package init(
        named name: String?, environment: [String: String], configuration: ConfigurationText,
        credentials: ConfigurationText
    ) throws(ProfileError) {
        self.name = name ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"]
        self.isNamed = name != nil
        self.environment = environment
        self.services = configuration.sections(kind: "services")
        let configured = configuration.profiles[self.name ?? "default"]
        let kept = credentials.sections[self.name ?? "default"]
        if let name = self.name, configured == nil, kept == nil {
            throw ProfileError(.noProfile, "The config profile (\(name)) could not be found")
        }
        self.configurationSection = configured ?? [:]
        self.credentialsSection = kept ?? [:]
    }

    /// The text of a setting, the credentials file's before the configuration file's; `nil` for a block too.
    package func setting(_ name: String) -> String? {
        (credentialsSection[name] ?? configurationSection[name])?.text
    }

    /// The first variable that is set, else the profile's setting. An empty variable counts as set.
    package func value(_ variables: [String], setting name: String) -> String? {
        for variable in variables {
            if let value = environment[variable] { return value }
        }
        return setting(name)
    }
}
