package import Statements

/// Which of a log's records are kept for ever: the first of each hour of their recorded times.
///
/// A record with another hour than the newest kept one's begins an hour, also an earlier hour: clocks that once ran ahead cost a few
/// records more, and never the keeping of those that come when they are right again.
package struct RecordKeeping: Hashable, Sendable {
    /// The newest one that is kept.
    package private(set) var newest: KeptRecord?

    /// - Parameter newest: what the store has.
    package init(newest: KeptRecord? = nil) { self.newest = newest }

    /// The changes that make a note the newest record of its log, and keep it for ever where its hour has none.
    ///
    /// A record that comes again with more lines is not kept a second time: the bytes that statements name stay.
    package mutating func changes(
        recording note: VerifiedNote, _ cryptography: some Cryptography
    ) -> [LedgerChange] {
        let (checkpoint, bytes) = (note.checkpoint, note.note.bytes)
        let change = LedgerChange.note(checkpoint.origin, .recorded, bytes)
        guard let time = note.recordedTime, checkpoint.size > newest?.size ?? 0, checkpoint.size <= Int64.max,
            newest.map({ Self.hour(of: $0.time) != Self.hour(of: time) }) ?? true
        else { return [change] }
        let record = KeptRecord(
            size: checkpoint.size, time: time, digest: cryptography.sha256(bytes), note: bytes)
        newest = record
        return [change, .keptRecord(checkpoint.origin, record)]
    }

    /// Hours since 1970.
    private static func hour(of time: UInt64) -> UInt64 { time / 3600 }
}
