internal import CSystem
internal import Glibc

/// What this process has, and what is set once for all of it.
package enum CurrentProcess {
    /// The process number.
    package static var identifier: Int32 { getpid() }

    /// `NAME=value`, as it was when asked.
    package static var environment: [String] {
        var texts: [String] = []
        // SAFETY: glibc's own list, which ends with a null; nothing here changes it.
        var position = unsafe environ
        while let entry = unsafe position.pointee {
            unsafe texts.append(String(cString: entry))
            unsafe position += 1
        }
        return texts
    }

    /// One variable of the environment; `nil` where it is not set.
    package static func variable(_ name: String) -> String? {
        // SAFETY: copied at once; nothing here changes the environment.
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// Takes a variable out of the environment. To be called before other threads read it.
    package static func removeVariable(_ name: String) {
        // SAFETY: glibc copies the name; its own lock keeps two changes apart.
        unsafe _ = unsetenv(name)
    }

    /// The time since the kernel made this process, in steps of 10 ms; suspended time counts.
    /// - Throws: ``SystemError`` where `/proc` is not mounted.
    package static func age() throws(SystemError) -> Duration {
        let path = "/proc/self/stat"
        // The second field is the program's name in parentheses, which may hold anything; the 22nd is the start in ticks.
        let fields = try SmallFile.read(path).split(separator: UInt8(ascii: ")")).last?.split(separator: 0x20)
        guard let fields, fields.count > 19, let ticks = Int64(String(decoding: fields[19], as: UTF8.self)) else {
            throw .unreadable(path: path, expected: "the state of a process")
        }
        // SAFETY: a local that the call fills; every Linux has this clock.
        var now = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &now)
        let start = Duration.seconds(ticks) / sysconf(CInt(_SC_CLK_TCK))
        return max(.zero, .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec) - start)
    }

    /// The path of the running program, for starting it again.
    /// - Throws: ``SystemError/file(call:path:errno:)`` where `/proc` is not mounted.
    package static func program() throws(SystemError) -> String {
        let path = "/proc/self/exe"
        // SAFETY: realpath allocates its answer, which is freed here.
        let answer = unsafe realpath(path, nil)
        let code = errno
        guard let answer = unsafe answer else { throw .file(call: "realpath", path: path, errno: code) }
        defer { unsafe free(answer) }
        return unsafe String(cString: answer)
    }

    /// Keeps glibc from giving every thread its own heap of 64 MiB, which a small board pays for in memory that is never
    /// returned. To be called before the first thread starts.
    /// - Returns: false where glibc does not take the setting.
    @discardableResult
    package static func limitMallocArenas(to count: CInt = 1) -> Bool { csystem_limit_arenas(count) }

    /// The time that processors have spent on all of this process's threads.
    package static var processorTime: Duration {
        // SAFETY: a local that the call fills; every Linux has this clock.
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// The highest number among the processors that this process may run on.
    /// - Throws: ``SystemError/failed(call:errno:)``.
    package static func lastProcessor() throws(SystemError) -> Int {
        let processor = csystem_last_processor()
        let code = errno
        guard processor >= 0 else { throw .failed(call: "sched_getaffinity", errno: code) }
        return Int(processor)
    }

    /// Keeps every thread, and every thread and process that is started from now on, on one processor.
    /// - Throws: ``SystemError/failed(call:errno:)``; some threads may then be bound already.
    package static func pin(to processor: Int) throws(SystemError) {
        let status = csystem_pin(CInt(processor))
        let code = errno
        guard status == 0 else { throw .failed(call: "sched_setaffinity", errno: code) }
    }
}
