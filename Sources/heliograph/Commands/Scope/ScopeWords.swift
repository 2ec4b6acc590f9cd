import Metering

/// Widths, rates and reasons in words, for people.
enum ScopeWords {
    /// A width with three figures: `980 µs`, `3.92 ms`, `31 ms`, `2.5 s`.
    static func width(_ duration: Duration) -> String {
        let nanoseconds = Double(duration.wholeNanoseconds)
        let units: [(String, Double)] = [("s", 1e9), ("ms", 1e6), ("µs", 1e3)]
        let (name, scale) = units.first { nanoseconds >= $0.1 } ?? ("µs", 1e3)
        return "\(number(nanoseconds / scale)) \(name)"
    }

    /// Three significant figures, and no zeros behind the point.
    static func number(_ value: Double) -> String {
        let scale: Double = value >= 100 ? 1 : value >= 10 ? 10 : 100
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
    }

    /// The rate of pulses that are `nanoseconds` apart.
    static func rate(_ nanoseconds: UInt64) -> String {
        let rate = 1e9 / Double(nanoseconds)
        return rate >= 0.1 ? "\(number(rate)) pulses/s" : "a pulse every \(number(1 / rate)) s"
    }

    static func power(_ power: Watts) -> String {
        power.rawValue >= 10_000 ? "\(number(Double(power.rawValue) / 1000)) kW" : "\(power.rawValue) W"
    }

    /// Why a profile is not proposed.
    static func reason(_ misfit: ProfileTrial.Misfit, _ profile: PulseProfile) -> String {
        switch misfit {
        case .noPulse: "it counts no pulse"
        case .stuck(let count): "on for longer than \(width(profile.maxOn)), \(count == 1 ? "once" : "\(count) times")"
        case .longExcursion(let longest):
            "an excursion of \(width(longest)) is more than half of its \(width(profile.minOn))"
        case .shortLevel(let shortest): "a level of \(width(shortest)) is less than twice its \(width(profile.minOn))"
        case .unevenPulses(let range):
            "pulses of \(width(range.lowerBound)) to \(width(range.upperBound)): a meter's are all alike, the short ones are bounce"
        }
    }

    /// Why a profile is proposed.
    static func reason(for trial: ProfileTrial) -> String {
        let filter = width(trial.profile.minOn)
        let shortest = trial.shortestLevel.map { "the shortest level is \(width($0))" } ?? "a level held"
        let longest = trial.longestExcursion.map { "the longest bounce \(width($0))" } ?? "there was no bounce"
        return "\(shortest), \(longest), and its filter of \(filter) lies well between"
    }
}
