internal import CSystem
internal import Glibc
internal import Metering

/// Tells systemd how the service is, by sd_notify(3)'s protocol: one datagram of `NAME=value` lines to `$NOTIFY_SOCKET`.
///
/// Outside systemd nothing is sent. That a message did not arrive is no reason to stop counting, so nothing here throws.
package struct ServiceNotification: Sendable {
    private let address: String?

    /// How long systemd waits for a sign of life before it restarts the service; `nil` where it does not wait. Half of it is
    /// a good interval for ``alive()``.
    package let watchdogLimit: Duration?

    /// Reads where to send from the environment that systemd gives.
    package init() {
        self.init(
            address: CurrentProcess.variable("NOTIFY_SOCKET"), watchdog: CurrentProcess.variable("WATCHDOG_USEC"),
            watchdogProcess: CurrentProcess.variable("WATCHDOG_PID"))
    }

    /// - Parameters:
    ///   - address: a path, or an abstract name that starts with `@`; `nil` for nobody.
    ///   - watchdog: microseconds as text.
    ///   - watchdogProcess: whose life is watched, where it is said.
    package init(address: String?, watchdog: String? = nil, watchdogProcess: String? = nil) {
        self.address = address.flatMap { $0.isEmpty ? nil : $0 }
        let isOurs = watchdogProcess.map { Int32($0) == CurrentProcess.identifier } ?? true
        let microseconds = watchdog.flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        watchdogLimit = isOurs ? microseconds.map { .microseconds($0) } : nil
    }

    /// The service does its work from now on; with words for `systemctl status`.
    @discardableResult
    package func ready(_ status: String) -> Bool { send(["READY=1", Self.line(status)]) }

    /// What the service is doing, in one line.
    @discardableResult
    package func status(_ status: String) -> Bool { send([Self.line(status)]) }

    /// The service is alive. To be sent only when every part that matters has made progress.
    @discardableResult
    package func alive() -> Bool { send(["WATCHDOG=1"]) }

    /// The service reads its configuration again; ``ready(_:)`` ends that, whatever became of it.
    @discardableResult
    package func reloading() -> Bool {
        // systemd from version 253 on wants to know since when.
        send(["RELOADING=1", "MONOTONIC_USEC=\(SystemClock.monotonic().nanoseconds / 1000)"])
    }

    /// The service has begun to stop.
    @discardableResult
    package func stopping() -> Bool { send(["STOPPING=1"]) }

    /// A line break in the words would begin another assignment.
    private static func line(_ status: String) -> String {
        "STATUS=" + String(status.map { $0.isNewline ? " " : $0 })
    }

    /// Sends assignments, and a copy of a descriptor with them.
    /// - Returns: whether it was handed over.
    func send(_ lines: [String], with descriptor: CInt = -1) -> Bool {
        guard let address else { return false }
        let socket = csystem_datagram_socket()
        guard socket >= 0 else { return false }
        defer { close(socket) }
        let bytes = Array(lines.joined(separator: "\n").utf8)
        // SAFETY: the array's own bytes, and the call is told their number.
        return unsafe bytes.withUnsafeBytes {
            unsafe csystem_send_to(socket, address, $0.baseAddress, $0.count, descriptor)
        } == bytes.count
    }
}
