package import Metering

/// A published checkpoint on its way to a quorum.
package struct Offer: Hashable, Sendable {
    /// With the lines that came so far.
    package internal(set) var note: VerifiedNote
    /// When it was published, or this process started.
    package let since: MonotonicTime
    /// When the mirrors were last asked where they are.
    var asked: MonotonicTime?
}
