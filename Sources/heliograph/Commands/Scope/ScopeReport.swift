import Metering

/// The JSON of `heliograph scope --json`. Times are whole ns.
struct ScopeReport: Encodable {
    /// A bin of a histogram: widths from `fromNs` on.
    struct Bin: Encodable {
        let fromNs: Int64
        let count: Int64
    }

    /// How long one level was held.
    struct Widths: Encodable {
        let count: Int64
        let shortestNs: Int64?
        let longestNs: Int64?
        /// The bins that are not empty, shortest first.
        let bins: [Bin]

        init(_ histogram: WidthHistogram) {
            count = histogram.total
            shortestNs = histogram.shortest.map(ScopeReport.nanoseconds)
            longestNs = histogram.longest.map(ScopeReport.nanoseconds)
            bins = histogram.bins.filter { $0.count > 0 }.map {
                Bin(fromNs: ScopeReport.nanoseconds($0.lower), count: $0.count)
            }
        }
    }

    /// What one profile would count.
    struct Trial: Encodable {
        let profile: String
        let pulses: Int64
        let bounced: Int64
        let stuck: Int64
        let shortestLevelNs: Int64?
        let longestExcursionNs: Int64?
        /// What speaks against it, in words; empty when it fits.
        let misfits: [String]

        init(_ trial: ProfileTrial) {
            profile = trial.profile.name
            pulses = trial.found.pulses.rawValue
            bounced = trial.found.bounced
            stuck = trial.found.stuck
            shortestLevelNs = trial.shortestLevel.map(ScopeReport.nanoseconds)
            longestExcursionNs = trial.longestExcursion.map(ScopeReport.nanoseconds)
            misfits = trial.misfits.map { ScopeWords.reason($0, trial.profile) }
        }
    }

    let subject: String
    let lengthNs: Int64
    let edges: Int64
    let lost: Int64
    let on: Widths
    let off: Widths
    let trials: [Trial]
    /// The profile to take; absent where none fits.
    let proposal: String?
    /// Profiles that fit and count the same.
    let alternatives: [String]
    /// The time between the newest two pulses, or since the newest, under the proposal.
    let pulseDistanceNs: UInt64?
    let powerW: Int64?
    /// The power of the nearest two pulses.
    let highestPowerW: Int64?

    init(_ summary: ScopeSummary, of subject: ScopeSubject) {
        let survey = summary.survey
        self.subject = subject.name
        lengthNs = Self.nanoseconds(summary.length)
        edges = survey.edgeCount
        lost = survey.lost
        on = Widths(survey.on)
        off = Widths(survey.off)
        trials = survey.trials.map(Trial.init)
        proposal = survey.proposal?.profile.name
        alternatives = survey.alternatives.map(\.name)
        pulseDistanceNs = summary.distance
        powerW = summary.distance.map { ScopeSummary.power(subject.meter, every: $0).rawValue }
        highestPowerW = summary.shown.shortestDistance.map { ScopeSummary.power(subject.meter, every: $0).rawValue }
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 { Int64(clamping: duration.wholeNanoseconds) }
}
