import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("Evidence") struct EvidenceTests {
    private let street: SimulatedStreet
    private let policy: Policy
    private let log: SimulatedLog
    /// The same log with another entry 3.
    private let other: SimulatedLog

    init() throws {
        street = try SimulatedStreet()
        policy = try street.policy()
        log = try SimulatedLog(street, count: 9, signer: SimulatedStreet.signer(7))
        other = log.replacing(3, with: try SimulatedLog.entry(log.author, log.signer, index: 3, .senML, [0x81, 0x80]))
    }

    private func fork(_ one: SignedNote, _ other: SignedNote) -> Evidence { .fork(log.origin, one.bytes, other.bytes) }

    private func check(_ evidence: Evidence, author: LogAuthor? = nil) throws -> Conviction {
        try evidence.check(under: policy, author: author, cryptography)
    }

    @Test("two roots at one size convict the log, and the mirror that signed both") func fork() async throws {
        let first = try await log.note(size: 5, cosigners: 0..<3)
        let second = try await other.note(size: 5, cosigners: 2..<4)
        let mirror = street.gateways[2].origin
        #expect(try check(fork(first, second)) == Conviction(origin: log.origin, mirrors: [mirror]))
        #expect(try check(fork(second, first)) == Conviction(origin: log.origin, mirrors: [mirror]))
    }

    @Test("two notes that do not contradict each other") func noFork() async throws {
        let note = try await log.note(size: 5)
        let longer = try await log.note(size: 6)
        let early = try await other.note(size: 3)
        let same = try await log.note(size: 3)
        #expect(throws: LedgerError.evidence(.sameRoot)) { try check(fork(note, note)) }
        #expect(throws: LedgerError.evidence(.sameRoot), "before they part") { try check(fork(early, same)) }
        #expect(throws: LedgerError.evidence(.sizesDiffer)) { try check(fork(note, longer)) }
    }

    @Test("notes that the accused did not sign") func notSigned() async throws {
        let note = try await log.note(size: 5)
        let text = Checkpoint(origin: log.origin, size: 5, root: cryptography.emptyRoot).text
        let gateway = street.gateways[1]
        let byOther = SignedNote(
            text: text,
            signature: NoteSignature(
                name: gateway.logKey.name, keyID: gateway.logKey.keyID, bytes: try gateway.logSigner.sign(text)))
        #expect(throws: LedgerError.signature(.notSignedByLog(log.origin))) { try check(fork(note, byOther)) }
        let forged = SignedNote(text: text, signature: note.signatures[0])
        #expect(throws: LedgerError.signature(.invalid(street.gateways[0].logKey.name))) {
            try check(fork(note, forged))
        }
        let foreign = try Checkpoint(origin: gateway.origin, size: 5, root: cryptography.sha256([9]))
            .signed(by: gateway.logKey, with: gateway.logSigner)
        #expect(throws: LedgerError.evidence(.otherOrigin(gateway.origin))) { try check(fork(note, foreign)) }
    }

    private func rewrite(_ old: SimulatedLog, _ oldSize: Int, _ new: SimulatedLog, _ newSize: Int) async throws
        -> Evidence
    {
        let proof = try await MerkleTree.consistencyProof(
            from: UInt64(oldSize), to: UInt64(newSize), new.tree, cryptography)
        return .rewrite(
            log.origin, older: try await old.note(size: oldSize, cosigners: 0..<2).bytes,
            newer: try await new.note(size: newSize, cosigners: 1..<4).bytes, root: try await new.root(size: oldSize),
            proof: proof)
    }

    @Test("a later head that does not go on from an earlier one", arguments: [4, 5, 6, 7, 8]) func rewrite(size: Int)
        async throws
    {
        let conviction = try check(try await rewrite(log, size, other, 9))
        #expect(conviction == Conviction(origin: log.origin, mirrors: [street.gateways[1].origin]))
    }

    @Test("a later head that does go on, and proofs that show nothing") func noRewrite() async throws {
        let growth = try await rewrite(log, 5, log, 9)
        #expect(throws: LedgerError.evidence(.sameRoot)) { try check(growth) }
        guard case .rewrite(let origin, let older, let newer, let root, let proof) = try await rewrite(log, 5, other, 9)
        else {
            Issue.record("another kind")
            return
        }
        for hashes in [[], proof.dropLast(), proof + proof.prefix(1), proof.reversed()] as [[Digest]] {
            #expect(throws: LedgerError.evidence(.proofFails)) {
                try check(.rewrite(origin, older: older, newer: newer, root: root, proof: hashes))
            }
        }
        #expect(throws: LedgerError.evidence(.proofFails), "a root that leads nowhere") {
            try check(.rewrite(origin, older: older, newer: newer, root: cryptography.emptyRoot, proof: proof))
        }
        #expect(throws: LedgerError.evidence(.sizesOutOfOrder)) {
            try check(.rewrite(origin, older: newer, newer: older, root: root, proof: proof))
        }
    }

    private func entry(_ log: SimulatedLog, _ index: Int) async throws -> Evidence {
        .entry(
            log.origin, index: UInt64(index), entry: log.entries[index], note: try await log.note(size: 9).bytes,
            proof: try await log.path(index, size: 9))
    }

    @Test("a covered entry that no mirror accepts") func entry() async throws {
        let stranger = try SimulatedStreet.signer(8)
        let author = log.author
        let badSignature = log.replacing(3, with: try SimulatedLog.entry(author, stranger, index: 3))
        let conviction = Conviction(origin: log.origin, mirrors: [])
        #expect(try check(try await entry(badSignature, 3), author: author) == conviction)
        let badIndex = log.replacing(3, with: try SimulatedLog.entry(author, log.signer, index: 4))
        #expect(try check(try await entry(badIndex, 3), author: author) == conviction)
        let noEntry = log.replacing(3, with: [0xFF])
        #expect(try check(try await entry(noEntry, 3)) == conviction, "no key is needed to see that")
        let badGenesis = try SimulatedLog(street, count: 9, signer: log.signer, genesisKey: stranger.publicKey)
        #expect(try check(try await entry(badGenesis, 0)) == conviction)
    }

    @Test("entries that mirrors accept, and entries that no head covers") func noEntry() async throws {
        let sound = try await entry(log, 3)
        #expect(throws: LedgerError.evidence(.soundEntry)) { try check(sound, author: log.author) }
        #expect(throws: LedgerError.evidence(.authorUnknown)) { try check(sound) }
        let genesis = try await entry(log, 0)
        #expect(throws: LedgerError.evidence(.soundEntry)) { try check(genesis) }
        guard case .entry(let origin, let index, _, let note, let proof) = sound else {
            Issue.record("another kind")
            return
        }
        #expect(throws: LedgerError.evidence(.proofFails), "bytes that anybody can make up") {
            try check(.entry(origin, index: index, entry: [0xFF], note: note, proof: proof), author: log.author)
        }
    }

    /// The genesis of a log in one of its heads.
    private func genesis(_ log: SimulatedLog, size: Int) async throws -> GenesisAnnouncement {
        let proof = try await log.proof(0, size: size, cosigners: 0..<0)
        return GenesisAnnouncement(entry: log.entries[0], proof: proof.bytes)
    }

    @Test("an entry is judged with the policy alone by the genesis in the file, in whatever head that stands")
    func file() async throws {
        let stranger = try SimulatedStreet.signer(8)
        let bad = log.replacing(3, with: try SimulatedLog.entry(log.author, stranger, index: 3))
        let evidence = try await entry(bad, 3)
        let conviction = Conviction(origin: log.origin, mirrors: [])
        #expect(throws: LedgerError.evidence(.authorUnknown)) {
            try EvidenceFile(evidence).check(under: policy, cryptography)
        }
        for size in [1, 4, 9] {
            let file = EvidenceFile(evidence, genesis: try await genesis(bad, size: size))
            #expect(try file.check(under: policy, cryptography) == conviction)
            #expect(try EvidenceFile(decoding: file.encode()) == file)
        }
        let sound = EvidenceFile(try await entry(log, 3), genesis: try await genesis(log, size: 9))
        #expect(throws: LedgerError.evidence(.soundEntry)) { try sound.check(under: policy, cryptography) }
    }

    @Test("a sound entry is not judged by a genesis that its log did not sign")
    func exchangedGenesis() async throws {
        let stranger = try SimulatedStreet.signer(8)
        let sound = try await entry(log, 3)
        let forged = try SimulatedLog(street, count: 9, signer: stranger)
        let path = try await forged.path(0, size: 4)
        let proof = LogProof(index: 0, hashes: path, note: try await log.note(size: 4))
        let exchanged = GenesisAnnouncement(entry: forged.entries[0], proof: proof.bytes)
        #expect(throws: LedgerError.proof(.notIncluded(index: 0))) {
            try EvidenceFile(sound, genesis: exchanged).check(under: policy, cryptography)
        }
        let neighbour = street.gateways[1]
        let key = stranger.publicKey
        let theirs = LogAuthor(origin: neighbour.origin, key: key, cryptography)
        let entry = try SimulatedLog.entry(
            theirs, stranger, index: 0, .genesis,
            try Genesis(key: key, meters: [], software: "heliograph 0.1.0").encode())
        let head = Checkpoint(origin: neighbour.origin, size: 1, root: cryptography.leafHash(entry))
        let note = try head.signed(by: neighbour.logKey, with: neighbour.logSigner)
        let other = GenesisAnnouncement(entry: entry, proof: LogProof(index: 0, hashes: [], note: note).bytes)
        #expect(throws: LedgerError.evidence(.otherOrigin(neighbour.origin))) {
            try EvidenceFile(sound, genesis: other).check(under: policy, cryptography)
        }
    }
}
