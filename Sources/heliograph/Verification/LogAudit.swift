import Ledger
import Signing
import Statements
import Storage

/// One log of a database, checked from its bytes: every signature, the tree, the newest record.
struct LogAudit {
    let origin: Origin
    /// Entries on the disk.
    let size: UInt64
    /// Entries below were let go: they are covered by the tree that leads to the record, and not looked at.
    let firstIndex: UInt64
    /// The largest checkpoint with a quorum.
    let recordedSize: UInt64
    /// The mirrors that signed it.
    let cosigners: [Origin]

    /// Reads the whole log.
    /// - Parameters:
    ///   - mayLag: whether more may be recorded than is here, as a mirror may know of it before it has it.
    ///   - progress: called now and then with the number of entries that are checked.
    /// - Throws: a negative ``Finding`` that says what is wrong, and where.
    init(
        of origin: Origin, in database: Database, under known: KnownPolicy, mayLag: Bool = false,
        progress: (UInt64) async throws -> Void = { _ in }
    ) async throws {
        let cryptography = OpenSSLCryptography()
        guard let state = try await database.log(origin) else {
            throw Finding.negative("\(origin): no log is held here")
        }
        let rules = try await StoredRecords.rules(of: state, in: database, known)
        let recorded = try state.notes[.recorded].map { bytes in
            let note = try SignedNote(parsing: bytes)
            return try rules.rule(at: Checkpoint(parsing: note.text).size).check(note, cryptography)
        }
        var frontier = try await Self.beginning(of: state, in: database)
        var changes = state.ruleChanges[...].drop { $0.index < state.firstIndex }
        while frontier.size < state.frontier.size {
            // A log that is written meanwhile has more by now: they are not what was read of it.
            let wanted = Int(min(state.frontier.size - frontier.size, 1024))
            let entries = try await database.entries(
                of: origin, from: frontier.size, countLimit: wanted, byteLimit: 1 << 20)
            guard !entries.isEmpty else { throw Finding.negative("\(origin): entry \(frontier.size) is missing") }
            for bytes in entries {
                let index = frontier.size
                do throws(StatementError) {
                    if let author = rules.author(at: index) {
                        try Entry(parsing: bytes).verify(by: author, index: index, cryptography)
                    }
                } catch {
                    throw Finding.negative("\(origin), entry \(index): \(error)")
                }
                if RuleChange.isClaimed(by: bytes) {
                    guard changes.popFirst() == StoredRuleChange(index: index, entry: bytes) else {
                        throw Finding.negative(
                            "\(origin), entry \(index): its copy among the changes of the rules is another")
                    }
                }
                frontier.append(leaf: cryptography.leafHash(bytes), cryptography)
                if let recorded, recorded.checkpoint.size == frontier.size,
                    recorded.checkpoint.root != frontier.root(cryptography)
                {
                    throw Finding.negative("\(origin): the record of size \(frontier.size) is not of these entries")
                }
            }
            try await progress(frontier.size)
        }
        guard frontier == state.frontier else {
            throw Finding.negative("\(origin): the stored tree is not of these entries")
        }
        if !mayLag, let recorded, recorded.checkpoint.size > frontier.size {
            throw Finding.negative(
                "\(origin): recorded are \(recorded.checkpoint.size) entries, here are \(frontier.size)")
        }
        self.origin = origin
        firstIndex = state.firstIndex
        size = frontier.size
        recordedSize = recorded.flatMap { $0.isRecorded ? $0.checkpoint.size : nil } ?? 0
        cosigners = recorded?.cosigners.map(\.origin) ?? []
    }

    /// Nothing yet; of a log whose beginning was let go, the tree at the first entry that is kept, which the record's root confirms.
    private static func beginning(of state: LogState, in database: Database) async throws -> MerkleFrontier {
        guard state.firstIndex > 0 else { return MerkleFrontier() }
        let cryptography = OpenSSLCryptography()
        let tree = database.tree(of: state.origin)
        guard
            let bytes = try await database.entries(of: state.origin, from: 0, countLimit: 1, byteLimit: 1).first,
            try await tree.hashes(of: [TreeNode(level: 0, index: 0)]) == [cryptography.leafHash(bytes)]
        else { throw Finding.negative("\(state.origin): the genesis is missing, or not the one of the tree") }
        return try await MerkleFrontier(size: state.firstIndex, tree)
    }
}
