package import Statements

/// A record of a log that is kept for ever, with the lines that it had when it was first kept.
package struct KeptRecord: Hashable, Sendable {
    /// How many entries it covers, at most 2^63 − 1.
    package let size: UInt64
    /// The recorded time: POSIX seconds, by the median of the mirrors' clocks, at most 2^63 − 1.
    package let time: UInt64
    /// SHA-256 of ``note``, by which statements name it.
    package let digest: Digest
    /// The note's bytes.
    package let note: [UInt8]

    package init(size: UInt64, time: UInt64, digest: Digest, note: [UInt8]) {
        self.size = size
        self.time = time
        self.digest = digest
        self.note = note
    }
}
