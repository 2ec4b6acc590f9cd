internal import CSystem
internal import Glibc

/// The descriptors that a child gets for its output and its errors, and our end of the pipe between.
final class ChildOutlets {
    private(set) var output: CInt = 1
    private(set) var errors: CInt = 2
    private var reader: LineReader?
    /// Opened here, and closed once the child has its own.
    private var opened: [CInt] = []

    init(_ command: ChildCommand) throws(SystemError) {
        do throws(SystemError) {
            output = try open(command.output, inherited: 1)
            let isShared = command.errors == command.output && command.errors != .inherited
            errors = isShared ? output : try open(command.errors, inherited: 2)
        } catch {
            close()
            throw error
        }
    }

    /// Our end of the pipe, once.
    func takeReader() -> LineReader? {
        defer { reader = nil }
        return reader
    }

    /// Closes what the child has by now.
    func close() {
        for descriptor in opened { Glibc.close(descriptor) }
        opened = []
    }

    private func open(_ outlet: ChildCommand.Outlet, inherited: CInt) throws(SystemError) -> CInt {
        switch outlet {
        case .inherited: inherited
        case .discarded: try open("/dev/null", O_WRONLY)
        case .file(let path): try open(path, O_WRONLY | O_CREAT | O_APPEND)
        case .lines: try openPipe()
        }
    }

    private func open(_ path: String, _ flags: CInt) throws(SystemError) -> CInt {
        let descriptor = unsafe csystem_open(path, flags, 0o644)
        let code = errno
        guard descriptor >= 0 else { throw .file(call: "open", path: path, errno: code) }
        opened.append(descriptor)
        return descriptor
    }

    private func openPipe() throws(SystemError) -> CInt {
        var ends: (CInt, CInt) = (-1, -1)
        // SAFETY: a tuple of two lies in memory as C's array of two.
        let status = unsafe withUnsafeMutableBytes(of: &ends) {
            unsafe csystem_pipe($0.baseAddress?.assumingMemoryBound(to: CInt.self))
        }
        let code = errno
        guard status == 0 else { throw .failed(call: "pipe", errno: code) }
        opened.append(ends.1)
        reader = LineReader(descriptor: ends.0)
        return ends.1
    }
}
