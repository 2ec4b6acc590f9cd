package import Statements

/// What a ``LogProof`` of an entry carries as `extra`: entry 0 of the log with its path to the same checkpoint, from which follows the
/// key that signed the entry; and the record that the entry names, which shows since when it can have existed.
package struct ProofExtra: Hashable, Sendable {
    /// No longer bytes are read: the longest entry, the longest path, the longest note and their heads.
    package static let sizeLimit =
        Entry.sizeLimit + LogProof.hashLimit * 34 + SignedNote.sizeLimit + CarriedRules.policyLimit + 512 * 1024

    /// Entry 0 as it was logged.
    package let genesis: [UInt8]
    /// Its inclusion proof in the checkpoint of the proof around it, the lowest hash first.
    package let path: [Digest]
    /// The note whose SHA-256 the entry's header has as `rec`; `nil` where it names none, or whoever made the proof has it not.
    package let record: [UInt8]?
    /// What changed the log's rules, up to the checkpoint.
    package let rules: CarriedRules

    package init(genesis: [UInt8], path: [Digest], record: [UInt8]? = nil, rules: CarriedRules = CarriedRules()) {
        self.genesis = genesis
        self.path = path
        self.record = record
        self.rules = rules
    }

    /// Reads what ``bytes`` gives.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        let limits = CBORLimits(size: Self.sizeLimit, items: LogProof.hashLimit + CarriedRules.changeLimit + 6)
        guard let fields = (try? CBOR.decode(bytes, limits: limits))?.array, [2, 3, 5].contains(fields.count),
            let genesis = fields[0].bytes, let path = fields[1].hashes
        else { throw .proof(.extraContent) }
        let record = fields.count > 2 ? fields[2].bytes : nil
        guard fields.count == 2 || record != nil || fields.count == 5 && fields[2] == .null else {
            throw .proof(.extraContent)
        }
        let rules = fields.count == 5 ? try Self.rules(fields[3], fields[4]) : CarriedRules()
        self.init(genesis: genesis, path: path, record: record, rules: rules)
    }

    private static func rules(_ changes: CBOR, _ policy: CBOR) throws(LedgerError) -> CarriedRules {
        guard let entries = changes.array?.map(\.bytes), let policy = policy.bytes else { throw .proof(.extraContent) }
        let rules = CarriedRules(changes: entries.compactMap(\.self), policy: policy)
        guard rules.changes.count == entries.count, !rules.isEmpty else { throw .proof(.extraContent) }
        return rules
    }

    /// Deterministic CBOR.
    package var bytes: [UInt8] {
        var fields: [CBOR] = [.bytes(genesis), .hashes(path)]
        if record != nil || !rules.isEmpty { fields.append(record.map(CBOR.bytes) ?? .null) }
        if !rules.isEmpty { fields += [.array(rules.changes.map(CBOR.bytes)), .bytes(rules.policy)] }
        return CBOR.array(fields).encode()
    }
}
