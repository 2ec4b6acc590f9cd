internal import Glibc

/// The signals that the program sends to what it started, for ``ChildProcess/signal(_:wholeGroup:)``.
package enum SignalNumber {
    /// Asks a program to end in an orderly way.
    package static let terminate: CInt = SIGTERM
    /// Ends a program on the spot.
    package static let kill: CInt = SIGKILL
    /// What a program makes of it: a gateway takes its last reading.
    package static let userOne: CInt = SIGUSR1
}
