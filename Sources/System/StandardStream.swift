internal import Glibc

/// The two streams a program speaks on. What is written is out at once, unlike `print`'s, which waits in a buffer when
/// nobody watches.
package enum StandardStream: CInt, Sendable {
    case output = 1
    case error = 2

    /// Writes all of `text`. A reader who has gone away is not an error: there is nobody left to tell.
    package func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // SAFETY: the pointer is used during the call only.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
