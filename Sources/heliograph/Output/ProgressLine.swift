import Metering
import System

/// One line at a terminal that says how far something is which takes longer than a second; nothing anywhere else.
struct ProgressLine {
    private let isShown = Terminal.isTerminal(.errors)
    private var last = SystemClock.monotonic()
    private var width = 0

    /// Shows the words in the place of the last ones, once a second.
    mutating func show(_ words: @autoclosure () -> String) {
        guard isShown, case let now = SystemClock.monotonic(), now.nanoseconds(since: last) >= 1_000_000_000 else {
            return
        }
        last = now
        put(words())
    }

    /// Leaves an empty line for what is said next.
    mutating func clear() {
        guard width > 0 else { return }
        put("")
        StandardStream.error.write("\r")
    }

    private mutating func put(_ words: String) {
        let padding = String(repeating: " ", count: max(0, width - words.count))
        StandardStream.error.write("\r\(words)\(padding)")
        width = words.count
    }
}
