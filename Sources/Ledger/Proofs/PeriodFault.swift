package import Metering
package import Statements

/// Why a proof of a period is not read, or does not show what it should.
package enum PeriodFault: Hashable, Sendable, CustomStringConvertible {
    case heading
    case ruleOrder
    case version(String)
    case header(String)
    case item
    /// A header that is not the first item.
    case secondHeader
    case genesisElsewhere
    case genesisWithheld
    case otherLog(Origin)
    /// A record among the leaves of the one before it.
    case recordWithin(index: UInt64, size: UInt64)
    case recordSize(UInt64, above: UInt64, upTo: UInt64)
    case recordLines(size: UInt64)
    case notRecorded(size: UInt64, cosigners: Int, quorum: Int)
    case noRecord(index: UInt64)
    case withheldPlace(index: UInt64, height: Int)
    case otherTree(size: UInt64)
    case trailing
    case cutShort(index: UInt64, end: UInt64)
    case entry(index: UInt64, StatementError)
    case register(Name, index: UInt64)
    case tooManyMeters(index: UInt64)

    package var description: String {
        switch self {
        case .heading: "The file does not begin with “\(PeriodHeader.name)”: it is no proof of a period."
        case .ruleOrder:
            "What changed the log's rules, and the policy's versions before it, belong directly behind the header."
        case .version(let name):
            "The file is a “\(name)”, a form of a later version: verify it with a newer Heliograph."
        case .header(let expected):
            "The proof's header must have \(expected): another program made it, or it was altered."
        case .item: "The proof holds an item that is no record, no entry and no hash of withheld ones: it was altered."
        case .secondHeader: "The proof has a second header: two files were put together, verify each by itself."
        case .genesisElsewhere:
            "The genesis in the proof is not entry 0 of the log before the period: it was exchanged, or the hashes were."
        case .genesisWithheld:
            "The proof begins with entry 0 and withholds it: without the genesis nothing tells the key of the others."
        case .otherLog(let origin): "The proof holds a record of another log, \(origin): it was exchanged."
        case .recordWithin(let index, let size):
            "A record stands before entry \(index), among the leaves of the record of \(size): leaves are missing."
        case .recordSize(let size, let least, let most):
            "A record of \(size) entries stands where one of more than \(least) and at most \(most) belongs: the order was changed."
        case .recordLines(let size):
            "The record of \(size) entries has lines that this policy does not know, or in another order: take the policy that it was made under."
        case .notRecorded(let size, let cosigners, let quorum):
            "Only \(cosigners) of the \(quorum) mirrors that make a record signed the head of \(size) entries: ask for a later proof."
        case .noRecord(let index): "Entry \(index) comes before a record that covers it: a record is missing."
        case .withheldPlace(let index, let height):
            "2^\(height) entries cannot be withheld at entry \(index): they are no subtree there, or exceed the record."
        case .otherTree(let size):
            "The entries up to \(size) are not those that the record of \(size) covers: an entry was altered, exchanged, left out or added."
        case .trailing: "Something follows the last entry that the header announces: it was added."
        case .cutShort(let index, let end):
            "The proof ends before entry \(index) and should go on to \(end): it was cut short."
        case .entry(let index, let error): "Entry \(index): \(error)"
        case .register(let meter, let index):
            "The register of \(meter) goes back at entry \(index): its log contradicts what a register is."
        case .tooManyMeters(let index):
            "The log has more than \(PeriodContent.meterLimit) meters at entry \(index): no gateway has, it is not followed further."
        }
    }
}
