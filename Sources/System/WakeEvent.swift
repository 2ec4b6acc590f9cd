internal import CSystem
internal import Glibc

/// A bell between threads that a thread in poll(2) can hear: an eventfd.
///
/// Rings add up until they are heard, so that no ring is lost and a thousand rings wake once.
package final class WakeEvent: Sendable {
    /// Readable while there are rings to hear. For poll(2) only; owned by this object.
    package let descriptor: CInt

    /// - Throws: ``SystemError/failed(call:errno:)`` when the process has no descriptor left.
    package init() throws(SystemError) {
        descriptor = csystem_eventfd()
        let code = errno
        guard descriptor >= 0 else { throw .failed(call: "eventfd", errno: code) }
    }

    deinit { close(descriptor) }

    /// Wakes the listener, now or at its next wait. From any thread.
    package func ring() {
        var one: UInt64 = 1
        // SAFETY: eight bytes of a local. The only refusal is a counter at its limit, and such a listener is awake.
        unsafe _ = write(descriptor, &one, 8)
    }

    /// Takes all rings so far, without waiting.
    package func hear() {
        var rings: UInt64 = 0
        // SAFETY: eight bytes of a local. EAGAIN means that there were none.
        unsafe _ = read(descriptor, &rings, 8)
    }

    /// Blocks the calling thread until somebody rings, and takes all rings.
    package func wait() {
        // A signal may end the wait early, which the next round repeats.
        while !listen(milliseconds: -1) {}
    }

    /// Blocks the calling thread until somebody rings or the time is over, whichever is first, and takes all rings.
    /// - Parameter limit: rounded up to milliseconds. A signal may end the wait early.
    package func wait(upTo limit: Duration) {
        _ = listen(milliseconds: limit.pollMilliseconds)
    }

    private func listen(milliseconds: CInt) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // SAFETY: one element, and the count says so.
        guard unsafe poll(&request, 1, milliseconds) > 0 else { return false }
        hear()
        return true
    }
}

extension Duration {
    /// This duration as poll(2) takes it: milliseconds, rounded up, `0...CInt.max`.
    package var pollMilliseconds: CInt {
        let (seconds, attoseconds) = components
        let milliseconds = Int128(seconds) * 1000 + Int128((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
        return CInt(clamping: max(0, milliseconds))
    }
}
