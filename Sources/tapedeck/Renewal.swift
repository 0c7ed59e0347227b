import TapedeckPlatform
import TapedeckTLSFront

/// Makes an authority's certificates anew each day, for runs that go on for longer.
struct Renewal {
    private let task: Task<Void, Never>

    /// Begins.
    ///
    /// - Parameter write: writes the file by which clients trust the authority.
    init(
        of authority: CertificateAuthority, _ write: @escaping @Sendable () throws -> Void
    ) {
        task = Task {
            while (try? await Task.sleep(for: .seconds(86_400))) != nil {
                do {
                    try authority.renew(now: SystemClock.milliseconds)
                    try write()
                } catch {
                    Terminal.tell(
                        "tapedeck: the certificates of this run can't be made anew: \(Failure(error).message)")
                }
            }
        }
    }

    /// Ends.
    func end() {
        task.cancel()
    }
}
