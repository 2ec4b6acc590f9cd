/// What a process occupies, from `/proc/PID/status`.
package struct ProcessMemory: Hashable, Sendable {
    /// Everything resident, shared libraries included (`VmRSS`), in KiB.
    package let resident_kib: Int64
    /// What is this process's alone: heap and stacks (`RssAnon`), in KiB.
    package let anonymous_kib: Int64
    /// The most that was ever resident (`VmHWM`), in KiB.
    package let peak_kib: Int64

    /// - Parameter process: its number; our own without one.
    /// - Throws: ``SystemError/file(call:path:errno:)`` once it has ended; ``SystemError/unreadable(path:expected:)`` for a
    ///   process without memory (a kernel thread, or one that waits to be collected).
    package init(of process: Int32? = nil) throws(SystemError) {
        let path = "/proc/\(process.map { String($0) } ?? "self")/status"
        let text = String(decoding: try SmallFile.read(path), as: UTF8.self)
        func amount(_ name: String) throws(SystemError) -> Int64 {
            for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
                let words = line.split(whereSeparator: \.isWhitespace)
                if words.count == 3, words[2] == "kB", let amount = Int64(words[1]) { return amount }
            }
            throw .unreadable(path: path, expected: name)
        }
        resident_kib = try amount("VmRSS")
        anonymous_kib = try amount("RssAnon")
        peak_kib = try amount("VmHWM")
    }
}
