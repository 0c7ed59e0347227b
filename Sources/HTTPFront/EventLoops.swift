import NIOCore
import NIOPosix
import TapedeckPlatform

/// The event loops of every front of a process.
enum EventLoops {
    /// NIO's own, unless the process may use fewer processors than the machine has: two loops on one processor take turns
    /// for nothing.
    static let group: MultiThreadedEventLoopGroup = {
        let count = Processors.usable ?? System.coreCount
        return count < System.coreCount ? MultiThreadedEventLoopGroup(numberOfThreads: count) : .singleton
    }()
}
