package import Statements

/// An entry of a proof of a period whose place is checked, and whose signature is still to be: what takes long, and can be done
/// on any thread and in any order.
package struct PeriodLeaf: Sendable {
    /// A leaf whose signature is valid.
    package struct Examined: Sendable {
        /// Its place in the log.
        package let index: UInt64
        /// What it says; `nil` for a content type that this version does not know.
        package let message: Message?
        /// By when it was recorded, by the mirrors' clocks; POSIX seconds.
        package let recordedTime: UInt64
    }

    /// Its place in the log.
    package let index: UInt64
    /// The entry.
    package let bytes: [UInt8]
    /// By when it was recorded, by the mirrors' clocks; POSIX seconds.
    package let recordedTime: UInt64
    private let author: LogAuthor

    init(index: UInt64, bytes: [UInt8], recordedTime: UInt64, author: LogAuthor) {
        self.index = index
        self.bytes = bytes
        self.recordedTime = recordedTime
        self.author = author
    }

    /// Checks the entry by the mirror's list, and reads what it says.
    /// - Throws: ``PeriodFault/entry(index:_:)``, also for a reading or an event that this version cannot read.
    package func examine(_ cryptography: some Cryptography) throws(LedgerError) -> Examined {
        do throws(StatementError) {
            let entry = try Entry(parsing: bytes)
            try entry.verify(by: author, index: index, cryptography)
            let header = try StatementHeader(of: entry)
            let isKnown = [.senML, .genesis, .rule].contains(header.contentType)
            return Examined(
                index: index, message: isKnown ? try Message.decode(entry, with: header) : nil,
                recordedTime: recordedTime)
        } catch {
            throw .period(.entry(index: index, error))
        }
    }
}
