/// Turns the raw edges of one line into pulses, and says what is wrong with the line.
///
/// A pure state machine; README.md in this folder is its specification, with a state table and the reasons.
/// What it decides depends on the edges alone, never on when ``advance(to:)`` is called.
package struct PulseFilter: Sendable {
    private let minOn: UInt64
    private let minOff: UInt64
    private let maxOn: UInt64
    /// What was seen so far. A filter that begins with it goes on as this one would have, edge for edge.
    package private(set) var state: PulseFilterState

    /// A filter that has seen no edge.
    /// - Parameter opened: when this program requested the line from the kernel. `nil` for a recording that begins
    ///   anywhere: its first edge is believed to follow a quiet line, whatever its sequence number.
    package init(profile: PulseProfile, opened: MonotonicTime? = nil) {
        self.init(profile: profile, resuming: PulseFilterState(opened: opened))
    }

    /// A filter that goes on where another one ended.
    package init(profile: PulseProfile, resuming state: PulseFilterState) {
        minOn = UInt64(clamping: profile.minOn.wholeNanoseconds)
        minOff = UInt64(clamping: profile.minOff.wholeNanoseconds)
        maxOn = UInt64(clamping: profile.maxOn.wholeNanoseconds)
        self.state = state
    }

    /// The line was requested anew: its level until the next edge is unknown, and its numbers begin at 1 again.
    ///
    /// What had counted before stays counted; a pulse that was in progress is not counted again.
    package mutating func reopen(at time: MonotonicTime) {
        state.level = nil
        state.departure = nil
        state.opened = time
        state.sequence = 0
        state.unseenSince = nil
    }

    /// Takes the line's next edge. A time stamp before the previous one is read as equal to it.
    /// - Returns: what is decided now, in order of time.
    package mutating func accept(_ edge: Edge) -> [PulseEvent] {
        let isOn = edge.polarity == .rising
        let lost = missing(before: edge)
        var time = edge.time
        var isReturn = false
        var events: [PulseEvent] = []
        if state.level == nil {
            if lost > 0 { events.append(.lost(edges: lost)) }
            orient(by: isOn, at: time, isOffSeen: lost == 0 && wasOffSince(state.opened, until: time))
        } else {
            time = max(time, state.rawSince)
            settle(at: lost > 0 ? seen(time) : time, &events)
            if lost > 0 { events.append(.lost(edges: lost)) }
            let couldHideLevel = time.nanoseconds(since: state.rawSince) >= min(minOn, minOff)
            if lost > 0 && couldHideLevel {
                orient(by: isOn, at: time, isOffSeen: false)
            } else {
                isReturn = isOn == state.level?.isOn
            }
        }
        if isReturn {
            events.append(.bounced(1))
        } else if isOn != state.level?.isOn {
            state.departure = state.departure ?? time
        }
        state.isRawOn = isOn
        state.rawSince = time
        state.sequence = edge.sequence
        state.unseenSince = nil
        return events
    }

    /// Says that all edges before `time` have been delivered, so that silence can decide.
    ///
    /// Late, repeated or forgotten calls change nothing but the moment at which a decision is told. A call ahead of
    /// edges that are still on their way would decide without them: leave them time to arrive.
    package mutating func advance(to time: MonotonicTime) -> [PulseEvent] {
        var events: [PulseEvent] = []
        settle(at: seen(time), &events)
        return events
    }

    /// The earliest time at which ``advance(to:)`` decides something if no edge comes; `nil` if nothing is open.
    package var deadline: MonotonicTime? { openDeadline.flatMap { seen($0) == $0 ? $0 : nil } }

    private var openDeadline: MonotonicTime? {
        guard let level = state.level else { return nil }
        let quiet = state.rawSince + .nanoseconds(Int64(state.isRawOn ? minOn : minOff))
        if state.isRawOn != level.isOn { return quiet }
        guard case .on(let since?, isReported: false) = state.level else { return nil }
        let stuck = since + .nanoseconds(Int64(maxOn) + 1)
        return state.departure == nil ? stuck : max(stuck, quiet)
    }

    /// The part of a silence that nothing can hide in.
    private func seen(_ time: MonotonicTime) -> MonotonicTime { min(time, state.unseenSince ?? time) }

    /// How many edges must be missing between the newest edge and this one, at the least.
    private func missing(before edge: Edge) -> Int64 {
        var gap: UInt32 = 0
        if let sequence = state.sequence, let next = edge.sequence {
            let distance = next &- sequence
            // Not a gap of two thousand million: the numbers began anew, and nobody knows what was missed meanwhile.
            guard distance > 0, distance <= UInt32.max / 2 else { return 1 }
            gap = distance - 1
        }
        guard state.level != nil else { return Int64(gap) }
        // Edges alternate, so an even gap leads to the other polarity and an odd one to the same.
        let alternates = (edge.polarity == .rising) != state.isRawOn
        return Int64(gap) + (alternates == gap.isMultiple(of: 2) ? 0 : 1)
    }

    private func wasOffSince(_ opened: MonotonicTime?, until time: MonotonicTime) -> Bool {
        opened.map { time.nanoseconds(since: $0) >= minOff } ?? true
    }

    /// Takes the level from one edge alone. Unless off was seen, the line counts as on without a pulse, and must
    /// first go off before one can count.
    private mutating func orient(by isOn: Bool, at time: MonotonicTime, isOffSeen: Bool) {
        state.departure = nil
        state.level = isOn && isOffSeen ? .off : .on(since: isOn ? time : nil, isReported: false)
    }

    /// Decides what silence until `time` decides.
    private mutating func settle(at time: MonotonicTime, _ events: inout [PulseEvent]) {
        guard let level = state.level else { return }
        let isQuiet = time.nanoseconds(since: state.rawSince) >= (state.isRawOn ? minOn : minOff)
        if state.isRawOn == level.isOn {
            if isQuiet { state.departure = nil }
            reportStuck(heldUntil: state.departure ?? time, &events)
        } else if let first = state.departure, isQuiet {
            state.departure = nil
            if state.isRawOn {
                state.level = .on(since: first, isReported: false)
                events.append(.pulse(at: first))
                reportStuck(heldUntil: time, &events)
            } else {
                reportStuck(heldUntil: first, &events)
                state.level = .off
            }
        }
    }

    /// Reports a line that is on for too long, once; a level whose beginning was not seen is never too long.
    private mutating func reportStuck(heldUntil time: MonotonicTime, _ events: inout [PulseEvent]) {
        guard case .on(let since?, isReported: false) = state.level, time.nanoseconds(since: since) > maxOn else {
            return
        }
        state.level = .on(since: since, isReported: true)
        events.append(.stuck(since: since))
    }
}
