/// How far a reading's time may be trusted: the letters of OCMF (Open Charge Metering Format), as statements carry them.
package enum ClockQuality: String, Hashable, Sendable, CaseIterable {
    /// The clock was synchronised in this boot, within the last 24 h.
    case synchronised = "S"
    /// The clock was synchronised in this boot but longer ago, or is kept by a hardware clock or a host.
    case informative = "I"
    /// Durations since boot are right; the date is only not too late.
    case relative = "R"
    /// Nothing is known of the clock yet.
    case unknown = "U"
}
