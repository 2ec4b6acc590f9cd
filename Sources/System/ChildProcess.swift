internal import CSystem
internal import Glibc
internal import Synchronization

/// A program that we started. Each child has a thread that does nothing but wait for it, so that no task ever blocks.
package final class ChildProcess: Sendable {
    /// How a program ended.
    package enum Exit: Hashable, Sendable {
        case code(CInt)
        case signal(CInt)
    }

    /// The process number; it stays the child's own until ``wait()`` has an answer.
    package let identifier: Int32
    /// What the child writes, line by line, for a ``ChildCommand`` that asks for lines; otherwise it ends at once. Of a
    /// child that nobody reads, the oldest lines are dropped.
    package let lines: AsyncStream<String>

    private struct State {
        var exit: Exit?
        var waiting: [CheckedContinuation<Exit, Never>] = []
    }

    private let state = Mutex(State())

    private init(identifier: Int32, lines: AsyncStream<String>) {
        self.identifier = identifier
        self.lines = lines
    }

    /// Starts a program.
    /// - Throws: ``SystemError/program(_:errno:)`` when it cannot be started; ``SystemError/file(call:path:errno:)`` for
    ///   an output file; ``SystemError/failed(call:errno:)`` without a descriptor for a pipe.
    package static func start(_ command: ChildCommand) async throws(SystemError) -> ChildProcess {
        let (stream, lines) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(4096))
        let started = await withCheckedContinuation {
            (started: CheckedContinuation<Result<ChildProcess, SystemError>, Never>) in
            // The thread that starts the child is the one that waits for it: a parent-death signal is tied to the thread.
            DedicatedThread.start(name: "child") {
                let result = Result { () throws(SystemError) in try spawn(command, stream, lines) }
                started.resume(returning: result)
                if case .success(let child) = result { child.awaitEnd() }
            }
        }
        return try started.get()
    }

    /// Starts a program, waits for its end, and returns what it wrote: output and errors, in the order they came.
    /// - Throws: as ``start(_:)``.
    package static func run(_ program: String, _ arguments: [String]) async throws(SystemError) -> (Exit, [String]) {
        let child = try await start(ChildCommand(program, arguments, output: .lines, errors: .lines))
        let lines = await child.lines.reduce(into: []) { $0.append($1) }
        return (await child.wait(), lines)
    }

    /// Sends a signal, to the whole group of a child that leads one. Nothing happens once the child has ended.
    package func signal(_ number: CInt, wholeGroup: Bool = false) {
        state.withLock { state in
            if state.exit == nil { _ = kill(wholeGroup ? -identifier : identifier, number) }
        }
    }

    /// How the child ended, as soon as it has; at once when it already had. The caller's cancellation does not end the child.
    package func wait() async -> Exit {
        await withCheckedContinuation { continuation in
            let exit = state.withLock { state in
                if state.exit == nil { state.waiting.append(continuation) }
                return state.exit
            }
            if let exit { continuation.resume(returning: exit) }
        }
    }

    /// Whether the child still runs.
    package var isRunning: Bool { state.withLock { $0.exit == nil } }

    private static func spawn(
        _ command: ChildCommand, _ stream: AsyncStream<String>, _ lines: AsyncStream<String>.Continuation
    ) throws(SystemError) -> ChildProcess {
        let outlets = try ChildOutlets(command)
        defer { outlets.close() }
        var identifier: pid_t = 0
        let arguments = CStrings(command.words)
        let environment = CStrings(command.environment ?? CurrentProcess.environment)
        // SAFETY: both lists outlive the call, which copies them.
        let failure = unsafe csystem_spawn(
            &identifier, command.words[0], arguments.pointers, environment.pointers, command.directory, outlets.output,
            outlets.errors, command.leadsGroup)
        guard failure == 0 else { throw .program(command.program, errno: failure) }
        if let reader = outlets.takeReader() {
            DedicatedThread.start(name: "child-lines") {
                reader.read { lines.yield($0) }
                lines.finish()
            }
        } else {
            lines.finish()
        }
        return ChildProcess(identifier: identifier, lines: stream)
    }

    /// Blocks until the end. The child is collected under the lock, so that its number is never signalled after it.
    private func awaitEnd() {
        csystem_await_end(identifier)
        let (exit, waiting) = state.withLock { state in
            var code: CInt = 0
            var signal: CInt = 0
            unsafe csystem_collect(identifier, &code, &signal)
            let exit = signal == 0 ? Exit.code(code) : Exit.signal(signal)
            state.exit = exit
            defer { state.waiting = [] }
            return (exit, state.waiting)
        }
        for continuation in waiting { continuation.resume(returning: exit) }
    }
}

/// Texts as C's null-terminated array of strings.
@safe private struct CStrings: ~Copyable {
    // SAFETY: copies made by strdup, freed once by deinit; the last element is the null that ends the list.
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) { unsafe pointers = texts.map { unsafe strdup($0) } + [nil] }

    deinit { unsafe pointers.forEach { unsafe free($0) } }
}
