internal import CSystem
internal import Glibc

/// The way to systemd's journal.
package final class JournalSocket: Sendable {
    private let descriptor: CInt
    private let address: String

    /// - Returns: `nil` where standard error does not lead to the journal: on a terminal, or when somebody has redirected it.
    package convenience init?() {
        guard Self.isErrorStream(CurrentProcess.variable("JOURNAL_STREAM")) else { return nil }
        self.init(address: "/run/systemd/journal/socket")
    }

    /// - Parameter address: of the socket that journald listens on.
    package init?(address: String) {
        let kind = SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        descriptor = socket(AF_UNIX, CInt(kind), 0)
        guard descriptor >= 0 else { return nil }
        self.address = address
    }

    deinit { close(descriptor) }

    /// Hands an entry over. It does not wait: a journal that does not read must not hold up the counting.
    /// - Returns: whether the entry was taken.
    package func send(_ entry: JournalEntry) -> Bool {
        // SAFETY: the array's own bytes, and the call is told their number.
        unsafe entry.bytes.withUnsafeBytes {
            unsafe csystem_send_to(descriptor, address, $0.baseAddress, $0.count, -1)
        } == entry.bytes.count
    }

    /// Whether standard error is what systemd connected to the journal.
    /// - Parameter stream: `DEVICE:INODE`, as systemd writes it.
    package static func isErrorStream(_ stream: String?) -> Bool {
        var status = stat()
        // SAFETY: a local that the call fills.
        guard let stream, unsafe fstat(STDERR_FILENO, &status) == 0 else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }
}
