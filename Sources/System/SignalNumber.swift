internal import Glibc

/// The signals that the program sends to what it started, for ``ChildProcess/signal(_:wholeGroup:)``.
package enum SignalNumber {
    /// Asks a program to end in an orderly way.
    package static let terminate: CInt = SIGTERM
    /// What Ctrl-C sends.
    package static let interrupt: CInt = SIGINT
    /// Ends a program on the spot.
    package static let kill: CInt = SIGKILL
    /// What a program makes of it: a gateway takes its last reading.
    package static let userOne: CInt = SIGUSR1

    /// A gateway reads its configuration again.
    package static let hangUp: CInt = SIGHUP

    /// Sends a signal to a process that this one knows by its number only.
    /// - Throws: ``SystemError/failed(call:errno:)`` when there is no such process, or it is not ours to signal.
    package static func send(_ number: CInt, to identifier: Int32) throws(SystemError) {
        guard Glibc.kill(identifier, number) == 0 else { throw .failed(call: "kill", errno: errno) }
    }
}
