import TapedeckAWSWire
package import TapedeckClientModel
import TapedeckJSONText

/// The reference client: a command line in, an exit status out.
package enum Client {
    /// Does what a command line asks for; output and errors go to the surroundings' streams.
    ///
    /// - Parameter arguments: the command line without the program's name.
    /// - Returns: the exit status: 0, 130, 252, 253, 254 or 255, as AWS CLI v2 has them.
    package static func run(_ arguments: [String], in surroundings: Surroundings) async -> Int32 {
        await ClientRun(surroundings: surroundings).run(arguments)
    }
}
