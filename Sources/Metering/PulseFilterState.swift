/// What a pulse filter has to remember of a line, and nothing more; README.md in this folder says what it means.
package struct PulseFilterState: Hashable, Sendable {
    /// A level that has counted. `on` keeps where it began, if that was seen, and whether it was reported as stuck.
    enum Level: Hashable {
        case off
        case on(since: MonotonicTime?, isReported: Bool)

        var isOn: Bool { self != .off }
    }

    /// When the line began to be watched, if this program opened it; its sequence numbers then begin at 1.
    var opened: MonotonicTime?
    /// The level that counts; `nil` before the first edge.
    var level: Level?
    /// The level after the newest edge, and the time of that edge.
    var isRawOn = false
    var rawSince = MonotonicTime(nanoseconds: 0)
    /// The first edge away from ``level`` since the line was last quiet at it.
    var departure: MonotonicTime?
    /// The newest edge's number.
    var sequence: UInt32?
    /// Since when edges may have been read and forgotten, by a life that ended without storing them. The next edge's
    /// number tells; until then silence after this decides nothing.
    var unseenSince: MonotonicTime?

    /// Whether this program requested the line from the kernel.
    package var isRequested: Bool { opened != nil }

    /// Nothing seen yet.
    package init(opened: MonotonicTime?) {
        self.opened = opened
        sequence = opened == nil ? nil : 0
    }
}
