// What the front uses of the C library, by its name on each system; the other files are the same everywhere.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
import NIOCore
import NIOPosix

extension SocketOptionProvider {
    /// Makes the close that follows a reset (TCP RST): nothing that is left is sent.
    func resetOnClose() -> EventLoopFuture<Void> {
        // On, and no seconds. Its members have more than one module to come from, so the struct is made of its bytes.
        setSoLinger(unsafeBitCast((CInt(1), CInt(0)), to: linger.self))
    }
}

extension FrontEvent {
    /// What can't be had to take a connection; `nil` for any other trouble with one.
    init?(accepting error: any Error) {
        switch (error as? IOError)?.errnoCode {
        case EMFILE:
            self = .noticed(
                "clients have to wait: this process has no file descriptor left for another connection; raise its limit "
                    + "(ulimit -n), or let fewer come at a time")
        case ENFILE, ENOBUFS, ENOMEM:
            self = .noticed("clients have to wait: the system has nothing left for another connection")
        default: return nil
        }
    }
}

extension FrontError {
    init(binding configuration: HTTPFront.Configuration, _ error: any Error) {
        let place = "can't listen on \(configuration.host):\(configuration.port)"
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            self.init(.portInUse, "\(place): the port is in use; choose another, or 0 for a free one")
        case EADDRNOTAVAIL:
            self.init(.addressNotAvailable, "\(place): the address is not this machine's; 127.0.0.1 always is")
        case EACCES, EPERM:
            self.init(.permissionDenied, "\(place): permission is denied; choose a port of 1024 or higher, or 0")
        default:
            let isName = error is SocketAddressError || error is SocketAddressError.UnknownHost
            self.init(
                isName ? .addressNotAvailable : .other,
                isName ? "\(place): the host is not known; 127.0.0.1 always is" : "\(place): \(error)")
        }
    }
}

/// Why a host can't be reached, as a clause.
public struct Unreachable: Hashable, Sendable, CustomStringConvertible {
    /// One clause.
    public let description: String

    /// Takes from an error what it says of the host, and leaves what the library says of itself.
    public init(_ error: any Error) {
        description = Self.clause(of: error)
    }

    private static func clause(of error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            // A name may stand for several addresses, of which each was tried.
            error.connectionErrors.last.map { clause(of: $0.error) } ?? "its name is not known"
        case ChannelError.connectTimeout: "it does not answer"
        case let error as IOError: clause(of: error.errnoCode)
        default: "the connection failed"
        }
    }

    private static func clause(of code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "the connection was refused"
        case ETIMEDOUT: "it does not answer"
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN: "there is no way to it"
        case ECONNRESET: "it broke the connection off"
        case EMFILE, ENFILE: "there is no file descriptor left"
        default: "the connection failed"
        }
    }
}
