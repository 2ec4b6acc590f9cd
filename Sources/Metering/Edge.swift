/// One change of a GPIO line, as the kernel stamped it.
package struct Edge: Hashable, Sendable {
    /// Which way the level changed; `rising` is towards on, after any inversion of the line.
    package enum Polarity: Hashable, Sendable { case rising, falling }

    /// The way of this change.
    package var polarity: Polarity
    /// The kernel's `CLOCK_MONOTONIC` time of the interrupt.
    package var time: MonotonicTime
    /// The line's number of this edge, from 1 and wrapping at 2^32: a gap in front of it is a loss. `nil` where nobody counted.
    ///
    /// The kernel counts where its interface does (libgpiod 2.x); else the driver counts what it reads, and sees no loss in the kernel.
    package var sequence: UInt32?

    package init(polarity: Polarity, time: MonotonicTime, sequence: UInt32? = nil) {
        self.polarity = polarity
        self.time = time
        self.sequence = sequence
    }
}
