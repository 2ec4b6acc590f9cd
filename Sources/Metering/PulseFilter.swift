/// Turns the raw edges of one line into pulses, and says what is wrong with the line.
///
/// A pure state machine; README.md in this folder is its specification, with a state table and the reasons.
/// What it decides depends on the edges alone, never on when ``advance(to:)`` is called.
package struct PulseFilter: Sendable {
    /// A level that has counted. `on` keeps where it began, if that was seen, and whether it was reported as stuck.
    private enum Level: Hashable {
        case off
        case on(since: MonotonicTime?, isReported: Bool)

        var isOn: Bool { self != .off }
    }

    private let minOn: UInt64
    private let minOff: UInt64
    private let maxOn: UInt64
    /// When the line began to be watched, if this program opened it; its sequence numbers then begin at 1.
    private var opened: MonotonicTime?
    /// The level that counts; `nil` before the first edge.
    private var level: Level?
    /// The level after the newest edge, and the time of that edge.
    private var isRawOn = false
    private var rawSince = MonotonicTime(nanoseconds: 0)
    /// The first edge away from ``level`` since the line was last quiet at it.
    private var departure: MonotonicTime?
    private var sequence: UInt32?

    /// A filter that has seen no edge.
    /// - Parameter opened: when this program requested the line from the kernel. `nil` for a recording that begins
    ///   anywhere: its first edge is believed to follow a quiet line, whatever its sequence number.
    package init(profile: PulseProfile, opened: MonotonicTime? = nil) {
        minOn = UInt64(clamping: profile.minOn.wholeNanoseconds)
        minOff = UInt64(clamping: profile.minOff.wholeNanoseconds)
        maxOn = UInt64(clamping: profile.maxOn.wholeNanoseconds)
        self.opened = opened
        sequence = opened == nil ? nil : 0
    }

    /// The line was requested anew: its level until the next edge is unknown, and its numbers begin at 1 again.
    ///
    /// What had counted before stays counted; a pulse that was in progress is not counted again.
    package mutating func reopen(at time: MonotonicTime) {
        level = nil
        departure = nil
        opened = time
        sequence = 0
    }

    /// Takes the line's next edge. A time stamp before the previous one is read as equal to it.
    /// - Returns: what is decided now, in order of time.
    package mutating func accept(_ edge: Edge) -> [PulseEvent] {
        let isOn = edge.polarity == .rising
        let lost = missing(before: edge)
        var time = edge.time
        var isReturn = false
        var events: [PulseEvent] = []
        if level == nil {
            if lost > 0 { events.append(.lost(edges: lost)) }
            orient(by: isOn, at: time, isOffSeen: lost == 0 && wasOffSince(opened, until: time))
        } else {
            time = max(time, rawSince)
            settle(at: time, &events)
            if lost > 0 { events.append(.lost(edges: lost)) }
            let couldHideLevel = time.nanoseconds(since: rawSince) >= min(minOn, minOff)
            if lost > 0 && couldHideLevel {
                orient(by: isOn, at: time, isOffSeen: false)
            } else {
                isReturn = isOn == level?.isOn
            }
        }
        if isReturn {
            events.append(.bounced(1))
        } else if isOn != level?.isOn {
            departure = departure ?? time
        }
        isRawOn = isOn
        rawSince = time
        sequence = edge.sequence
        return events
    }

    /// Says that all edges before `time` have been delivered, so that silence can decide.
    ///
    /// Late, repeated or forgotten calls change nothing but the moment at which a decision is told. A call ahead of
    /// edges that are still on their way would decide without them: leave them time to arrive.
    package mutating func advance(to time: MonotonicTime) -> [PulseEvent] {
        var events: [PulseEvent] = []
        settle(at: time, &events)
        return events
    }

    /// The earliest time at which ``advance(to:)`` decides something if no edge comes; `nil` if nothing is open.
    package var deadline: MonotonicTime? {
        guard let level else { return nil }
        let quiet = rawSince + .nanoseconds(Int64(isRawOn ? minOn : minOff))
        if isRawOn != level.isOn { return quiet }
        guard case .on(let since?, isReported: false) = level else { return nil }
        let stuck = since + .nanoseconds(Int64(maxOn) + 1)
        return departure == nil ? stuck : max(stuck, quiet)
    }

    /// How many edges must be missing between the newest edge and this one, at the least.
    private func missing(before edge: Edge) -> Int64 {
        var gap: UInt32 = 0
        if let sequence, let next = edge.sequence {
            let distance = next &- sequence
            // Not a gap of two thousand million: the numbers began anew, and nobody knows what was missed meanwhile.
            guard distance > 0, distance <= UInt32.max / 2 else { return 1 }
            gap = distance - 1
        }
        guard level != nil else { return Int64(gap) }
        // Edges alternate, so an even gap leads to the other polarity and an odd one to the same.
        let alternates = (edge.polarity == .rising) != isRawOn
        return Int64(gap) + (alternates == gap.isMultiple(of: 2) ? 0 : 1)
    }

    private func wasOffSince(_ opened: MonotonicTime?, until time: MonotonicTime) -> Bool {
        opened.map { time.nanoseconds(since: $0) >= minOff } ?? true
    }

    /// Takes the level from one edge alone. Unless off was seen, the line counts as on without a pulse, and must
    /// first go off before one can count.
    private mutating func orient(by isOn: Bool, at time: MonotonicTime, isOffSeen: Bool) {
        departure = nil
        level = isOn && isOffSeen ? .off : .on(since: isOn ? time : nil, isReported: false)
    }

    /// Decides what silence until `time` decides.
    private mutating func settle(at time: MonotonicTime, _ events: inout [PulseEvent]) {
        guard let level else { return }
        let isQuiet = time.nanoseconds(since: rawSince) >= (isRawOn ? minOn : minOff)
        if isRawOn == level.isOn {
            if isQuiet { departure = nil }
            reportStuck(heldUntil: departure ?? time, &events)
        } else if let first = departure, isQuiet {
            departure = nil
            if isRawOn {
                self.level = .on(since: first, isReported: false)
                events.append(.pulse(at: first))
                reportStuck(heldUntil: time, &events)
            } else {
                reportStuck(heldUntil: first, &events)
                self.level = .off
            }
        }
    }

    /// Reports a line that is on for too long, once; a level whose beginning was not seen is never too long.
    private mutating func reportStuck(heldUntil time: MonotonicTime, _ events: inout [PulseEvent]) {
        guard case .on(let since?, isReported: false) = level, time.nanoseconds(since: since) > maxOn else { return }
        level = .on(since: since, isReported: true)
        events.append(.stuck(since: since))
    }
}
