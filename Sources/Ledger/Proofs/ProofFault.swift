package import Statements

/// Why a proof is not read, or does not show what it should.
package enum ProofFault: Hashable, Sendable, CustomStringConvertible {
    case tooLong(byteCount: Int)
    case heading
    case extra
    case index
    case hash(ordinal: Int)
    case tooManyHashes(Int)
    case noCheckpoint
    case extraContent
    case changeOrder
    case unknownVersion(UInt64)
    case change(index: UInt64, StatementError)
    case otherRecord
    case notRecorded(cosigners: Int, quorum: Int)
    case notIncluded(index: UInt64)
    case beyondEnd(index: UInt64, size: UInt64)
    case noGenesis
    case genesisNotIncluded
    case noReceipt
    case fewReceipts(mirrors: Int, quorum: Int)
    case receiptPlace(Origin)
    case receiptSignature(Origin)

    package var description: String {
        switch self {
        case .tooLong(let count): "The proof has \(count) bytes, more than \(LogProof.sizeLimit)."
        case .heading: "The file does not begin with `c2sp.org/tlog-proof@v1`: it is no proof, or of a later version."
        case .extra: "The proof's `extra` line is not in strict base64 (RFC 4648 §4, padded)."
        case .index: "The proof's `index` line is missing or no decimal number."
        case .hash(let ordinal): "Hash line \(ordinal) of the proof is not 32 bytes in strict base64."
        case .tooManyHashes(let count):
            "The proof has \(count) hashes, more than the \(LogProof.hashLimit) that any tree needs."
        case .noCheckpoint: "The proof has no checkpoint behind an empty line: was it cut short?"
        case .extraContent: "The proof's `extra` is not a genesis with its path: another program made this proof."
        case .changeOrder: "What changes the log's rules stands in the proof out of order, or is no such entry."
        case .unknownVersion(let number):
            "The log is judged by a version \(number) of the policy that is not known here: get the newest policy from a member, or judge by the one that you have with --policy-version."
        case .change(let index, let error):
            "Entry \(index), which changes the log's rules, is not signed as it must be: \(error)"
        case .otherRecord:
            "The note in the proof is not the record that the statement names: it was exchanged, or its lines were."
        case .notRecorded(let cosigners, let quorum):
            "Only \(cosigners) of the \(quorum) mirrors that make a record hold this checkpoint: ask for a later proof."
        case .beyondEnd(let index, let size):
            "The community ended this log with \(size) entries: entry \(index) stands behind its end, and proves nothing whoever signed it."
        case .notIncluded(let index):
            "The hashes do not lead from this entry, at index \(index), to the checkpoint: the entry or the proof was altered."
        case .noGenesis: "The proof carries no genesis, so nothing tells with which key the entry must be signed."
        case .genesisNotIncluded: "The genesis in the proof is not entry 0 of this log: it was exchanged."
        case .noReceipt: "The statement carries no receipt."
        case .fewReceipts(let mirrors, let quorum):
            "Receipts of only \(mirrors) of the \(quorum) mirrors that make a record are in it: have another mirror add its own."
        case .receiptPlace(let mirror):
            "The receipt of \(mirror) is about another log or index, or its path does not have the length that its tree asks for."
        case .receiptSignature(let mirror):
            "The receipt of \(mirror) does not verify: the statement, the path or the receipt was altered."
        }
    }
}
