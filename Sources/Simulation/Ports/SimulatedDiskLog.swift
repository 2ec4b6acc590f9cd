package import Ledger
package import Statements

/// One log on a simulated disk, with all of its tree's hashes.
package struct SimulatedDiskLog: Sendable {
    /// The entries, in order.
    package private(set) var entries: [[UInt8]] = []
    /// The tree's right edge.
    package private(set) var frontier = MerkleFrontier()
    /// For each size from 1 on a number that two logs share only if their beginnings up to there are the same.
    private(set) var chain: [UInt64] = []
    /// The complete subtrees by level.
    private var levels: [[Digest]] = []
    /// The entries that change the log's rules.
    private(set) var ruleChanges: [StoredRuleChange] = []
    var notes: [NoteKind: [UInt8]] = [:]
    var newestKept: KeptRecord?
    var publishedEnd: UInt64 = 0
    var evidence: [UInt8]?

    /// How many entries there are.
    package var size: UInt64 { frontier.size }

    mutating func append(_ entry: [UInt8], _ cryptography: some Cryptography) {
        let leaf = cryptography.leafHash(entry)
        if RuleChange.isClaimed(by: entry) { ruleChanges.append(StoredRuleChange(index: size, entry: entry)) }
        entries.append(entry)
        var mixed = (chain.last ?? 0) ^ leaf.words[0]
        mixed = (mixed ^ mixed >> 31) &* 0x9E37_79B9_7F4A_7C15
        chain.append(mixed &+ leaf.words[1])
        frontier.append(leaf: leaf, cryptography) { node, hash in
            if node.level == levels.count { levels.append([]) }
            levels[node.level].append(hash)
        }
    }

    mutating func cut(to size: Int, _ cryptography: some Cryptography) {
        let kept = entries.prefix(size)
        (entries, frontier, chain, levels, ruleChanges) = ([], MerkleFrontier(), [], [], [])
        for entry in kept { append(entry, cryptography) }
    }

    /// The number of the beginning of this size; `nil` for a beginning that is not here.
    func link(at size: UInt64) -> UInt64? {
        size == 0 ? 0 : size <= frontier.size ? chain[Int(size) - 1] : nil
    }

    func hash(of node: TreeNode) -> Digest? {
        guard node.level < levels.count, node.index < levels[node.level].count else { return nil }
        return levels[node.level][Int(node.index)]
    }

    /// The root at any size there was.
    func root(at size: UInt64, _ cryptography: some Cryptography) -> Digest {
        guard size < frontier.size else { return frontier.root(cryptography) }
        var frontier = MerkleFrontier()
        for leaf in levels.first?.prefix(Int(size)) ?? [] { frontier.append(leaf: leaf, cryptography) }
        return frontier.root(cryptography)
    }
}

extension SimulatedDiskLog: TreeReader {
    /// The hashes of complete subtrees.
    package func hashes(of nodes: [TreeNode]) async throws -> [Digest] { nodes.compactMap { hash(of: $0) } }
}
