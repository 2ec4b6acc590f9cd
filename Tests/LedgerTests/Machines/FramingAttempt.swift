import Ledger
import Metering
import Signing
import Statements
import Testing

/// What somebody may put together to have an honest log convicted: of what the log signed, of what others signed, and of
/// what anybody can make up.
enum FramingAttempt: String, CaseIterable, CustomTestStringConvertible {
    case forkOfOneHead = "a fork of one note and itself"
    case forkOfOtherLines = "a fork of one head with other lines"
    case forkOfTwoSizes = "a fork of two sizes"
    case forkWithNeighboursHead = "a fork with another log's head"
    case forkWithMovedLine = "a fork with a made-up root under the line of a true head"
    case forkWithMirrorsOnly = "a fork with a made-up root that a mirror cosigned and the log never signed"
    case forkWithStrangersKey =
        "a fork with a made-up root, signed by a key of the log's name that the policy does not know"
    case forkWithBentLine = "a fork with a made-up root and a bit of the log's signature changed"
    case forkWithExtensionLine = "a fork with a line more in the text"
    case forkUnderOtherName = "another log's true fork, said to be this one's"
    case growth = "a rewrite that is growth"
    case rewriteByMadeUpRoot = "a rewrite with a made-up root and a true proof"
    case rewriteByFailingProof = "a rewrite with a true root's proof in another order"
    case rewriteWithoutProof = "a rewrite without a proof"
    case rewriteWithLongProof = "a rewrite with a hash too many"
    case rewriteBackwards = "a rewrite from the larger head to the smaller"
    case rewriteToNeighboursHead = "a rewrite to another log's head"
    case soundEntry = "an entry that is in order"
    case soundGenesis = "a genesis that is in order"
    case bentEntry = "an entry with a bit of its signature changed, and the true one's path"
    case malleatedEntry = "an entry whose signature has the group's order added, and the true one's path"
    case entryWithTrailingByte = "an entry with a byte behind it, and the true one's path"
    case garbageAtIndex = "garbage with a true entry's path"
    case nodeAsEntry = "two hashes of the tree as an entry, with the path of the node above them"
    case entryAtOtherIndex = "an entry at another's index"
    case entryBeyondHead = "an entry beyond the head"
    case neighboursEntry = "another log's entry with a true path"
    case entryWithNeighboursHead = "another log's entry with its own true path and head"

    var testDescription: String { rawValue }
}

extension FramingAttempt {
    /// What there is to make an attempt of: heads of sizes 3 and above of the victim, and a neighbour who helps.
    struct Material {
        let victim: SimulatedGateway
        let neighbour: SimulatedGateway
        let street: Neighbourhood
        let newest: SignedNote
        let older: SignedNote
        /// The size of `older`.
        let size: UInt64
        let log: SimulatedDisk.Log

        var origin: Origin { victim.origin }
        var madeUp: Digest { cryptography.sha256([0]) }
        var total: UInt64 { UInt64(log.entries.count) }

        /// - Parameter street: everything is recorded in it.
        init(_ street: Neighbourhood) throws {
            self.street = street
            victim = street.gateways[0]
            neighbour = street.gateways[3]
            log = victim.own { $0 }
            guard let note = log.notes[.recorded] else { throw LedgerError.note(.noSignature) }
            newest = try SignedNote(parsing: note)
            size = UInt64(log.entries.count / 2)
            older = try victim.identity.signHead(of: Self.head(log.entries.prefix(Int(size)))).note
        }

        static func head(_ entries: some Sequence<[UInt8]>) -> MerkleFrontier {
            var frontier = MerkleFrontier()
            for entry in entries { frontier.append(leaf: cryptography.leafHash(entry), cryptography) }
            return frontier
        }

        /// A head of the newest size with a root that nobody computed.
        func madeUpText() -> [UInt8] { Checkpoint(origin: origin, size: total, root: madeUp).text }

        func growth() async throws -> [Digest] {
            try await MerkleTree.consistencyProof(from: size, to: total, log, cryptography)
        }

        func path(_ index: UInt64) async throws -> [Digest] {
            try await MerkleTree.inclusionProof(index: index, size: total, log, cryptography)
        }

        func fork(_ other: SignedNote) -> Evidence { .fork(origin, newest.bytes, other.bytes) }

        func rewrite(root: Digest, _ proof: [Digest]) -> Evidence {
            .rewrite(origin, older: older.bytes, newer: newest.bytes, root: root, proof: proof)
        }

        func entry(_ bytes: [UInt8], at index: UInt64 = 1, pathOf place: UInt64 = 1) async throws -> Evidence {
            .entry(origin, index: index, entry: bytes, note: newest.bytes, proof: try await path(place))
        }
    }

    /// The piece of evidence that shall convict the victim.
    func evidence(_ material: Material) async throws -> Evidence {
        switch self {
        case .forkOfOneHead, .forkOfOtherLines, .forkOfTwoSizes, .forkWithNeighboursHead, .forkWithMovedLine,
            .forkWithMirrorsOnly, .forkWithStrangersKey, .forkWithBentLine, .forkWithExtensionLine, .forkUnderOtherName:
            try fork(material)
        case .growth, .rewriteByMadeUpRoot, .rewriteByFailingProof, .rewriteWithoutProof, .rewriteWithLongProof,
            .rewriteBackwards, .rewriteToNeighboursHead:
            try await rewrite(material)
        default: try await entry(material)
        }
    }

