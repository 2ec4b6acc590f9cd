internal import Glibc

/// What a process has used since it began, from `/proc/PID`.
package struct ProcessUsage: Hashable, Sendable {
    /// The time that processors have spent on all of its threads, in steps of 10 ms.
    package let processorTime: Duration
    /// What it has caused to be written to disks, in bytes; file-system journals are not in it.
    package let writtenBytes: Int64

    /// - Parameter process: its number.
    /// - Throws: ``SystemError/file(call:path:errno:)`` once it has ended, or where it is another user's.
    package init(of process: Int32) throws(SystemError) {
        let state = "/proc/\(process)/stat"
        // The second field is the program's name in parentheses, which may hold anything; the 14th and 15th are ticks.
        let fields = try SmallFile.read(state).split(separator: UInt8(ascii: ")")).last?.split(separator: 0x20)
        guard let fields, fields.count > 12, let user = Int64(String(decoding: fields[11], as: UTF8.self)),
            let kernel = Int64(String(decoding: fields[12], as: UTF8.self))
        else { throw .unreadable(path: state, expected: "the state of a process") }
        processorTime = .seconds(user + kernel) / sysconf(CInt(_SC_CLK_TCK))
        let traffic = "/proc/\(process)/io"
        let name = "write_bytes: "
        let lines = String(decoding: try SmallFile.read(traffic), as: UTF8.self).split(separator: "\n")
        guard let written = lines.first(where: { $0.hasPrefix(name) }).flatMap({ Int64($0.dropFirst(name.count)) })
        else { throw .unreadable(path: traffic, expected: name) }
        writtenBytes = written
    }
}
