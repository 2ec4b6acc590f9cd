import Ledger
import Metering
import Statements

/// Why something that was published could not be verified.
enum WatchFault: Error, Hashable, CustomStringConvertible {
    case statement(StatementError)
    case ledger(LedgerError)
    /// The policy names no log of its sender.
    case unknownLog
    /// A note or a genesis of another log than its sender's.
    case otherLog(Origin)
    /// A genesis that is announced as another entry than 0.
    case notTheBeginning(index: UInt64)
    /// Published as recorded, and fewer mirrors than the quorum signed it.
    case tooFewMirrors(count: Int, quorum: Int)
    /// A statement that waited for the log's genesis, and none that verifies came.
    case noGenesis
    /// So far behind the newest statement that its place is no longer remembered.
    case tooOld(newest: UInt64)

    var description: String {
        switch self {
        case .statement(let error): "\(error)"
        case .ledger(let error): "\(error)"
        case .unknownLog: "The policy names no such log: is it the newest policy of the community?"
        case .otherLog(let origin): "It is of the log \(origin), which another gateway writes."
        case .notTheBeginning(let index): "It is announced as entry \(index); a genesis is entry 0."
        case .tooFewMirrors(let count, let quorum):
            "It is published as recorded, but \(count) mirrors signed it and \(quorum) make a record."
        case .noGenesis: "No genesis of this log was published that leads to its statement key."
        case .tooOld(let newest):
            "It is more than \(WatchedLog.memory) statements older than the newest, \(newest): there is nothing left to compare it with."
        }
    }
}

/// How a log contradicts itself under its own signatures.
enum WatchContradiction: Hashable, CustomStringConvertible {
    /// Two different statements at one place, both signed with the statement key.
    case twoStatements(index: UInt64)
    /// Two records of one size with different roots.
    case twoRecords(size: UInt64)
    /// A record whose tree is not that of the statements that were published.
    case otherStatements(size: UInt64)

    var description: String {
        switch self {
        case .twoStatements(let index): "it signed two different statements as number \(index)"
        case .twoRecords(let size): "two different trees of \(size) statements are recorded"
        case .otherStatements(let size): "the record of \(size) statements is not of those that were published"
        }
    }
}
