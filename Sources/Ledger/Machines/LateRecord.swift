import Metering

/// A record with lines that nobody was shown yet: they came after the quorum's.
struct LateRecord: Hashable, Sendable {
    var note: VerifiedNote
    /// The first look at the time since the first of them came.
    var since: MonotonicTime?
}
