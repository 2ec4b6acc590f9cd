import Metering

/// What a survey has found at one moment.
struct ScopeSummary {
    let survey: PulseSurvey
    let began: MonotonicTime
    let now: MonotonicTime

    /// The trial whose figures are shown: the proposed profile's, or before there is one that of the most common output.
    var shown: ProfileTrial {
        survey.proposal ?? survey.trials[0]
    }

    /// How long the line was watched.
    var length: Duration { .nanoseconds(Int64(clamping: now.nanoseconds(since: began))) }

    /// From the last pulse but one to the newest, or from the newest until now if that is longer, in ns.
    var distance: UInt64? {
        guard let distance = shown.newestDistance, let newest = shown.newestPulse else { return nil }
        return max(distance, now.nanoseconds(since: newest))
    }

    /// What pulses at a distance of so many ns mean.
    static func power(_ meter: MeterDescription, every nanoseconds: UInt64) -> Watts {
        let value = meter.pulseValue
        return Watts(Int64(clamping: value.numerator * 1_000_000_000 / (value.denominator * UInt128(nanoseconds))))
    }
}
