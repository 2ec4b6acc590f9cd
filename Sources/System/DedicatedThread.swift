internal import CSystem
internal import Glibc

/// A thread for C that blocks: libmosquitto's loop, libgpiod's reads, SQLite's writes. Swift's own pool never waits for them.
package enum DedicatedThread {
    /// What a thread may use of its stack. Pages are taken when they are touched, so this is an address range, not memory.
    private static let stackSize = 1 << 20

    /// Runs `body` on a new thread, which ends when `body` returns. Nobody joins it: whoever must know, signals at the end of `body`.
    ///
    /// The thread receives no signals meant for the process; they stay with the threads that wait for them.
    /// - Parameters:
    ///   - name: shown by `ps -T` and in core dumps; the kernel keeps 15 bytes.
    ///   - isUrgent: it runs before ordinary threads of the machine where the system permits that (`CAP_SYS_NICE`, `LimitRTPRIO=`),
    ///     and like any other where not. For a thread that only drains what must not overflow.
    /// - Precondition: the system gives another thread. A service that cannot start its few threads cannot do its work, and
    ///   its supervisor should see it end.
    package static func start(name: String, isUrgent: Bool = false, _ body: sending @escaping () -> Void) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        unsafe pthread_attr_setstacksize(&attributes, stackSize)

        // SAFETY: one retain here, one release in the thread (or below, when there is none).
        let work = unsafe Unmanaged.passRetained(Work(name: name, isUrgent: isUrgent, body: body))
        let inherited = SignalMask.block()
        var thread = pthread_t()
        let status = unsafe pthread_create(&thread, &attributes, runWork, work.toOpaque())
        inherited.restore()
        if status != 0 { unsafe work.release() }
        precondition(
            status == 0, "no thread for \(name): \(SystemError.words(for: status)); see TasksMax= and ulimit -u")
    }

    /// Whether urgent threads are urgent here. Tried on the calling thread, which is ordinary again afterwards.
    package static var permitsUrgency: Bool {
        defer { csystem_make_thread_ordinary() }
        return csystem_make_thread_urgent()
    }

    /// Has the calling thread wait; not for a task.
    package static func pause(for duration: Duration) {
        _ = poll(nil, 0, duration.pollMilliseconds)  // a signal may end it early
    }

    /// What the thread receives: C passes one pointer.
    fileprivate final class Work {
        let name: String
        let isUrgent: Bool
        let body: () -> Void

        init(name: String, isUrgent: Bool, body: @escaping () -> Void) {
            self.name = name
            self.isUrgent = isUrgent
            self.body = body
        }
    }
}

/// What the thread runs first: a function of C's shape, which can capture nothing.
private func runWork(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    // SAFETY: the one release of the retain in `start`.
    let work = unsafe Unmanaged<DedicatedThread.Work>.fromOpaque(argument).takeRetainedValue()
    unsafe csystem_name_thread(work.name)
    if work.isUrgent { _ = csystem_make_thread_urgent() }
    work.body()
    return nil
}
