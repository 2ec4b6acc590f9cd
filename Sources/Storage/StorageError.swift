package import Statements
package import System

/// Why the store did not do what it was asked for. Unless a case says otherwise, nothing was changed.
package enum StorageError: Error, Hashable, CustomStringConvertible {
    // The file.
    case exists(path: String)
    case missing(path: String)
    case notADatabase(path: String)
    /// A database of another program; 0 stands for none.
    case foreign(path: String, applicationID: Int64)
    case newerVersion(path: String, found: Int64, known: Int64)
    /// Only a writer brings a database up to date.
    case olderVersion(path: String, found: Int64, known: Int64)
    /// Another process writes to it.
    case inUse(path: String)
    case notOpened(path: String, errno: CInt)
    case system(call: String, path: String, errno: CInt)
    case thread(SystemError)

    // The disk.
    case full(path: String)
    case readOnly(path: String)
    case corrupt(path: String, detail: String)
    case inputOutput(path: String, code: CInt, errno: CInt)
    case busy(path: String)
    case unexpected(path: String, code: CInt, message: String)
    /// The commit itself failed: its changes may be on disk or not. Read the heads again before anything is signed.
    indirect case commitUncertain(path: String, cause: StorageError)

    // What was asked for.
    case closed(path: String)
    case unknownLog(Origin)
    /// Entries that do not begin where the log ends.
    case wrongStart(Origin, start: UInt64, size: UInt64)
    /// Entries that continue another history than the log's.
    case otherHistory(Origin, size: UInt64)
    /// A cut above the log's size, or into what was published.
    case wrongCut(Origin, size: UInt64, published: UInt64, cut: UInt64)
    /// A published end above the log's size, or below the one before.
    case wrongPublishedEnd(Origin, size: UInt64, published: UInt64, end: UInt64)
    /// An entry or subtree that the log does not have.
    case beyondEnd(Origin, size: UInt64)
    /// An entry or a subtree of the part of a log that was let go.
    case letGo(Origin, firstIndex: UInt64)
    /// An end up to which a log's entries cannot be let go: not of whole tiles, or not all of it recorded.
    case notToLetGo(Origin, end: UInt64, recorded: UInt64)
    /// A tile or an entry of a log is not there or does not fit the others.
    case damaged(Origin, detail: String)

    package var description: String { fileDescription ?? diskDescription ?? requestDescription ?? "\(Self.self)" }

    private var fileDescription: String? {
        switch self {
        case .exists(let path):
            "\(path) exists already and is never overwritten: name another state directory, or use the one that is there."
        case .missing(let path):
            "\(path) is missing: run `heliograph init`, or name the right state directory."
        case .notADatabase(let path):
            "\(path) is not a database: stop the service, move it away with its -wal, and start again: with the keys in place it asks the neighbours for the log."
        case .foreign(let path, let application):
            "\(path) is a database, but not Heliograph's (application_id \(application)): name the right state directory."
        case .newerVersion(let path, let found, let known):
            "\(path) was written by a newer Heliograph (schema \(found), this program knows \(known)): install that version again."
        case .olderVersion(let path, let found, let known):
            "\(path) has schema \(found), this program reads \(known): start the service once, it brings the database up to date."
        case .inUse(let path):
            "\(path) is being written by another process: stop the service first (`systemctl stop heliograph`)."
        case .notOpened(let path, let code):
            "\(path) could not be opened, \(SystemError.words(for: code)): check owner and mode of it and of its folder."
        case .system(let call, let path, let code):
            "\(path): \(call) failed, \(SystemError.words(for: code))."
        case .thread(let cause):
            "The store has no thread to run on: \(cause)"
        default: nil
        }
    }

    private var diskDescription: String? {
        switch self {
        case .full(let path):
            "The disk of \(path) is full: free some space (`df`, `journalctl --vacuum-size=50M`); nothing is signed until then."
        case .readOnly(let path):
            "\(path) cannot be written: check owner and mode of file and folder, and whether the disk was mounted read-only after an error (`dmesg`)."
        case .corrupt(let path, let detail):
            "\(path) is damaged (\(detail)): stop the service, move the file away with its -wal, and start it again: with the keys in place it asks the neighbours for the log."
        case .inputOutput(let path, let code, let errno):
            "Reading or writing \(path) failed (SQLite \(code)\(errno == 0 ? "" : ", \(SystemError.words(for: errno))")): the disk may be dying, see `dmesg`."
        case .busy(let path):
            "\(path) is locked by another process: try again, and see `fuser \(path)` if it stays."
        case .unexpected(let path, let code, let message):
            "\(path): SQLite refused, \(message) (\(code)): please report this."
        case .commitUncertain(let path, let cause):
            "A commit to \(path) failed and may be on disk or not, the head is read again. \(cause)"
        default: nil
        }
    }

    private var requestDescription: String? {
        switch self {
        case .closed(let path):
            "\(path) was closed."
        case .unknownLog(let origin):
            "There is no log of \(origin) here."
        case .wrongStart(let origin, let start, let size):
            "Entries from \(start) on do not continue the log of \(origin), which has \(size)."
        case .otherHistory(let origin, let size):
            "The entries continue another history than the \(size) entries of \(origin) that are here."
        case .wrongCut(let origin, let size, let published, let cut):
            "The log of \(origin) has \(size) entries, \(published) of them published: it cannot be cut to \(cut)."
        case .wrongPublishedEnd(let origin, let size, let published, let end):
            "The log of \(origin) has \(size) entries, \(published) of them published: \(end) cannot be its published end."
        case .beyondEnd(let origin, let size):
            "The log of \(origin) has \(size) entries: what was asked for lies beyond."
        case .letGo(let origin, let first):
            "The entries of \(origin) below \(first) were let go here, as the community's policy allows: ask a neighbour who keeps them all."
        case .notToLetGo(let origin, let end, let recorded):
            "The entries of \(origin) below \(end) cannot be let go: \(recorded) are recorded, and only whole tiles of 256 go."
        case .damaged(let origin, let detail):
            "The database is damaged, in the log of \(origin) (\(detail)): stop the service, move heliograph.db away with its -wal, and start it again: with the keys in place it asks the neighbours for the log."
        default: nil
        }
    }
}
