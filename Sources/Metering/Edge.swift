/// One change of a GPIO line, as the kernel stamped it.
package struct Edge: Hashable, Sendable {
    /// Which way the level changed; `rising` is towards on, after any inversion of the line.
    package enum Polarity: Hashable, Sendable { case rising, falling }

    /// The way of this change.
    package var polarity: Polarity
    /// The kernel's `CLOCK_MONOTONIC` time of the interrupt.
    package var time: MonotonicTime
    /// The line's sequence number, counted by the kernel from 1 and wrapping at 2^32; `nil` where the interface has none (uAPI v1).
    package var sequence: UInt32?

    package init(polarity: Polarity, time: MonotonicTime, sequence: UInt32? = nil) {
        self.polarity = polarity
        self.time = time
        self.sequence = sequence
    }
}
