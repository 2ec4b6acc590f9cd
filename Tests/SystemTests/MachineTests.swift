import Glibc
import System
import Testing

@Suite("The machine and this process", .timeLimit(.minutes(1)))
struct MachineTests {
    @Test("Random bytes have the length asked for and do not repeat")
    func random() throws {
        #expect(try RandomBytes.make(0) == [])
        let samples = try (0..<100).map { _ in try RandomBytes.make(32) }
        #expect(samples.allSatisfy { $0.count == 32 })
        #expect(Set(samples).count == 100)
        #expect(try RandomBytes.make(100_000).count == 100_000)
    }

    @Test("Memory is told of ourselves and of a child, and grows with what is touched")
    func memory() async throws {
        let own = try ProcessMemory()
        #expect(own.resident_kib >= own.anonymous_kib && own.anonymous_kib > 0)

        // Another process grows: in this one other tests give back what they had.
        let child = try await ChildProcess.start(
            ChildCommand("dd", ["if=/dev/zero", "of=/dev/null", "bs=32M"], errors: .discarded, endsWithParent: true))
        while try ProcessMemory(of: child.identifier).anonymous_kib < 32 << 10 {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try ProcessMemory(of: child.identifier).resident_kib > 32 << 10)
        child.signal(SIGKILL)
        _ = await child.wait()
        #expect(throws: SystemError.file(call: "open", path: "/proc/\(child.identifier)/status", errno: ENOENT)) {
            try ProcessMemory(of: child.identifier)
        }
    }

    @Test("What a child has used is told, and grows with what it does")
    func usage() async throws {
        let folder = try TemporaryDirectory()
        let work = """
            i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done
            dd if=/dev/zero of=\(folder.path)/zeros bs=1M count=4 conv=fsync; echo; exec sleep 1000
            """
        let child = try await ChildProcess.start(
            ChildCommand("sh", ["-c", work], output: .lines, errors: .discarded))
        let before = try ProcessUsage(of: child.identifier)
        for await _ in child.lines { break }
        let after = try ProcessUsage(of: child.identifier)
        #expect(after.processorTime > .zero && after.processorTime >= before.processorTime)
        #expect(after.writtenBytes >= before.writtenBytes)
        child.signal(SIGKILL)
        _ = await child.wait()
        #expect(throws: SystemError.file(call: "open", path: "/proc/\(child.identifier)/stat", errno: ENOENT)) {
            try ProcessUsage(of: child.identifier)
        }
    }

    @Test("Free ports are handed out once each, and are none that the kernel gives to whoever connects")
    func port() throws {
        let text = String(decoding: try SmallFile.read("/proc/sys/net/ipv4/ip_local_port_range"), as: UTF8.self)
        let first = try #require(text.split(whereSeparator: \.isWhitespace).first.flatMap { UInt16($0) })
        let ports = try (0..<50).map { _ in try LoopbackPort.free() }
        #expect(Set(ports).count == 50 && ports.allSatisfy { (1024..<first).contains($0) }, "\(first)")
        // Other processes are kept from them by a name that the kernel has of each.
        let names = String(decoding: try SmallFile.read("/proc/net/unix", limit: 1 << 24), as: UTF8.self)
        #expect(ports.allSatisfy { names.contains("@heliograph-port-\($0)\n") })
    }

    @Test("The running program and its environment are found")
    func program() throws {
        #expect(try FileStatus(of: CurrentProcess.program()).kind == .file)
        let home = try #require(CurrentProcess.environment.first)
        let parts = home.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        #expect(CurrentProcess.variable(parts[0]) == parts[1])
        #expect(CurrentProcess.variable("HELIOGRAPH_NOT_SET") == nil)
    }

    @Test("glibc takes the limit on arenas")
    func arenas() {
        #expect(CurrentProcess.limitMallocArenas(to: 2))
    }
}
