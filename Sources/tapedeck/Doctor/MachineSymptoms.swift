import TapedeckAWSProfile
import TapedeckCurlTransport
import TapedeckExchangeModel
import TapedeckHTTPFront
import TapedeckPlatform
import TapedeckTLSFront

/// What the machine gives: libcurl, addresses to listen at, certificates, a place for temporary files, credentials.
enum MachineSymptoms {
    static func all() async -> [Symptom] {
        [
            libcurl(), await address("127.0.0.1", or: .inTheWay), await address("::1", or: .note), certificates(),
            temporary(), credentials(),
        ]
    }

    /// Loaded here as by what sends something; replay, simulate and verify do without.
    private static func libcurl() -> Symptom {
        if let problem = CurlTransport.libraryProblem {
            return Symptom(
                weight: .inTheWay, subject: "libcurl",
                sentence: "it \(problem); what sends requests on needs it: record, spy, drift, --mode proxy, apprunner")
        }
        return Symptom(weight: .ok, subject: "libcurl", sentence: "\(CurlTransport.libraryVersion) can be loaded")
    }

    private struct Nobody: Responder {
        func respond(to request: Request) async -> ResponsePlan { ResponsePlan(nil, fault: .close) }
    }

    private static func address(_ host: String, or weight: Symptom.Weight) async -> Symptom {
        let subject = "port at \(host)"
        do {
            let front = try await HTTPFront.start(HTTPFront.Configuration(host: host), responder: Nobody())
            await front.stop()
            return Symptom(weight: .ok, subject: subject, sentence: "a free one can be had")
        } catch {
            let also = weight == .note ? "; only --listen '[::1]:0' needs it" : ""
            return Symptom(weight: weight, subject: subject, sentence: "none can be had: \(error.message)\(also)")
        }
    }

    private static func certificates() -> Symptom {
        guard let path = TrustBundle.systemRoots else {
            return Symptom(
                weight: .note, subject: "certificates",
                sentence: "the system's roots were not found; a client behind the proxy trusts the deck alone, and "
                    + "`record --upstream https://…` needs --ca-bundle (Debian: apt-get install ca-certificates)")
        }
        return Symptom(weight: .ok, subject: "certificates", sentence: "the system's roots are in \(path)")
    }

    private static func temporary() -> Symptom {
        do {
            let directory = try Files.makeTemporaryDirectory("tapedeck-doctor")
            Files.removeTree(directory)
            return Symptom(
                weight: .ok, subject: "temporary files", sentence: "they go to \(Files.parent(of: directory))")
        } catch {
            return Symptom(
                weight: .inTheWay, subject: "temporary files",
                sentence: "\(error.message); set TMPDIR to a directory that can be written to")
        }
    }

    private static func credentials() -> Symptom {
        let files = SharedFiles(
            environment: ProcessEnvironment.variables, homeDirectory: ProcessEnvironment.homeDirectory,
            currentDirectory: Files.currentDirectory)
        do throws(ProfileError) {
            let place =
                switch try files.profile(named: nil).source() {
                case .keys(_, let place): place
                case .process: "a credential_process"
                }
            return Symptom(
                weight: .ok, subject: "credentials",
                sentence: "they come from \(place); record can sign again with them")
        } catch {
            if error.code == .noCredentials {
                return Symptom(
                    weight: .ok, subject: "credentials",
                    sentence:
                        "none are set; a wrapped command gets some that open nothing, and only recording AWS itself needs your own"
                )
            }
            return Symptom(weight: .note, subject: "credentials", sentence: error.message)
        }
    }
}
