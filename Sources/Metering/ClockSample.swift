/// One look at the machine's clocks, both read at the same instant as nearly as the system allows.
package struct ClockSample: Hashable, Sendable {
    /// When the look was taken, on the monotonic clock of ``boot``.
    package var monotonic: MonotonicTime
    /// What the wall clock said, right or wrong.
    package var utc: UnixTime
    /// Whether the kernel says that a time source disciplines the clock now (`adjtimex` without `STA_UNSYNC`).
    package var isSynchronised: Bool
    /// Whether a hardware clock or a host keeps the time over a restart.
    package var isKeptElsewhere: Bool
    /// The boot that ``monotonic`` belongs to.
    package var boot: BootIdentity

    package init(
        monotonic: MonotonicTime, utc: UnixTime, isSynchronised: Bool, isKeptElsewhere: Bool, boot: BootIdentity
    ) {
        self.monotonic = monotonic
        self.utc = utc
        self.isSynchronised = isSynchronised
        self.isKeptElsewhere = isKeptElsewhere
        self.boot = boot
    }
}
