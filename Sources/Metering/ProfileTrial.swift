/// What one profile makes of a line's edges, and how much room its limits leave.
package struct ProfileTrial: Sendable {
    /// Why a profile should not be taken for a line.
    package enum Misfit: Hashable, Sendable {
        case noPulse
        /// On for longer than the profile allows, so many times.
        case stuck(Int64)
        /// An excursion so long that a slightly longer one would count: more than half of the profile's minimum.
        case longExcursion(Duration)
        /// A level so short that a slightly shorter one would not count: less than twice the profile's minimum.
        case shortLevel(Duration)
        /// Pulses of very different lengths, which no meter makes: the short ones are bounce, or interference.
        case unevenPulses(ClosedRange<Duration>)
    }

    /// The profile that is tried.
    package let profile: PulseProfile
    /// What its filter counts.
    package private(set) var found = Register()
    /// The shortest time without an edge that counts as a level; `nil` before the first.
    package private(set) var shortestLevel: Duration?
    /// The longest time between two edges that does not; `nil` before the first.
    package private(set) var longestExcursion: Duration?
    /// The shortest and the longest level of those that are on; `nil` before the first.
    package private(set) var onLevels: ClosedRange<Duration>?
    /// When the newest pulse began.
    package private(set) var newestPulse: MonotonicTime?
    /// From the last pulse but one to the newest, in ns; `nil` before there were two without a loss between.
    package private(set) var newestDistance: UInt64?
    /// The shortest time between two pulses, in ns, `1...`: the highest rate so far.
    package private(set) var shortestDistance: UInt64?

    private var filter: PulseFilter

    /// - Parameter opened: as in ``PulseFilter/init(profile:opened:)``.
    init(_ profile: PulseProfile, opened: MonotonicTime?) {
        self.profile = profile
        filter = PulseFilter(profile: profile, opened: opened)
    }

    /// What speaks against the profile; empty when it fits.
    ///
    /// The limits lie a factor of two either side of the profile's minimum, because the next pulse may be a little
    /// shorter and the next bounce a little longer than any that was seen. For `s0` that is the standard's 5 ms of
    /// bounce. A meter's pulses are all of one length, so the longest is at most three times the shortest; a `reed`'s are as
    /// long as its wheel takes.
    package var misfits: [Misfit] {
        guard found.pulses > Pulses(0) else { return [.noPulse] }
        var misfits: [Misfit] = []
        if found.stuck > 0 { misfits.append(.stuck(found.stuck)) }
        if let longestExcursion, longestExcursion * 2 > max(profile.minOn, profile.minOff) {
            misfits.append(.longExcursion(longestExcursion))
        }
        if let shortestLevel, shortestLevel < min(profile.minOn, profile.minOff) * 2 {
            misfits.append(.shortLevel(shortestLevel))
        }
        if let onLevels, onLevels.upperBound > onLevels.lowerBound * 3, profile != .reed {
            misfits.append(.unevenPulses(onLevels))
        }
        return misfits
    }

    /// Takes the line's next edge.
    /// - Returns: how many edges are missing in front of it.
    mutating func accept(_ edge: Edge) -> Int64 {
        let before = found.lost
        take(filter.accept(edge))
        return found.lost - before
    }

    mutating func advance(to time: MonotonicTime) { take(filter.advance(to: time)) }

    /// Looks at the time between two neighbouring edges.
    mutating func measure(isOn: Bool, nanoseconds: UInt64) {
        let width = Duration.nanoseconds(Int64(clamping: nanoseconds))
        guard width >= (isOn ? profile.minOn : profile.minOff) else {
            longestExcursion = max(longestExcursion ?? width, width)
            return
        }
        shortestLevel = min(shortestLevel ?? width, width)
        guard isOn else { return }
        onLevels = min(onLevels?.lowerBound ?? width, width)...max(onLevels?.upperBound ?? width, width)
    }

    private mutating func take(_ events: [PulseEvent]) {
        for event in events {
            found.count(event)
            switch event {
            case .pulse(let time):
                let distance = newestPulse.map { time.nanoseconds(since: $0) } ?? 0
                if distance > 0 {
                    newestDistance = distance
                    shortestDistance = min(shortestDistance ?? distance, distance)
                }
                newestPulse = time
            case .lost:
                // Between the pulses of before and after it there may have been others.
                newestPulse = nil
                newestDistance = nil
            case .bounced, .stuck: break
            }
        }
    }
}
