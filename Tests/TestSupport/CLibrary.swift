// The C library, by each system's name: a test that imports this module has it.
#if canImport(Glibc)
    @_exported import Glibc

    /// The type of a stream's socket.
    let streamSocket = Int32(SOCK_STREAM.rawValue)
    /// Has a broken connection end a `send` with an error and no signal.
    let noSignal = Int32(MSG_NOSIGNAL)
#elseif canImport(Musl)
    @_exported import Musl

    let streamSocket = SOCK_STREAM
    let noSignal = MSG_NOSIGNAL
#elseif canImport(Darwin)
    @_exported import Darwin

    let streamSocket = SOCK_STREAM
    let noSignal = MSG_NOSIGNAL
#endif
