package import Metering
package import Statements

/// One step of a transaction of the store. A transaction is a list of these, applied in order, all or none.
package enum LedgerChange: Hashable, Sendable {
    /// Appends entries to a log, the own one or a mirrored one; the log begins to exist with its first.
    case grow(LogGrowth)
    /// Cuts the own log back to `size`: only entries that were never published.
    case truncate(Origin, size: UInt64)
    /// Replaces a note of a log, or forgets it.
    case note(Origin, NoteKind, [UInt8]?)
    /// Keeps a record for ever; one of the same size that is kept already stays.
    case keptRecord(Origin, KeptRecord)
    /// All own entries below `end` are acknowledged by the broker.
    case published(Origin, end: UInt64)
    /// What proves that a log contradicted itself; kept for ever.
    case evidence(Origin, [UInt8])
    /// The durable copy of a meter's register.
    case register(Name, StoredRegister)
    /// A small value of the service's own, by name.
    case setting(String, [UInt8])
}

extension LedgerChange {
    /// What a change replaces: of two changes with the same key only the later matters. `nil` for those that add.
    package var key: String? {
        switch self {
        case .register(let name, _): "register/\(name)"
        case .setting(let key, _): "setting/\(key)"
        case .note(let origin, let kind, _): "note/\(origin)/\(kind)"
        case .published(let origin, _): "published/\(origin)"
        case .grow, .truncate, .keptRecord, .evidence: nil
        }
    }
}
