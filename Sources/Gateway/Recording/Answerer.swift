import Ledger
import Statements

/// Answers neighbours' questions from the store: heads, entries and proofs of every log that is held here.
struct Answerer: Sendable {
    /// What the entries of one answer may weigh, in bytes.
    static let byteLimit = 192 * 1024

    let store: any LedgerStore

    /// - Parameters:
    ///   - asker: who will read it.
    ///   - street: says what is held, and how far the own log is published.
    /// - Throws: what the store throws.
    func answer(_ ask: Ask, to asker: Origin, street: Street) async throws -> Answer {
        switch ask {
        case .head(let origin):
            return street.head(of: origin, for: asker)
        case .entries(let origin, let start, let end, let size):
            guard let held = shownSize(of: origin, street), start < end, end <= size, size <= held else {
                return refusal(ask)
            }
            let first = street.firstIndex(of: origin)
            guard start == 0 || start >= first, street.knowsRoot(of: origin, at: size) else {
                return .refused(reason: "entries below \(first) are kept here no more")
            }
            let count = Int(min(end - start, Mirror.bundleLimit))
            let entries = try await store.entries(of: origin, from: start, countLimit: count, byteLimit: Self.byteLimit)
            guard !entries.isEmpty else { return refusal(ask) }
            let proof = try await MerkleTree.consistencyProof(
                from: start + UInt64(entries.count), to: size, StoredTree(of: origin, in: store),
                street.identity.cryptography)
            return .entries(start: start, bundle: EntryBundle.encode(entries), proof: proof)
        case .consistency(let origin, let from, let to):
            guard let held = shownSize(of: origin, street), from <= to, to <= held,
                street.knowsRoot(of: origin, at: from), street.knowsRoot(of: origin, at: to)
            else { return refusal(ask) }
            return .hashes(
                try await MerkleTree.consistencyProof(
                    from: from, to: to, StoredTree(of: origin, in: store), street.identity.cryptography))
        case .inclusion(let origin, let index, let size):
            guard let held = shownSize(of: origin, street), index < size, size <= held,
                street.knowsPath(of: origin, from: index, to: size)
            else { return refusal(ask) }
            return .hashes(
                try await MerkleTree.inclusionProof(
                    index: index, size: size, StoredTree(of: origin, in: store), street.identity.cryptography))
        }
    }

    /// How much of a log may be shown: of the own one, what is published.
    private func shownSize(of origin: Origin, _ street: Street) -> UInt64? {
        guard origin == street.identity.origin else { return street.mirrors[origin]?.frontier.size }
        return street.writer.phase == .open ? street.writer.publishedEnd : nil
    }

    private func refusal(_ ask: Ask) -> Answer { .refused(reason: "not held here, or kept no more") }
}
