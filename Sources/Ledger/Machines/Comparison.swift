package import Metering
package import Statements

/// What the mirrors said, after a start, that they hold of the own log.
package struct Comparison: Hashable, Sendable {
    /// After this long without enough answers the gateway goes on with its own head and says so.
    package static let patience: Duration = .seconds(600)
    /// How long a mirror has for its answer before it is asked again.
    static let repetition: Duration = .seconds(3)

    /// When the start was.
    package var began: MonotonicTime
    var asked: MonotonicTime?
    /// The mirrors that answered.
    package var answered: Set<Origin> = []
    /// The largest head under the own key that anybody showed, and who did.
    package var best: Claim?

    init(began: MonotonicTime) { self.began = began }
}

/// A head of the own log in another gateway's hands.
package struct Claim: Hashable, Sendable {
    /// The head, verified.
    package var note: VerifiedNote
    /// Who showed it.
    package var holder: Origin
}

/// The own log being fetched from a mirror that holds more of it.
package struct Pursuit: Hashable, Sendable {
    /// More entries than this come back in several rounds.
    static let limit = 65_536

    /// What is fetched, and from whom.
    package var claim: Claim
    /// The first index that is fetched: everything below was acknowledged, so everybody has the same.
    package var start: UInt64
    /// What has come so far, from ``start`` on.
    package var entries: [[UInt8]] = []
    var asked: MonotonicTime?

    /// The next index to ask for.
    var next: UInt64 { start + UInt64(entries.count) }
}
