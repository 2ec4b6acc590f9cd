import Glibc
import System
import Testing

@Suite("Child processes", .timeLimit(.minutes(1)))
struct ChildProcessTests {
    @Test("A child's output and end are told")
    func output() async throws {
        let (exit, lines) = try await ChildProcess.run("sh", ["-c", "echo one; echo two >&2; printf three; exit 7"])
        #expect(exit == .code(7))
        #expect(lines == ["one", "two", "three"])
    }

    @Test("A program that does not exist is named")
    func missing() async throws {
        await #expect(throws: SystemError.program("/nowhere/program", errno: ENOENT)) {
            _ = try await ChildProcess.start(ChildCommand("/nowhere/program"))
        }
    }

    @Test("A signal ends a child, and is told as its end; later signals go nowhere")
    func signal() async throws {
        let child = try await ChildProcess.start(ChildCommand("sleep", ["1000"]))
        #expect(child.isRunning)
        child.signal(SIGTERM)
        #expect(await child.wait() == .signal(SIGTERM))
        #expect(!child.isRunning)
        child.signal(SIGKILL)
        #expect(await child.wait() == .signal(SIGTERM))
    }

    @Test("Many may wait for one child")
    func waiting() async throws {
        let child = try await ChildProcess.start(ChildCommand("sleep", ["1000"]))
        await withTaskGroup(of: ChildProcess.Exit.self) { group in
            for _ in 0..<20 { group.addTask { await child.wait() } }
            child.signal(SIGKILL)
            for await exit in group { #expect(exit == .signal(SIGKILL)) }
        }
    }

    @Test("A child has no input, no signal blocked or ignored, and no descriptor but its three")
    func inheritance() async throws {
        ProcessSignals.ignoreBrokenPipes()
        let copies = (0..<3).map { _ in dup(2) }  // without close-on-exec
        defer { for copy in copies { close(copy) } }
        let script = "cat; ls /proc/self/fd | tr '\\n' ' '; echo; grep -E 'SigBlk|SigIgn' /proc/self/status"
        let (exit, lines) = try await ChildProcess.run("sh", ["-c", script])
        #expect(exit == .code(0))
        #expect(lines.count == 3)
        #expect(lines.first == "0 1 2 3 ")  // 3 is the directory that ls reads
        for line in lines.dropFirst() {
            // Signals 32 and 33 are glibc's own: its posix_spawn leaves them ignored in every child.
            let digits = line.split(separator: "\t").last.map(String.init) ?? ""
            #expect(UInt64(digits, radix: 16).map { $0 & ~0x1_8000_0000 } == 0)
        }
    }

    @Test("Environment and directory are the child's own where they are given")
    func surroundings() async throws {
        let child = try await ChildProcess.start(
            ChildCommand(
                "/bin/sh", ["-c", "pwd; echo $A"], environment: ["A=b c"], directory: "/proc", output: .lines))
        #expect(await child.lines.reduce(into: []) { $0.append($1) } == ["/proc", "b c"])
        #expect(await child.wait() == .code(0))
    }

    @Test("Output goes to the end of a file")
    func file() async throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/log"
        for word in ["one", "two"] {
            let child = try await ChildProcess.start(
                ChildCommand("sh", ["-c", "echo \(word); echo \(word) >&2"], output: .file(path), errors: .file(path)))
            #expect(await child.wait() == .code(0))
        }
        #expect(try directory.read("log") == "one\none\ntwo\ntwo\n")
    }

    @Test("A signal to the group of a child reaches its own children")
    func group() async throws {
        let child = try await ChildProcess.start(
            ChildCommand("sh", ["-c", "sleep 1000 & echo ready; wait"], output: .lines, leadsGroup: true))
        var lines = child.lines.makeAsyncIterator()
        _ = await lines.next(isolation: #isolation)
        child.signal(SIGKILL, wholeGroup: true)
        #expect(await child.wait() == .signal(SIGKILL))
        // The grandchild holds the pipe: its end is the end of the lines.
        #expect(await lines.next(isolation: #isolation) == nil)
    }

    @Test("A child that ends with its parent ends when the parent is killed")
    func withParent() async throws {
        // A shell that starts a sleeper under setpriv, as `endsWithParent` does, and is then killed.
        let words = "setpriv --pdeathsig TERM -- sleep 1000 & echo $!; wait"
        let parent = try await ChildProcess.start(ChildCommand("sh", ["-c", words], output: .lines))
        var lines = parent.lines.makeAsyncIterator()
        _ = await lines.next(isolation: #isolation)
        parent.signal(SIGKILL)
        // The sleeper holds the pipe open until it ends.
        #expect(await lines.next(isolation: #isolation) == nil)

        let child = try await ChildProcess.start(ChildCommand("sleep", ["1000"], endsWithParent: true))
        #expect(try SmallFile.read("/proc/\(child.identifier)/stat").isEmpty == false)
        child.signal(SIGTERM)
        #expect(await child.wait() == .signal(SIGTERM))
    }
}
