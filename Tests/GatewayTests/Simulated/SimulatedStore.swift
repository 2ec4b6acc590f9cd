import Gateway
import Ledger
import Metering
import Signing
import Statements

/// A store in memory whose commits fail when a test says so, in the two ways that a disk has.
actor SimulatedStore: LedgerStore {
    struct Failure: Error {}

    /// What becomes of the next commit.
    enum Fate: CaseIterable {
        case done, notDone, doneButReportedFailed
        /// As above, and for a while the disk cannot be read either.
        case notDoneAndUnreadable, doneAndUnreadable

        /// Whether the service is told that it failed.
        var isFailure: Bool { self != .done }
    }

    private struct Log {
        var entries: [[UInt8]] = []
        var frontier = MerkleFrontier()
        var notes: [NoteKind: [UInt8]] = [:]
        var newestKept: KeptRecord?
        var publishedEnd: UInt64 = 0
    }

    private var contents: [Origin: Log] = [:]
    private var kept: [Name: StoredRegister] = [:]
    private var settings: [String: [UInt8]] = [:]
    private var fates: [Fate] = []
    /// What becomes of the first commit that adds entries like this.
    private var entryFate: (fate: Fate, isMeant: @Sendable (Entry) -> Bool)?
    private(set) var commitCount = 0
    /// So many more times reading fails.
    private var unreadableCount = 0
    /// How often reading fails after such a commit.
    private var unreadableLength = 3

    /// The next commits meet these fates, in this order.
    func foretell(_ fates: Fate...) { self.fates = fates }

    /// The next commit that adds such an entry meets this fate, whatever else is committed before.
    func foretell(_ fate: Fate, ofEntry isMeant: @escaping @Sendable (Entry) -> Bool) { entryFate = (fate, isMeant) }

    /// Whether that commit has not been made yet.
    var isEntryAwaited: Bool { entryFate != nil }

    /// What cannot be read is unreadable for good.
    func neverHeal() { unreadableLength = .max }

    /// The disk as it is now, for another life.
    func copy() -> SimulatedStore {
        SimulatedStore(contents, kept, settings)
    }

    init() {}

    private init(_ contents: [Origin: Log], _ kept: [Name: StoredRegister], _ settings: [String: [UInt8]]) {
        self.contents = contents
        self.kept = kept
        self.settings = settings
    }

    func logs() throws -> [LogState] {
        if unreadableCount > 0 {
            unreadableCount -= 1
            throw Failure()
        }
        return contents.map { origin, log in
            LogState(
                origin: origin, frontier: log.frontier, notes: log.notes, newestKept: log.newestKept,
                ruleChanges: zip(0..., log.entries).filter { RuleChange.isClaimed(by: $1) }
                    .map { StoredRuleChange(index: $0, entry: $1) },
                publishedEnd: log.publishedEnd)
        }
    }

    func commit(_ changes: [LedgerChange]) throws {
        commitCount += 1
        let fate = takeFate(of: changes)
        if fate == .doneAndUnreadable || fate == .notDoneAndUnreadable { unreadableCount = unreadableLength }
        if fate == .notDone || fate == .notDoneAndUnreadable { throw Failure() }
        for change in changes { apply(change) }
        if fate.isFailure { throw Failure() }
    }

    private func takeFate(of changes: [LedgerChange]) -> Fate {
        if let entryFate, changes.contains(where: { $0.addsEntry(entryFate.isMeant) }) {
            self.entryFate = nil
            return entryFate.fate
        }
        return fates.isEmpty ? .done : fates.removeFirst()
    }

    private func apply(_ change: LedgerChange) {
        switch change {
        case .grow(let growth):
            contents[growth.origin, default: Log()].entries += growth.entries
            contents[growth.origin]?.frontier = growth.frontier
        case .truncate(let origin, let size):
            let entries = Array(contents[origin, default: Log()].entries.prefix(Int(size)))
            var frontier = MerkleFrontier()
            let cryptography = OpenSSLCryptography()
            for entry in entries { frontier.append(leaf: cryptography.leafHash(entry), cryptography) }
            contents[origin]?.entries = entries
            contents[origin]?.frontier = frontier
        case .note(let origin, let kind, let note): contents[origin, default: Log()].notes[kind] = note
        case .keptRecord(let origin, let record): contents[origin, default: Log()].newestKept = record
        case .published(let origin, let end): contents[origin, default: Log()].publishedEnd = end
        case .evidence: break
        case .register(let name, let register): kept[name] = register
        case .setting(let key, let value): settings[key] = value
        }
    }

    func entries(of origin: Origin, from start: UInt64, countLimit: Int, byteLimit: Int) -> [[UInt8]] {
        Array((contents[origin]?.entries ?? []).dropFirst(Int(start)).prefix(countLimit))
    }

    func hashes(of origin: Origin, nodes: [TreeNode]) -> [Digest] {
        let cryptography = OpenSSLCryptography()
        var known: [TreeNode: Digest] = [:]
        var frontier = MerkleFrontier()
        for entry in contents[origin]?.entries ?? [] {
            frontier.append(leaf: cryptography.leafHash(entry), cryptography) { known[$0] = $1 }
        }
        return nodes.compactMap { known[$0] }
    }

    func registers() -> [Name: StoredRegister] { kept }

    func setting(_ key: String) -> [UInt8]? { settings[key] }

    func close() {}
}

extension LedgerChange {
    fileprivate func addsEntry(_ isMeant: (Entry) -> Bool) -> Bool {
        guard case .grow(let growth) = self else { return false }
        return growth.entries.contains { (try? Entry(parsing: $0)).map(isMeant) ?? false }
    }
}
