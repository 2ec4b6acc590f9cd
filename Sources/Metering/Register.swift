/// A meter's running totals since commissioning, each `0...`, which only counting moves and which never go back.
package struct Register: Hashable, Sendable {
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
}
