import Glibc
import Synchronization
import System
import Testing

@Suite("An actor on a thread of its own")
struct ThreadExecutorTests {
    /// An actor that tells which thread it runs on.
    private actor Place {
        private let executor: ThreadExecutor
        private(set) var count = 0

        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

        init(_ name: String) throws { executor = try ThreadExecutor(name: name) }

        func visit() -> String {
            count += 1
            assertIsolated()
            return Place.threadName()
        }

        private static func threadName() -> String {
            let task = "/proc/thread-self/comm"
            return (try? SmallFile.read(task)).map { String(decoding: $0.dropLast(), as: UTF8.self) } ?? ""
        }
    }

    @Test("All jobs run, one after the other, on the named thread")
    func jobs() async throws {
        let place = try Place("place-of-test")
        let names = await withTaskGroup(of: String.self) { group in
            for _ in 0..<1000 { group.addTask { await place.visit() } }
            return await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(names == ["place-of-test"])
        #expect(await place.count == 1000)
    }

    @Test("Executors that are let go end their threads", .timeLimit(.minutes(1)))
    func ending() async throws {
        for _ in 0..<200 { _ = await (try Place("short-lived")).visit() }
        // Threads end by themselves a moment after their executor; that none stays is what counts.
        while try threadNames().contains("short-lived") { try await Task.sleep(for: .milliseconds(5)) }
    }

    private func threadNames() throws -> Set<String> {
        // SAFETY: a directory stream of our own; each entry is read before the next is asked for.
        guard let directory = unsafe opendir("/proc/self/task") else {
            throw SystemError.failed(call: "opendir", errno: errno)
        }
        defer { unsafe closedir(directory) }
        var names: Set<String> = []
        while let entry = unsafe readdir(directory) {
            let thread = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
                unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let name = try? SmallFile.read("/proc/self/task/\(thread)/comm") else { continue }
            names.insert(String(decoding: name.dropLast(), as: UTF8.self))
        }
        return names
    }
}

@Suite("Dedicated threads")
struct DedicatedThreadTests {
    @Test("A thread runs its body under its name, shortened to what the kernel keeps")
    func name() async throws {
        let name = await withCheckedContinuation { (continuation: CheckedContinuation<[UInt8], Never>) in
            DedicatedThread.start(name: "a-name-longer-than-fifteen") {
                continuation.resume(returning: (try? SmallFile.read("/proc/thread-self/comm")) ?? [])
            }
        }
        #expect(String(decoding: name, as: UTF8.self) == "a-name-longer-t\n")
    }

    @Test("A dedicated thread receives no SIGTERM: it stays with the thread that waits for it")
    func signals() async throws {
        let blocked = await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
            DedicatedThread.start(name: "masked") {
                var mask = sigset_t()
                unsafe pthread_sigmask(SIG_BLOCK, nil, &mask)
                let holdsTermination = unsafe sigismember(&mask, SIGTERM) == 1
                let hearsFaults = unsafe sigismember(&mask, SIGSEGV) == 0
                continuation.resume(returning: holdsTermination && hearsFaults)
            }
        }
        #expect(blocked)
    }
}

@Suite("Rings between threads")
struct WakeEventTests {
    @Test("Rings before the wait are not lost, and many are heard at once")
    func rings() throws {
        let event = try WakeEvent()
        for _ in 0..<5 { event.ring() }
        event.wait()
        event.ring()
        event.hear()
        event.hear()  // would block if the descriptor were a blocking one
        event.ring()
        event.wait()
    }

    @Test("A ring from another thread ends the wait")
    func otherThread() throws {
        let event = try WakeEvent()
        let answer = try WakeEvent()
        DedicatedThread.start(name: "ringer") {
            event.wait()
            answer.ring()
        }
        event.ring()
        answer.wait()
    }
}
