/// A meter's running totals since commissioning, each `0...`, which only counting moves and which never go back.
package struct Register: Hashable, Sendable {
    /// Pulses that counted.
    package var pulses: Pulses
    /// Edges that are known to have been missed.
    package var lost: Int64
    /// Excursions too short to be pulses.
    package var bounced: Int64
    /// Times that the line stayed on for too long.
    package var stuck: Int64

    package init(pulses: Pulses = Pulses(0), lost: Int64 = 0, bounced: Int64 = 0, stuck: Int64 = 0) {
        self.pulses = pulses
        self.lost = lost
        self.bounced = bounced
        self.stuck = stuck
    }

    /// Totals, and what was counted on top of them.
    package static func + (left: Self, right: Self) -> Self {
        Self(
            pulses: Pulses(left.pulses.rawValue + right.pulses.rawValue), lost: left.lost + right.lost,
            bounced: left.bounced + right.bounced, stuck: left.stuck + right.stuck)
    }

    /// The larger of each total, for two copies of the same register: neither may make the other go back.
    package func merging(_ other: Self) -> Self {
        Self(
            pulses: max(pulses, other.pulses), lost: max(lost, other.lost), bounced: max(bounced, other.bounced),
            stuck: max(stuck, other.stuck))
    }

    /// Whether no total is smaller than in `earlier`.
    package func follows(_ earlier: Self) -> Bool { self == merging(earlier) }

    /// Adds what the pulse filter decided.
    package mutating func count(_ event: PulseEvent) {
        switch event {
        case .pulse: pulses.rawValue += 1
        case .bounced(let count): bounced += count
        case .stuck: stuck += 1
        case .lost(let edges): lost += edges
        }
    }
}
