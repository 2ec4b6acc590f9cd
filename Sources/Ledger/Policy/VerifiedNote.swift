package import Statements

/// A checkpoint that its log signed, with the mirrors that verifiably hold it.
///
/// A class, because machines hold several and are copied with every batch of inputs. Two are equal when they say the same.
package final class VerifiedNote: Hashable, Sendable {
    /// A mirror and when it says that it cosigned.
    package struct Cosigner: Hashable, Sendable {
        /// The gateway whose mirror it is.
        package let origin: Origin
        /// POSIX seconds, by the mirror's own clock.
        package let time: UInt64
    }

    /// What the note says.
    package let checkpoint: Checkpoint
    /// The note with the lines that verified and no others: the log's, then one of each mirror in the policy's order.
    package let note: SignedNote
    /// One of each mirror, with its earliest time, in the policy's order.
    package let cosigners: [Cosigner]
    /// When the checkpoint was recorded, POSIX seconds by the median of its mirrors' clocks; `nil` for one that is not recorded.
    package let recordedTime: UInt64?
    /// Whether a quorum of mirrors holds it.
    package var isRecorded: Bool { recordedTime != nil }

    init(checkpoint: Checkpoint, note: SignedNote, cosigners: [Cosigner], recordedTime: UInt64?) {
        self.checkpoint = checkpoint
        self.note = note
        self.cosigners = cosigners
        self.recordedTime = recordedTime
    }

    package static func == (one: VerifiedNote, other: VerifiedNote) -> Bool {
        one === other
            || one.checkpoint == other.checkpoint && one.recordedTime == other.recordedTime && one.note == other.note
                && one.cosigners == other.cosigners
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(checkpoint) }
}
