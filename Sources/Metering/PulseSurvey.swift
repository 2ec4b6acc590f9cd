/// Looks at a line of which nothing is known yet: how long its levels hold, what each profile would count, and which
/// profile to take. A value like the filter: edges in, findings out.
package struct PulseSurvey: Sendable {
    /// How many edges there were.
    package private(set) var edgeCount: Int64 = 0
    /// How long the line was on between two neighbouring edges, bounce included.
    package private(set) var on = WidthHistogram()
    /// How long it was off.
    package private(set) var off = WidthHistogram()
    /// One for each profile, in the order of ``PulseProfile/all``.
    package private(set) var trials: [ProfileTrial]

    private var newest: Edge?

    /// - Parameter opened: when this program requested the line; `nil` for a recording that begins anywhere.
    package init(opened: MonotonicTime? = nil) {
        trials = PulseProfile.all.map { ProfileTrial($0, opened: opened) }
    }

    /// Takes the line's next edge. A time between edges of which one is missing is no width.
    package mutating func accept(_ edge: Edge) {
        edgeCount += 1
        var lost: Int64 = 0
        for index in trials.indices { lost = trials[index].accept(edge) }
        if let newest, lost == 0 {
            measure(isOn: newest.polarity == .rising, edge.time.nanoseconds(since: newest.time))
        }
        newest = Edge(polarity: edge.polarity, time: max(edge.time, newest?.time ?? edge.time))
    }

    /// Says that all edges before `time` have been delivered: silence decides whether the newest one made a pulse.
    package mutating func advance(to time: MonotonicTime) {
        for index in trials.indices { trials[index].advance(to: time) }
    }

    /// Edges that are known to be missing; the same for every profile.
    package var lost: Int64 { trials.first?.found.lost ?? 0 }

    /// The profile to take: of those that fit, the one that counts most, because a filter that is too long swallows pulses;
    /// one that is too short does not fit, because it takes bounce for short pulses beside the long ones. Where several count alike,
    /// it is the first of them.
    /// - Returns: `nil` where none fits; each trial says why.
    package var proposal: ProfileTrial? {
        let fitting = trials.filter(\.misfits.isEmpty)
        let most = fitting.map(\.found.pulses).max()
        return fitting.first { $0.found.pulses == most }
    }

    /// The profiles that fit and count the same as the proposed one, itself left out.
    package var alternatives: [PulseProfile] {
        guard let proposal else { return [] }
        return trials.filter { trial in
            trial.misfits.isEmpty && trial.found.pulses == proposal.found.pulses && trial.profile != proposal.profile
        }.map(\.profile)
    }

    private mutating func measure(isOn: Bool, _ nanoseconds: UInt64) {
        if isOn { on.count(nanoseconds) } else { off.count(nanoseconds) }
        for index in trials.indices { trials[index].measure(isOn: isOn, nanoseconds: nanoseconds) }
    }
}