    private func fork(_ material: Material) throws -> Evidence {
        let (newest, key) = (material.newest, material.newest.signatures[0])
        let text = material.madeUpText()
        func signed(_ bytes: [UInt8], over text: [UInt8], keyID: UInt32? = nil) -> Evidence {
            let line = NoteSignature(name: key.name, keyID: keyID ?? key.keyID, bytes: bytes)
            return material.fork(SignedNote(text: text, signature: line))
        }
        switch self {
        case .forkOfOneHead: return material.fork(newest)
        case .forkOfOtherLines:
            var other = SignedNote(text: newest.text, signature: key)
            other.add(try material.street.keys.cosignature(of: newest, by: 3, time: 1_767_999_999))
            return material.fork(other)
        case .forkOfTwoSizes: return material.fork(material.older)
        case .forkWithNeighboursHead:
            let head = Material.head(material.log.entries)
            return material.fork(try material.neighbour.identity.signHead(of: head).note)
        case .forkWithMovedLine: return signed(key.bytes, over: text)
        case .forkWithMirrorsOnly:
            let line = try Cosignature.sign(
                text, time: 1_767_225_700, key: material.street.keys.gateways[3].mirrorKey,
                with: material.street.keys.gateways[3].mirrorSigner)
            return material.fork(SignedNote(text: text, signature: line))
        case .forkWithStrangersKey:
            return signed(try SimulatedStreet.signer(99).sign(text), over: text, keyID: 0x0102_0304)
        case .forkWithBentLine:
            var bytes = key.bytes
            bytes[5] ^= 4
            return signed(bytes, over: text)
        case .forkWithExtensionLine:
            return signed(key.bytes, over: newest.text + Array("a line more\n".utf8))
        default:  // forkUnderOtherName
            let entries = material.neighbour.own(\.entries)
            let (one, other) = (Material.head(entries), Material.head(entries.dropLast() + [[1]]))
            let identity = material.neighbour.identity
            return .fork(
                material.origin, try identity.signHead(of: one).note.bytes, try identity.signHead(of: other).note.bytes)
        }
    }

    private func rewrite(_ material: Material) async throws -> Evidence {
        let proof = try await material.growth()
        let root = Material.head(material.log.entries.prefix(Int(material.size))).root(cryptography)
        switch self {
        case .growth: return material.rewrite(root: root, proof)
        case .rewriteByMadeUpRoot: return material.rewrite(root: material.madeUp, proof)
        case .rewriteByFailingProof: return material.rewrite(root: material.madeUp, proof.reversed())
        case .rewriteWithoutProof: return material.rewrite(root: material.madeUp, [])
        case .rewriteWithLongProof: return material.rewrite(root: material.madeUp, proof + [material.madeUp])
        case .rewriteBackwards:
            return .rewrite(
                material.origin, older: material.newest.bytes, newer: material.older.bytes, root: material.madeUp,
                proof: proof)
        default:  // rewriteToNeighboursHead
            let foreign = try material.neighbour.identity.signHead(of: Material.head([[1], [2], [3], [4], [5], [6]]))
            return .rewrite(
                material.origin, older: material.older.bytes, newer: foreign.note.bytes, root: material.madeUp,
                proof: [])
        }
    }

    private func entry(_ material: Material) async throws -> Evidence {
        let genuine = material.log.entries[1]
        switch self {
        case .soundEntry: return try await material.entry(genuine)
        case .soundGenesis: return try await material.entry(material.log.entries[0], at: 0, pathOf: 0)
        case .bentEntry: return try await material.entry(genuine.dropLast() + [genuine[genuine.count - 1] ^ 1])
        case .malleatedEntry: return try await material.entry(Self.malleated(genuine))
        case .entryWithTrailingByte: return try await material.entry(genuine + [0])
        case .garbageAtIndex: return try await material.entry([1, 2, 3])
        case .nodeAsEntry:
            let hashes = [0, 1].map { cryptography.leafHash(material.log.entries[$0]) }
            let path = try await material.path(0).dropFirst()
            return .entry(
                material.origin, index: 0, entry: hashes.flatMap(\.bytes), note: material.newest.bytes,
                proof: Array(path))
        case .entryAtOtherIndex: return try await material.entry(genuine, at: 2)
        case .entryBeyondHead: return try await material.entry(genuine, at: material.total + 1)
        case .neighboursEntry: return try await material.entry(material.neighbour.own(\.entries)[1])
        default:  // entryWithNeighboursHead
            let log = material.neighbour.own { $0 }
            let note = try material.neighbour.identity.signHead(of: log.frontier).note
            let path = try await MerkleTree.inclusionProof(
                index: 1, size: UInt64(log.entries.count), log, cryptography)
            return .entry(material.origin, index: 1, entry: log.entries[1], note: note.bytes, proof: path)
        }
    }

    /// The entry with Ed25519's group order added to the second half of its signature: the same to a verifier that does not
    /// look whether that half is in range (RFC 8032 §5.1.7 says to).
    static func malleated(_ entry: [UInt8]) -> [UInt8] {
        let order: [UInt8] =
            [0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14]
            + Array(repeating: 0, count: 15) + [0x10]
        var bytes = entry
        var carry = 0
        for (offset, summand) in order.enumerated() {
            let place = bytes.count - 32 + offset
            let sum = Int(bytes[place]) + Int(summand) + carry
            bytes[place] = UInt8(sum & 255)
            carry = sum >> 8
        }
        return bytes
    }
}
