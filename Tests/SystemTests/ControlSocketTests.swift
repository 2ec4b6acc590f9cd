import Glibc
import System
import Testing

@Suite("A control socket")
struct ControlSocketTests {
    /// Answers each request with its own bytes, backwards.
    private func serve(_ listener: ControlListener) -> Task<Void, Never> {
        Task { for await request in listener.requests { request.answer(request.bytes.reversed()) } }
    }

    /// The client blocks its thread, which a task's must not.
    private func ask(_ request: [UInt8], at path: String) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            DedicatedThread.start(name: "client") {
                continuation.resume(with: Result { try ControlClient.ask(request, at: path, limit: .seconds(600)) })
            }
        }
    }

    @Test("answers one request a connection, and its file is its owner's and goes with it")
    func answers() async throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/control"
        let listener = try ControlListener(at: path, answerLimit: .seconds(600))
        let serving = serve(listener)
        let status = try FileStatus(of: path)
        #expect(status.kind == .socket && status.permissions == 0o600)
        #expect(try await ask(Array("abc".utf8), at: path) == Array("cba".utf8))
        let long = (0..<60_000).map { UInt8(0x20 + $0 % 90) }
        #expect(try await ask(long, at: path) == long.reversed())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let request = Array("request \(number)".utf8)
                    let answer = try await self.ask(request, at: path)
                    #expect(answer == request.reversed())
                }
            }
            try await group.waitForAll()
        }
        listener.stop()
        #expect(directory.names().isEmpty)
        await #expect(throws: SystemError.unanswered(path: path)) { try await ask([65], at: path) }
        await serving.value
    }

    @Test("works below a folder whose path is longer than an address")
    func longPath() async throws {
        let directory = try TemporaryDirectory()
        let name = String(repeating: "d", count: 120)
        try directory.makeDirectory(name)
        let folder = "\(directory.path)/\(name)"
        let listener = try ControlListener(at: "\(folder)/control", answerLimit: .seconds(600))
        let serving = serve(listener)
        #expect(try FileStatus(of: "\(folder)/control").kind == .socket)
        #expect(try await ask(Array("ab".utf8), at: "\(folder)/control") == Array("ba".utf8))
        listener.stop()
        #expect(throws: SystemError.self) { try FileStatus(of: "\(folder)/control") }
        await serving.value
        #expect(unsafe rmdir(folder) == 0)
    }

    @Test("replaces a file that nobody answers on, and nothing else")
    func stale() async throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/control"
        // A process that was killed leaves such a file: bound, and never listened on again.
        close(try unsafe socket(at: path) { unsafe bind($0, $1, $2) })
        #expect(directory.names() == ["control"])
        let listener = try ControlListener(at: path, answerLimit: .seconds(600))
        let serving = serve(listener)
        #expect(throws: SystemError.taken(path: path)) { try ControlListener(at: path) }
        #expect(try await ask(Array("ab".utf8), at: path) == Array("ba".utf8), "and the one that is there goes on")
        listener.stop()
        await serving.value
        try DurableFile.create([1], at: path, mode: 0o600)
        #expect(throws: SystemError.unreadable(path: path, expected: "a socket")) { try ControlListener(at: path) }
        #expect(try directory.read("control") == "\u{1}")
    }

    @Test("gives up on a client that says nothing, and answers the next")
    func silence() async throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/control"
        let listener = try ControlListener(at: path, timeLimit: .seconds(1), answerLimit: .seconds(600))
        let serving = serve(listener)
        let silent = try connect(to: path)
        #expect(try await ask(Array("next".utf8), at: path) == Array("txen".utf8))
        var byte: UInt8 = 0
        #expect(unsafe read(silent, &byte, 1) == 0, "its connection is ended")
        close(silent)
        listener.stop()
        await serving.value
    }

    @Test("outlives garbage, endless lines and clients that leave", arguments: [1, 2, 3])
    func garbage(seed: UInt64) async throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/control"
        let listener = try ControlListener(at: path, answerLimit: .seconds(600))
        let serving = serve(listener)
        var generator = Generator(state: seed)
        for round in 0..<12 {
            let count = [0, 1, 100, 65_536, 65_600, 200_000][round % 6]
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if round % 2 == 0 { bytes.removeAll { $0 == UInt8(ascii: "\n") } }
            let sent = bytes
            // Whatever becomes of it, the call returns; an answer, if there is one, is of what came first.
            let answer = try? await ask(sent, at: path)
            if let answer { #expect(answer.count <= ControlListener.requestLimit + 4096) }
        }
        #expect(try await ask(Array("still here".utf8), at: path) == Array("ereh llits".utf8))
        listener.stop()
        await serving.value
    }

    private func connect(to path: String) throws -> CInt {
        try unsafe socket(at: path) { unsafe Glibc.connect($0, $1, $2) }
    }

    /// A socket of our own, with which `call` does something at a path.
    private func socket(
        at path: String, _ call: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) throws -> CInt {
        let socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe call(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        return socket
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }
}
