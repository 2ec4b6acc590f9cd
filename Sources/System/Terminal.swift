internal import CSystem
internal import Glibc

/// What a person sees and types, if there is a person.
package enum Terminal {
    /// The three streams a process is born with.
    package enum Stream: CInt, Hashable, Sendable { case input = 0, output = 1, errors = 2 }

    /// In characters.
    package struct Size: Hashable, Sendable {
        /// `1...`
        package let columns: Int
        /// 0 where the terminal knows its width alone.
        package let rows: Int
    }

    /// Whether a stream leads to a terminal, so that tables, colours and questions make sense.
    package static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

    /// The size of the terminal behind a stream; `nil` where there is none or it does not know.
    package static func size(of stream: Stream = .output) -> Size? {
        var columns: UInt16 = 0
        var rows: UInt16 = 0
        // SAFETY: locals that the call fills.
        guard unsafe csystem_terminal_size(stream.rawValue, &columns, &rows) == 0, columns > 0 else { return nil }
        return Size(columns: Int(columns), rows: Int(rows))
    }

    /// Shows a question and reads a line, without its end. Blocks its thread until there is one.
    /// - Returns: `nil` at the end of the input.
    package static func ask(_ question: String) -> String? {
        print(question, terminator: "")
        fflush(nil)
        return readLine(strippingNewline: true)
    }
}
