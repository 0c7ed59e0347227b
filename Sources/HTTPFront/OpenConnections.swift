import NIOCore
import Synchronization

/// The open connections of a front and the answers under way on them.
final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isEnded = false
        var answers = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Takes a connection in; `false` once the front has stopped.
    func add(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let isOpen = state.withLock { state in
            if !state.isEnded { state.channels[id] = channel }
            return !state.isEnded
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.channels.removeValue(forKey: id) }
        }
        return isOpen
    }

    /// Runs an answer as a task that ``end()`` waits for.
    ///
    /// - Parameter executor: where it runs; `nil` for where tasks run.
    func answer(on executor: LoopExecutor?, _ work: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        state.withLock { $0.answers += 1 }
        return Task(executorPreference: executor) {
            await work()
            let waiting = self.state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.answers -= 1
                guard state.answers == 0 else { return [] }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
    }

    /// Closes every connection, which cancels the answers under way, and waits for these.
    func end() async {
        let channels = state.withLock { state in
            state.isEnded = true
            return Array(state.channels.values)
        }
        // What fails here has been closed already. All are asked before any is waited for.
        let closed = channels.map { $0.close() }
        for future in closed { _ = try? await future.get() }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.answers > 0 { state.waiting.append(continuation) }
                return state.answers == 0
            }
            if isIdle { continuation.resume() }
        }
    }
}
