import TapedeckWording

extension Report {
    /// The report as JUnit's XML, which most servers for continuous integration show: a suite a client, a case a scenario.
    ///
    /// What fails the run is a failure, what could not be run an error; a known deviation and what was left out are
    /// skipped, with the reason.
    ///
    /// - Parameter isStrict: whether a SHOULD that is not kept is a failure.
    public func junit(isStrict: Bool = false) -> String {
        let suites = judged.map { $0.junit(isStrict: isStrict) } + missing.map(\.junit)
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tapedeck verify\">\n"
            + suites.joined() + "</testsuites>\n"
    }
}

extension Report.Judged {
    fileprivate func junit(isStrict: Bool) -> String {
        let cases = verdicts.map { verdict -> (text: String, kind: String?) in
            let inner = verdict.junit(isStrict: isStrict)
            let text = Markup.junitCase(verdict.scenario, verdict.clause, client, inner.text, took: verdict.took)
            return (text, inner.kind)
        }
        let left = leftOut.map {
            Markup.junitCase($0.scenario, $0.clause, client, "<skipped message=\"\(Markup.escaped($0.why))\"/>")
        }
        func number(_ kind: String) -> Int { cases.count { $0.kind == kind } }
        let skipped = number("skipped") + left.count
        return """
              <testsuite name="\(Markup.escaped("\(title) \(version)"))" tests="\(cases.count + left.count)" \
            failures="\(number("failure"))" errors="\(number("error"))" skipped="\(skipped)">

            """ + cases.map(\.text).joined() + left.joined() + "  </testsuite>\n"
    }
}

extension Report.Missing {
    fileprivate var junit: String {
        """
          <testsuite name="\(Markup.escaped(title))" tests="1" failures="0" errors="1" skipped="0">
            <testcase classname="\(Markup.escaped(client))" name="is on this machine">
              <error message="\(Markup.escaped(why))"/>
            </testcase>
          </testsuite>

        """
    }
}

extension Verdict {
    fileprivate func junit(isStrict: Bool) -> (kind: String?, text: String) {
        let first = Markup.escaped(evidence.first ?? "")
        let all = Markup.escaped(evidence.joined(separator: "\n"))
        switch (kind, gravity(isStrict: isStrict)) {
        case (.conforms, _): return (nil, "")
        case (.couldNotRun, _): return ("error", "<error message=\"\(first)\">\(all)</error>")
        case (.knownDeviation, _): return ("skipped", "<skipped message=\"known deviation: \(first)\"/>")
        case (_, .failure):
            return ("failure", "<failure type=\"\(kind.rawValue)\" message=\"\(first)\">\(all)</failure>")
        default: return (nil, "<system-out>\(clause.level.rawValue), not kept: \(all)</system-out>")
        }
    }
}

/// Texts within XML and HTML.
enum Markup {
    /// A text that stands for itself within an element or an attribute, free of what XML can't hold.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in InertText.of(text) {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }

    /// A case; its time is in seconds, as JUnit has it.
    static func junitCase(
        _ scenario: String, _ clause: Clause, _ client: String, _ inner: String, took: Int64? = nil
    ) -> String {
        let time = took.map { " time=\"\(Seconds.text($0, digits: 3))\"" } ?? ""
        let start =
            "    <testcase classname=\"\(escaped(client)).\(clause.id)\" name=\"\(escaped(scenario))\"\(time)"
        return inner.isEmpty ? "\(start)/>\n" : "\(start)>\(inner)</testcase>\n"
    }
}
