import Ledger
import Metering
import Statements

/// One history of a gateway's log: every entry, and every head that it has signed.
struct SignedLog: Sendable {
    /// The size of the record that later entries name.
    static let namedSize = 3

    let author: LogAuthor
    let entries: [[UInt8]]
    let tree: ReferenceTree
    /// The notes of sizes 1, 2…, each with the lines of the mirrors that cosigned.
    let notes: [SignedNote]

    var origin: Origin { author.origin }

    /// - Parameter cosigners: the gateways whose mirrors hold this history.
    init(_ entries: [[UInt8]], of owner: StreetGateway, cosigners: [StreetGateway]) throws {
        self.author = owner.author
        self.entries = entries
        let tree = ReferenceTree(leaves: entries.map { cryptography.leafHash($0) })
        self.tree = tree
        notes = try (1...entries.count).map { size in
            let head = Checkpoint(origin: owner.origin, size: UInt64(size), root: tree.root(size: size))
            var note = try head.signed(by: owner.logKey, with: owner.logSigner)
            for (index, cosigner) in cosigners.enumerated() {
                note.add(
                    try Cosignature.sign(
                        note.text, time: 1_767_225_600 + UInt64(size + index), key: cosigner.mirrorKey,
                        with: cosigner.mirrorSigner))
            }
            return note
        }
    }

    /// The note of a size, `1...`.
    func note(_ size: Int) -> SignedNote { notes[size - 1] }

    func proof(of index: Int, size: Int) -> LogProof {
        let named = note(min(Self.namedSize, entries.count)).bytes
        let header = try? StatementHeader(of: Entry(parsing: entries[index]))
        let extra = ProofExtra(
            genesis: entries[0], path: tree.inclusionProof(of: 0, size: size),
            record: header?.record == cryptography.sha256(named) ? named : nil)
        return LogProof(
            extra: index == 0 ? nil : extra.bytes, index: UInt64(index),
            hashes: tree.inclusionProof(of: index, size: size), note: note(size))
    }

    /// Evidence as it is handed on, with this log's genesis in its head of four entries.
    func file(_ evidence: Evidence) -> EvidenceFile {
        EvidenceFile(
            evidence, genesis: GenesisAnnouncement(entry: entries[0], proof: proof(of: 0, size: 4).bytes))
    }

    /// Evidence that an entry does not pass, if it does not.
    func accusation(of index: Int, size: Int) -> Evidence {
        .entry(
            origin, index: UInt64(index), entry: entries[index], note: note(size).bytes,
            proof: tree.inclusionProof(of: index, size: size))
    }

    /// Evidence that a later head of this history does not go on from an earlier one of another.
    func accusation(of other: SignedLog, from old: Int, to new: Int) -> Evidence {
        .rewrite(
            origin, older: other.note(old).bytes, newer: note(new).bytes, root: tree.root(size: old),
            proof: tree.consistencyProof(from: old, to: new))
    }
}
