import Metering
import Statements

/// The own log as it is being written anew: behind what both have, another life's entries, then the own ones once more. It is
/// made page by page, and nothing of it is on the disk until it is whole.
struct Rewrite: Hashable, Sendable {
    /// All of it, from where the own log is cut.
    var growth: LogGrowth
    /// How many entries of it are the other life's.
    let takenCount: Int
    /// The own entry that is signed again next.
    var next: UInt64
    /// The newest registers that the other life's entries speak of.
    let totals: [Name: Register]
    /// By how much they are larger than the own statements' author knew.
    let raise: [Name: Register]
    /// The meters that the other life changed, as it last described them.
    let plates: [Name: MeterDescription]
    /// Who signs the next entry.
    var author: LogAuthor
    // As the writer has them, once this is the own log.
    var reached: [Name: Register]
    var scales: [Name: EnergyScale]
    var dialOffsets: [Name: Joules]
    /// How many statements were signed again.
    var signedCount = 0
    /// How many could not be, since this version does not read them.
    var leftOutCount = 0
    /// The totals that the statements signed again say of their meters.
    private(set) var told: [Name: Register] = [:]
    /// The meters of which one of them says a change.
    private(set) var changedMeters: Set<Name> = []

    /// Takes notice of a statement that is signed again.
    mutating func see(_ draft: Draft) {
        let subject = draft.message.subject
        if let totals = draft.totals { told[subject] = told[subject]?.merging(totals) ?? totals }
        if let change = draft.meterChange { changedMeters.insert(change.description.name) }
    }
}
