// What the front uses of the C library, by its name on each system; the other files are the same everywhere.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
import NIOCore

extension SocketOptionProvider {
    /// Makes the close that follows a reset (TCP RST): nothing that is left is sent.
    func resetOnClose() -> EventLoopFuture<Void> {
        // On, and no seconds. Its members have more than one module to come from, so the struct is made of its bytes.
        setSoLinger(unsafeBitCast((CInt(1), CInt(0)), to: linger.self))
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
