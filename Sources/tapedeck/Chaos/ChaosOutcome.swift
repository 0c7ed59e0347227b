/// What a client made of one fault.
enum ChaosOutcome: Sendable, Hashable {
    /// It tried again, and ended as without the fault.
    case recovered
    /// It ended as without the fault, without another try.
    case unharmed
    /// It told of an error, by this status.
    case failed(Int32)
    /// It was still running when its time was over.
    case hung
    /// A signal ended it.
    case died(Int32)
    /// It never came to the request that was to meet the fault.
    case notMet
    /// It claims success, and has not done what it does without the fault; or it took a certificate that it must not.
    case wrong

    /// How a run of the client ended.
    struct Run: Sendable {
        /// Its status; `nil` where it was ended for its time.
        var status: Int32?
        /// The signal that ended it.
        var signal: Int32?
        /// What it wrote to standard output.
        var output: [UInt8]
        /// Requests that it made.
        var requests: Int
        /// Those of them that the cassette has no answer for.
        var missed = 0
        /// Whether one of them met the fault.
        var isMet: Bool
        /// Whether it went on with a certificate that was bad.
        var tookCertificate = false
    }

    /// Judges a run by one without a fault.
    ///
    /// - Parameters:
    ///   - isOfTLS: whether the fault is the certificate's, with which a connection ends before any request.
    ///   - needsAnswer: whether the fault is done to an answer, so that a client may have read it all the same.
    ///   - comparesOutput: whether runs without a fault print the same each time.
    init(_ run: Run, without: Run, isOfTLS: Bool = false, needsAnswer: Bool, comparesOutput: Bool) {
        if let signal = run.signal {
            self = .died(signal)
        } else if let status = run.status {
            if !run.isMet {
                self = .notMet
            } else if run.tookCertificate {
                self = .wrong
            } else if status != 0 {
                self = .failed(status)
            } else if comparesOutput && run.output != without.output
                || !needsAnswer && !isOfTLS && run.requests <= without.requests
            {
                self = .wrong
            } else {
                self = isOfTLS || run.requests > without.requests ? .recovered : .unharmed
            }
        } else {
            self = .hung
        }
    }

    /// Whether a client should not do this.
    var isTrouble: Bool {
        switch self {
        case .hung, .died, .wrong: true
        default: false
        }
    }

    /// A word or two of the table.
    var word: String {
        switch self {
        case .recovered: "recovered"
        case .unharmed: "unharmed"
        case .failed(let status): "failed \(status)"
        case .hung: "hung"
        case .died(let signal): "died \(signal)"
        case .notMet: "not met"
        case .wrong: "WRONG"
        }
    }
}
