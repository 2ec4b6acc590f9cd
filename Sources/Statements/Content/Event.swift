package import Metering

/// Something that happened besides counting and that a reader of the log must know.
package struct Event: Hashable, Sendable {
    /// What happened.
    package enum Kind: Hashable, Sendable {
        /// A guarding contact changed: it is open (`true`) or closed again.
        case tamper(input: Name, isActive: Bool)
        /// Counting began again. `saved` is when the registers were last made durable; what was counted in the
        /// `missingSeconds` from then on is missing, or in an unknown time where no clock could tell.
        case restart(saved: UnixTime, missingSeconds: Int64?)
        /// The clock was set, from `before` to `after`; whole seconds.
        case clockStep(before: UnixTime, after: UnixTime)
        /// The clock was synchronised for the first time in this boot: the event's own stamp dates what came before.
        case anchor
        /// The configuration that is in force from here on, by its SHA-256.
        case configuration(Digest)
        /// The billing meter's dial was read.
        case adjustment(DialAdjustment)
        /// A meter was added, removed, exchanged, or counts by another constant.
        case meter(MeterChange)
    }

    /// The meter that it concerns, or `gateway`.
    package let subject: Name
    /// Whole seconds, of UTC and of uptime.
    package let stamp: ClockStamp
    /// What happened, and its facts.
    package let kind: Kind

    /// An event of a meter, whose name the change bears, or of the gateway.
    /// - Parameters:
    ///   - subject: a meter, or `gateway`.
    ///   - stamp: rounded down to whole seconds, which is what is signed.
    package init(subject: Name, stamp: ClockStamp, kind: Kind) {
        self.subject = subject
        self.stamp = ClockStamp(
            time: UnixTime(seconds: stamp.time.seconds), quality: stamp.quality, boot: stamp.boot,
            uptime: MonotonicTime(nanoseconds: stamp.uptime.nanoseconds / 1_000_000_000 * 1_000_000_000))
        self.kind = kind
    }
}
