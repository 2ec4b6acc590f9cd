import Ledger
import Statements

/// Proofs, tiles and bundles.
extension FuzzTarget {
    /// A `.tlog-proof`. One that verifies for an entry shows that entry's own place.
    static let proof = codec(
        "proof", sizeLimit: 8192,
        seeds: { _ in
            let log = try FuzzStreet.shared.get().honest
            return [(0, 1), (0, 9), (1, 2), (3, 5), (7, 8), (7, 9), (8, 9)].map {
                log.proof(of: $0.0, size: $0.1).bytes
            }
        },
        decode: { try LogProof(parsing: $0) }, encode: { $0.bytes },
        also: { proof in
            let street = try FuzzStreet.shared.get()
            let content = proof.extra.flatMap { try? ProofExtra(parsing: $0) }
            if let extra = proof.extra, let content {
                try require(content.bytes == extra, "its extra is written in another way")
            }
            for (index, entry) in street.honest.entries.enumerated() {
                guard let proven = try? proof.verify(entry: entry, under: street.policy, cryptography) else { continue }
                try require(proof.index == UInt64(index), "it shows entry \(index) at \(proof.index)")
                try require(proven.note.isRecorded, "it shows what is not recorded")
                try require(proven.note.checkpoint.origin == street.honest.origin, "it shows another log")
                guard let note = content?.record else { continue }
                try require(
                    proven.header.record == cryptography.sha256(note), "it shows a record that the entry does not name")
            }
        })

    /// Hashes that shall lead from a part of a true tree to its root. None do that did not come from there.
    static let tree = Self(
        "tree", sizeLimit: 2600,
        seeds: { _ in
            (0..<40).map { number -> [UInt8] in
                let bytes: [Int] = [number, number * 7 % 70, number * 13 % 70, number % 3, number]
                return bytes.map { UInt8($0) }
            }
        },
        check: { input in
            var choices = Choices(input)
            let tree = TrueTree.shared
            let isInclusion = choices.byte() & 1 == 0
            let size = Int(choices.byte()) % tree.size + 1
            let part = Int(choices.byte()) % size + (isInclusion ? 0 : 1)
            var proof =
                isInclusion
                ? tree.inclusionProof(of: part, size: size) : tree.consistencyProof(from: part, to: size)
            let whole = tree.root(size: size)
            let own = isInclusion ? tree.leaf(part) : tree.root(size: part)
            func verifies(_ part: UInt64, _ hash: Digest, _ proof: [Digest]) -> Bool {
                isInclusion
                    ? MerkleTree.verifyInclusion(
                        leaf: hash, index: part, size: UInt64(size), proof: proof, root: whole, cryptography)
                    : MerkleTree.verifyConsistency(
                        from: part, root: hash, to: UInt64(size), root: whole, proof: proof, cryptography)
            }
            try require(verifies(UInt64(part), own, proof), "a true proof of \(part) in \(size) fails")
            let claimed = bend(&proof, &choices, tree.all)
            let number = choices.byte() & 1 == 0 ? UInt64(part) : choices.number()
            let hash = choices.byte() & 1 == 0 ? own : claimed
            guard verifies(number, hash, proof) else { throw Refusal("the proof fails") }
            let isTrue: Bool
            if isInclusion {
                isTrue = number < UInt64(size) && tree.leaf(Int(number)) == hash
            } else if number == 0 {
                isTrue = hash == cryptography.emptyRoot
            } else {
                isTrue = number <= UInt64(size) && tree.root(size: Int(number)) == hash
            }
            try require(isTrue, "\(number) of \(size) verifies with what is not there")
        })

    /// Changes a proof as the choices say; gives a hash that may stand where it does not belong.
    private static func bend(_ proof: inout [Digest], _ choices: inout Choices, _ pool: [Digest]) -> Digest {
        var other = pool[Int(choices.number() % UInt64(pool.count))]
        for _ in 0..<choices.byte() % 4 {
            let index = proof.isEmpty ? 0 : Int(choices.byte()) % proof.count
            switch choices.byte() % 6 {
            case 0 where !proof.isEmpty: proof.remove(at: index)
            case 1 where !proof.isEmpty: proof.append(proof.remove(at: index))
            case 2 where !proof.isEmpty: swap(&proof[index], &other)
            case 3: proof.insert(other, at: index)
            case 4: proof.insert(choices.digest(), at: index)
            default: other = choices.digest()
            }
        }
        return other
    }

    /// A tile's path, a line feed, and the tile's bytes.
    static let tile = Self(
        "tile", sizeLimit: 8300,
        seeds: { _ in
            let paths = [
                "tile/0/000", "tile/0/x001/x234/067.p/12", "tile/entries/x999/999", "tile/63/000.p/255", "tile/1/256",
                "tile/0/x72/x057/x594/x037/x927/x935",
            ]
            let hashes = Array(repeating: UInt8(7), count: 12 * 32)
            return paths.map { Array("\($0)\n".utf8) + hashes }
        },
        check: { input in
            let lines = input.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
            let tile = try Tile(path: text(Array(lines[0])))
            try require(Array(tile.path.utf8) == Array(lines[0]), "its path is written as \(tile.path)")
            try require((1...256).contains(tile.width), "it is \(tile.width) wide")
            guard lines.count == 2, case .hashes(let level) = tile.content else { return }
            try require((0...63).contains(level), "it is of level \(level)")
            try require(tile.nodes.isEmpty || tile.nodes.count == tile.width, "it has \(tile.nodes.count) nodes")
            guard let hashes = try? tile.decode(Array(lines[1])) else { return }
            try require(tile.encode(hashes) == Array(lines[1]), "its hashes are written as other bytes")
        })

    /// Entries one behind the other.
    static let bundle = codec(
        "bundle",
        seeds: { _ in
            let entries = try FuzzStreet.shared.get().honest.entries
            return [
                EntryBundle.encode(entries), EntryBundle.encode(entries.prefix(1)), EntryBundle.encode([[], [1], []]),
                EntryBundle.encode(Array(repeating: [], count: 256)), [],
            ]
        },
        decode: { try EntryBundle.decode($0) }, encode: { EntryBundle.encode($0) },
        also: { try require($0.count <= Tile.fullWidth, "it has \($0.count) entries") })
}

/// A tree large enough for every shape of proof.
private enum TrueTree {
    static let shared = ReferenceTree(leaves: (0..<70).map { cryptography.leafHash([UInt8($0)]) })
}
