import TapedeckJSONText

/// The answer of a program that speaks lines of JSON: `{"result": …}`, or `{"error": {"code": …, "message": …}}`.
enum LineAnswer {
    /// What the last line of standard output says; a program that says nothing has failed.
    static func outcome(of run: Observation.Run, reading output: OutputReading) -> Outcome {
        let last = run.output.split(separator: 0x0A).last.map(Array.init) ?? []
        guard run.exit == .status(0), let answer = try? JSONParser.parse(last) else { return Outcome(isSuccess: false) }
        if let error = answer["error"] {
            return Outcome(isSuccess: false, code: error["code"]?.string, message: error["message"]?.string)
        }
        guard let result = answer["result"] else { return Outcome(isSuccess: false) }
        return Outcome(isSuccess: true, value: ReportedValue(output.read(result)))
    }
}
