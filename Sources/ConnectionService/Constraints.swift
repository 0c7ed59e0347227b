import TapedeckAWSWire
import TapedeckJSONText

/// Checks inputs as the service does, in the grammar of its messages: "2 validation errors detected: Value 'V' at 'PATH'
/// failed to satisfy constraint: …; …".
///
/// Source: the limits are those of AWS's model `apprunner-2020-05-15`. The grammar is that of App Runner's own answers to
/// CreateAutoScalingConfiguration in public logs of the AWS SDK for Go.
enum Constraints {
    /// The message for everything that is wrong with an input; `nil` where nothing is.
    static func message(for input: JSONValue, _ shape: StructureShape) -> String? {
        let failures = failures(input, .structure(shape), at: "")
        if failures.isEmpty { return nil }
        let errors = failures.count == 1 ? "1 validation error" : "\(failures.count) validation errors"
        return "\(errors) detected: " + failures.joined(separator: "; ")
    }

    /// - Parameter isListed: whether the value is an item of a list. The model requires neither part of a tag, but the
    ///   one message that was logged says that a value must not be null.
    private static func failures(
        _ value: JSONValue, _ shape: Shape, at path: String, isListed: Bool = false
    ) -> [String] {
        func failure(_ shown: String, _ constraint: String) -> String {
            "Value \(shown) at '\(path)' failed to satisfy constraint: \(constraint)"
        }
        switch shape {
        case .string(let shape):
            guard let text = value.string else { return [] }
            return failures(of: text, shape).map { failure("'\(text)'", $0) }
        case .integer(let minimum, let maximum):
            guard let number = value.int else { return [] }
            if number < minimum {
                return [failure("'\(number)'", "Member must have value greater than or equal to \(minimum)")]
            }
            if number > maximum {
                return [failure("'\(number)'", "Member must have value less than or equal to \(maximum)")]
            }
            return []
        case .timestamp: return []
        case .list(let element):
            return (value.array ?? []).enumerated().flatMap { index, item in
                failures(item, element, at: "\(path).\(index + 1).member", isListed: true)
            }
        case .structure(let structure):
            return structure.members.flatMap { member -> [String] in
                let place = (path.isEmpty ? "" : "\(path).") + lowerCamel(member.name)
                guard let seen = value[member.name], !seen.isNull else {
                    return member.isRequired || isListed
                        ? ["Value null at '\(place)' failed to satisfy constraint: Member must not be null"] : []
                }
                return failures(seen, member.shape, at: place)
            }
        }
    }

    private static func failures(of text: String, _ shape: StringShape) -> [String] {
        var constraints: [String] = []
        if !shape.values.isEmpty, !shape.values.contains(text) {
            constraints.append("Member must satisfy enum value set: [\(shape.values.joined(separator: ", "))]")
        }
        if let pattern = shape.pattern, !Patterns.matches(text, pattern) {
            constraints.append("Member must satisfy regular expression pattern: \(pattern.rawValue)")
        }
        let length = text.unicodeScalars.count
        if let maximum = shape.maximum, length > maximum {
            constraints.append("Member must have length less than or equal to \(maximum)")
        }
        if let minimum = shape.minimum, length < minimum {
            constraints.append("Member must have length greater than or equal to \(minimum)")
        }
        return constraints
    }

    private static func lowerCamel(_ name: String) -> String {
        name.prefix(1).lowercased() + name.dropFirst()
    }
}

/// The model's regular expressions, each as code: they are few, and a regular expression engine costs start-up time.
enum Patterns {
    /// Whether a whole text matches one of the model's patterns.
    static func matches(_ text: String, _ pattern: StringPattern) -> Bool {
        let scalars = Array(text.unicodeScalars)
        switch pattern {
        case .line: return !scalars.contains(where: isLineBreak)
        case .tagKey:
            return !scalars.isEmpty && !scalars.contains(where: isLineBreak)
                && !text.utf8.starts(with: "aws:".utf8)
        case .connectionName:
            guard let first = scalars.first, (4...32).contains(scalars.count) else { return false }
            return isLetterOrDigit(first) && scalars.allSatisfy { isLetterOrDigit($0) || $0 == "-" || $0 == "_" }
        case .resourceARN: return matchesARN(text)
        }
    }

    private static func matchesARN(_ text: String) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { return false }
        func isName(_ part: Substring) -> Bool {
            part.unicodeScalars.count <= 63
                && part.unicodeScalars.allSatisfy {
                    ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" || $0 == "\\" || $0 == "."
                }
        }
        let partition = parts[1].split(separator: "-", omittingEmptySubsequences: false)
        let isPartition =
            partition.first == "aws"
            && partition.dropFirst().allSatisfy { !$0.isEmpty && $0.unicodeScalars.allSatisfy(isWord) }
        let account = parts[4].unicodeScalars
        return isPartition && isName(parts[2]) && isName(parts[3]) && account.count == 12
            && account.allSatisfy { ("0"..."9").contains($0) } && (1...1011).contains(parts[5].unicodeScalars.count)
            && parts[5].unicodeScalars.allSatisfy { isWord($0) || $0 == "/" || $0 == "-" }
    }

    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r" || scalar == "\u{85}" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        isLetterOrDigit(scalar) || scalar == "_"
    }
}
