import TapedeckAWSWire
import TapedeckJSONText

/// The reference client: a command line in, an exit status out.
public enum Client {
    /// Does what a command line asks for; output and errors go to the surroundings' streams.
    ///
    /// - Parameter arguments: the command line without the program's name.
    /// - Returns: the exit status: 0, 130, 252, 253, 254 or 255, as AWS CLI v2 has them.
    public static func run(_ arguments: [String], in surroundings: Surroundings) async -> Int32 {
        await ClientRun(surroundings: surroundings).run(arguments)
    }
}
