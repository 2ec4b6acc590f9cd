/// A point in time with what is known of its quality: what a reading or an event is dated with.
package struct ClockStamp: Hashable, Sendable {
    /// Signed times use its whole seconds.
    package var time: UnixTime
    /// How far ``time`` may be trusted.
    package var quality: ClockQuality
    /// The boot that ``uptime`` belongs to.
    package var boot: BootIdentity
    /// The same instant on the monotonic clock of ``boot``.
    package var uptime: MonotonicTime

    package init(time: UnixTime, quality: ClockQuality, boot: BootIdentity, uptime: MonotonicTime) {
        self.time = time
        self.quality = quality
        self.boot = boot
        self.uptime = uptime
    }
}
