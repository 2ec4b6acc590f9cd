internal import Glibc

/// Signals that a service treats alike everywhere.
package enum ProcessSignals {
    /// A write to a closed socket or pipe fails with EPIPE instead of ending the process. Children of ``ChildProcess`` start
    /// with the default again.
    package static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }
}
