import TapedeckProcesses

/// The text of a configuration or credentials file, read into sections of settings.
///
/// The grammar is that of Python's `RawConfigParser`, which AWS's own tools read these files with: sections in square
/// brackets, settings split at the first `=` or `:`, names without regard to case, lines that begin with `#` or `;` left
/// out, and indented lines that go on with the setting above. A setting whose first line is empty is a block of settings
/// of its own, such as `s3 =` or the services of a `[services NAME]` section.
package struct ConfigurationText: Sendable, Equatable {
    /// A setting's value.
    package enum Value: Sendable, Equatable {
        case text(String)
        case block([String: String])

        /// The text; `nil` for a block.
        package var text: String? {
            if case .text(let text) = self { text } else { nil }
        }
    }

    /// A section's settings by name, lower case.
    package typealias Section = [String: Value]

    /// Why a text can't be read.
    package struct Failure: Error, Sendable, Equatable {
        /// The line, from 1.
        package let line: Int
        /// What is wrong there, as a clause.
        package let reason: String
    }

    /// All sections by their name as written.
    package var sections: [String: Section]

    /// Reads a text.
    package init(_ text: String) throws(Failure) {
        var reader = Reader()
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            try reader.read(line, number: number)
        }
        self.sections = try reader.finished()
    }

    /// No file: no section.
    package init() {
        self.sections = [:]
    }

    /// The sections whose name is a kind and a name of its own, such as `[profile NAME]`; quotes may stand round it.
    package func sections(kind: String) -> [String: Section] {
        var found: [String: Section] = [:]
        for (name, section) in sections where name.hasPrefix(kind) {
            guard let words = ShellWords.split(name), words.count == 2 else { continue }
            found[words[1]] = section
        }
        return found
    }

    /// The profiles of a configuration file: `[default]` and every `[profile NAME]`.
    package var profiles: [String: Section] {
        var profiles = sections(kind: "profile")
        if let section = sections["default"] { profiles["default"] = section }
        return profiles
    }
}

extension ConfigurationText {
    /// Takes a file line by line.
    private struct Reader {
        private struct Setting {
            var name: String
            var lines: [String]
            var line: Int
        }

        private var names: [String] = []
        private var settings: [String: [Setting]] = [:]
        private var section: String?
        private var isWithinSetting = false
        private var indentation = 0

        mutating func read(_ line: Substring, number: Int) throws(Failure) {
            let value = trimmed(line)
            if value.hasPrefix("#") || value.hasPrefix(";") { return }
            guard !value.isEmpty else {
                if isWithinSetting { append("") }
                return
            }
            let indent = line.prefix { $0 == " " || $0 == "\t" }.count
            if isWithinSetting, indent > indentation { return append(value) }
            indentation = indent
            if value.hasPrefix("["), let end = value.lastIndex(of: "]"), value.index(after: value.startIndex) < end {
                return try begin(String(value[value.index(after: value.startIndex)..<end]), number: number)
            }
            guard let section else {
                throw Failure(line: number, reason: "a setting stands before the first section")
            }
            guard let split = value.firstIndex(where: { $0 == "=" || $0 == ":" }), split > value.startIndex else {
                throw Failure(line: number, reason: "neither a section nor NAME = VALUE")
            }
            let name = trimmed(value[..<split]).lowercased()
            if settings[section]?.contains(where: { $0.name == name }) == true {
                throw Failure(line: number, reason: "\(name) stands twice in [\(section)]")
            }
            let text = trimmed(value[value.index(after: split)...])
            settings[section, default: []].append(Setting(name: name, lines: [text], line: number))
            isWithinSetting = true
        }

        private mutating func begin(_ name: String, number: Int) throws(Failure) {
            if name != "DEFAULT" {
                if names.contains(name) {
                    throw Failure(line: number, reason: "the section [\(name)] stands twice")
                }
                names.append(name)
            }
            section = name
            isWithinSetting = false
        }

        private mutating func append(_ line: String) {
            guard let section, let last = settings[section]?.indices.last else { return }
            settings[section]?[last].lines.append(line)
        }

        func finished() throws(Failure) -> [String: Section] {
            var sections: [String: Section] = [:]
            for name in names {
                var section: Section = [:]
                for setting in (settings["DEFAULT"] ?? []) + (settings[name] ?? []) {
                    section[setting.name] = try value(of: setting)
                }
                sections[name] = section
            }
            return sections
        }

        private func value(of setting: Setting) throws(Failure) -> Value {
            var lines = setting.lines
            while lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
            guard lines.count > 1, lines[0].isEmpty else { return .text(lines.joined(separator: "\n")) }
            var block: [String: String] = [:]
            for (offset, line) in lines.enumerated() where !line.isEmpty {
                guard let split = line.firstIndex(of: "=") else {
                    throw Failure(
                        line: setting.line + offset, reason: "a line within \(setting.name) is not NAME = VALUE")
                }
                block[trimmed(line[..<split])] = trimmed(line[line.index(after: split)...])
            }
            return .block(block)
        }

        private func trimmed(_ text: some StringProtocol) -> String {
            var text = Substring(text).drop { $0.isWhitespace }
            while text.last?.isWhitespace == true { text.removeLast() }
            return String(text)
        }
    }
}
