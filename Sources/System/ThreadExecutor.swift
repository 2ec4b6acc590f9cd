internal import Synchronization

/// Runs an actor's jobs on one thread of its own, in order: an actor that blocks in C (a store) holds up nobody else.
///
/// An actor owns its executor and names it:
/// ```swift
/// actor Database {
///     private let executor: ThreadExecutor
///     // SAFETY: the actor owns the executor, and the executor stays while it has jobs.
///     nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
/// }
/// ```
/// The thread ends with the executor. The jobs waiting are the actor's callers, each at most once: callers bound the queue.
package final class ThreadExecutor: SerialExecutor {
    private struct Queue {
        var jobs: [UnownedJob] = []
        /// Whoever has jobs waiting stays alive until they have run, whatever the actor's last job lets go.
        var owner: ThreadExecutor?
        var isAsleep = false
        var hasEnded = false
    }

    /// What the thread holds; not the executor itself, which would then never end.
    private final class Shared: Sendable {
        let queue = Mutex(Queue())
        let wake: WakeEvent

        init() throws(SystemError) { wake = try WakeEvent() }
    }

    private let shared: Shared

    /// Starts the thread.
    /// - Throws: ``SystemError/failed(call:errno:)`` when the process has no descriptor left.
    package init(name: String) throws(SystemError) {
        let shared = try Shared()
        self.shared = shared
        DedicatedThread.start(name: name) { Self.run(shared) }
    }

    deinit {
        shared.queue.withLock { $0.hasEnded = true }
        shared.wake.ring()
    }

    /// The runtime's call: takes a job of the actor, from any thread, without waiting.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let mustWake = shared.queue.withLock { queue in
            queue.jobs.append(job)
            queue.owner = self
            defer { queue.isAsleep = false }
            return queue.isAsleep
        }
        if mustWake { shared.wake.ring() }
    }

    /// The thread: takes everything that waits, runs it without the lock, and sleeps when there is nothing.
    private static func run(_ shared: Shared) {
        while true {
            let (jobs, owner, hasEnded) = shared.queue.withLock { queue in
                defer {
                    queue.isAsleep = queue.jobs.isEmpty
                    queue.jobs = []
                    queue.owner = nil
                }
                return (queue.jobs, queue.owner, queue.hasEnded)
            }
            if let owner {
                // SAFETY: `owner` outlives the jobs that run under its name, and each job is run once.
                for job in jobs { unsafe job.runSynchronously(on: owner.asUnownedSerialExecutor()) }
            } else if hasEnded {
                return
            } else {
                shared.wake.wait()
            }
        }
    }
}
