internal import CSystem
internal import Glibc

extension Terminal {
    /// Asks for a line that is not shown while it is typed. Blocks its thread until there is one.
    ///
    /// The question goes to the standard error stream, so that it is not in what a pipe takes from the output.
    /// - Returns: `nil` at the end of the input, or when Ctrl-C was typed instead.
    /// - Throws: ``SystemError/failed(call:errno:)`` where the standard input is no terminal.
    package static func askSecretly(_ question: String, limit: Int = 4096) throws(SystemError) -> SecretBytes? {
        var saved = termios()
        // SAFETY: a local that the call fills.
        let status = unsafe csystem_hide_typing(Stream.input.rawValue, &saved)
        let code = errno
        guard status == 0 else { throw .failed(call: "tcsetattr", errno: code) }
        defer {
            unsafe _ = tcsetattr(Stream.input.rawValue, TCSAFLUSH, &saved)
            StandardStream.error.write("\n")
        }
        StandardStream.error.write(question)
        var isEnded = false
        // SAFETY: the call writes into memory that is the secret's own, as much as there is.
        let line = unsafe try SecretBytes(capacity: limit) { memory throws(SystemError) in
            var count = 0
            while count < limit {
                let got = unsafe Glibc.read(Stream.input.rawValue, memory.baseAddress?.advanced(by: count), 1)
                let code = errno
                if got < 0 && code == EINTR { continue }
                guard got >= 0 else { throw .failed(call: "read", errno: code) }
                // The end of the input, or Ctrl-C, which ends a line here instead of the process.
                let byte = unsafe got == 0 ? 3 : memory[count]
                isEnded = byte == 3
                if isEnded || byte == UInt8(ascii: "\n") { return count }
                count += 1
            }
            return count
        }
        return isEnded ? nil : line
    }
}
