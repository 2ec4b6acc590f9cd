internal import Glibc

/// The signals a thread holds back. A new thread inherits its creator's, so they are set around its creation.
struct SignalMask {
    private let signals: sigset_t

    /// Holds back everything but the signals of the thread's own mistakes.
    /// - Returns: what was held back before.
    static func block() -> Self {
        // SAFETY: sets of our own, which the calls fill or read and do not keep.
        var all = sigset_t()
        var previous = sigset_t()
        unsafe sigfillset(&all)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS] { unsafe sigdelset(&all, fault) }
        unsafe pthread_sigmask(SIG_BLOCK, &all, &previous)
        return Self(signals: previous)
    }

    func restore() {
        // SAFETY: as above.
        var previous = signals
        unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
}
