import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("Proofs of logging") struct LogProofTests {
    private let street: SimulatedStreet
    private let policy: Policy

    init() throws {
        street = try SimulatedStreet()
        policy = try street.policy()
    }

    private func log(count: Int = 11, signer: PrivateKey? = nil, genesisKey: PublicKey? = nil) throws -> SimulatedLog {
        try SimulatedLog(street, count: count, signer: signer ?? SimulatedStreet.signer(7), genesisKey: genesisKey)
    }

    @Test("every entry at every size, with either kind of key", arguments: PrivateKey.Kind.allCases)
    func valid(kind: PrivateKey.Kind) async throws {
        let log = try log(signer: .generate(kind))
        for size in 1...11 {
            for index in 0..<size {
                let proof = try LogProof(parsing: try await log.proof(index, size: size).bytes)
                let proven = try proof.verify(entry: log.entries[index], under: policy, cryptography)
                #expect(proven.note.checkpoint.size == UInt64(size) && proven.note.isRecorded)
                #expect(proven.note.checkpoint.origin == log.origin && proven.note.cosigners.count == 4)
                #expect(proven.header.index == UInt64(index) && proven.header.issuer == log.origin)
                #expect(proven.statementKey == log.signer.publicKey && proven.entry.bytes == log.entries[index])
            }
        }
    }

    @Test("the text") func text() async throws {
        let log = try log(count: 3)
        let proof = try await log.proof(2, size: 3)
        let lines = String(decoding: proof.bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "c2sp.org/tlog-proof@v1" && lines[1].hasPrefix("extra ") && lines[2] == "index 2")
        #expect(lines[4].isEmpty && lines[5] == "linden.energy/roof-a" && lines[8].isEmpty)
        #expect(try LogProof(parsing: proof.bytes) == proof)
    }

    @Test("fewer cosignatures than the quorum") func notRecorded() async throws {
        let log = try log()
        let proof = try await log.proof(5, size: 11, cosigners: 1..<3)
        #expect(throws: LedgerError.proof(.notRecorded(cosigners: 2, quorum: 3))) {
            try proof.verify(entry: log.entries[5], under: policy, cryptography)
        }
        let proven = try proof.verify(entry: log.entries[5], under: policy, requiresRecord: false, cryptography)
        #expect(!proven.note.isRecorded)
    }

    @Test("any byte of the entry flipped") func flippedEntry() async throws {
        let log = try log(count: 4)
        let proof = try await log.proof(2, size: 4)
        for position in log.entries[2].indices {
            var entry = log.entries[2]
            entry[position] ^= 1
            #expect(throws: LedgerError.proof(.notIncluded(index: 2))) {
                try proof.verify(entry: entry, under: policy, cryptography)
            }
        }
    }

    @Test("any byte of the proof flipped, the lines of mirrors included") func flippedProof() async throws {
        let log = try log(count: 4)
        let bytes = try await log.proof(2, size: 4, cosigners: 0..<3).bytes
        for position in bytes.indices {
            var altered = bytes
            altered[position] ^= 1
            #expect(throws: LedgerError.self, "byte \(position)") {
                try LogProof(parsing: altered).verify(entry: log.entries[2], under: policy, cryptography)
            }
        }
    }

    @Test("hashes that lead elsewhere") func hashes() async throws {
        let log = try log()
        let sound = try await log.proof(5, size: 11)
        func verify(index: UInt64 = 5, _ hashes: [Digest]) throws {
            _ = try LogProof(extra: sound.extra, index: index, hashes: hashes, note: sound.note)
                .verify(entry: log.entries[5], under: policy, cryptography)
        }
        try verify(sound.hashes)
        let cases: [(UInt64, [Digest], Comment)] = [
            (5, [], "no hashes"), (5, sound.hashes.dropLast(), "a hash too few"),
            (5, sound.hashes + sound.hashes.prefix(1), "a hash too many"),
            (5, sound.hashes.reversed(), "another order"),
            (4, sound.hashes, "another index"), (11, sound.hashes, "an index behind the last"),
            (.max, sound.hashes, "the largest index"),
        ]
        for (index, hashes, reason) in cases {
            #expect(throws: LedgerError.proof(.notIncluded(index: index)), reason) { try verify(index: index, hashes) }
        }
    }

    @Test("a genesis that is missing, another log's, or not signed by its key") func genesis() async throws {
        let log = try log()
        let sound = try await log.proof(5, size: 11)
        func verify(_ extra: [UInt8]?, of other: SimulatedLog? = nil, _ proof: LogProof? = nil) throws {
            var proof = proof ?? sound
            proof.extra = extra
            _ = try proof.verify(entry: (other ?? log).entries[5], under: policy, cryptography)
        }
        #expect(throws: LedgerError.proof(.noGenesis)) { try verify(nil) }
        for extra in [
            [], [0x82], Array(repeating: 0x80, count: 100), CBOR.array([.bytes([1]), .array([.bytes([2])])]).encode(),
        ] {
            #expect(throws: LedgerError.proof(.extraContent)) { try verify(extra) }
        }
        let forged = try self.log(signer: SimulatedStreet.signer(8))
        let path = try await log.path(0, size: 11)
        #expect(throws: LedgerError.proof(.genesisNotIncluded), "another genesis") {
            try verify(ProofExtra(genesis: forged.entries[0], path: path).bytes)
        }
        #expect(throws: LedgerError.proof(.genesisNotIncluded), "another path") {
            try verify(ProofExtra(genesis: log.entries[0], path: path.reversed()).bytes)
        }
        let notOwn = try self.log(genesisKey: SimulatedStreet.signer(8).publicKey)
        let proof = try await notOwn.proof(5, size: 11)
        #expect(throws: LedgerError.self, "a genesis that names a key which did not sign it") {
            try verify(proof.extra, of: notOwn, proof)
        }
    }

    @Test("the genesis with its path and the record that the entry names, as CBOR writes them") func extra() throws {
        let hash = try #require(Digest(Array(repeating: UInt8(0x11), count: 32)))
        let extra = ProofExtra(genesis: [1, 2], path: [hash])
        let content: [UInt8] = [0x42, 1, 2, 0x81, 0x58, 0x20] + Array(repeating: 0x11, count: 32)
        #expect(extra.bytes == [0x82] + content)
        #expect(try ProofExtra(parsing: extra.bytes) == extra)
        let named = ProofExtra(genesis: [1, 2], path: [hash], record: [7])
        #expect(named.bytes == [0x83] + content + [0x41, 7])
        #expect(try ProofExtra(parsing: named.bytes) == named)
        let refused: [[UInt8]] = [[0x81, 0x41, 1], [0x83] + content + [0xf6], [0x84] + content + [0x41, 7, 0x41, 7]]
        for refused in refused {
            #expect(throws: LedgerError.proof(.extraContent)) { try ProofExtra(parsing: refused) }
        }
    }

    /// A log whose entry 5 names the record of three entries, with the lines of these mirrors, and its proof in a record of eleven.
    private func named(
        cosigners: Range<Int> = 0..<3, carrying note: ((SignedNote) throws -> [UInt8]?)? = nil
    ) async throws -> (log: SimulatedLog, proof: LogProof) {
        let log = try log()
        let record = try await log.note(size: 3, cosigners: cosigners)
        let entry = try SimulatedLog.entry(
            log.author, log.signer, index: 5, record: cryptography.sha256(record.bytes))
        let naming = log.replacing(5, with: entry)
        var proof = try await naming.proof(5, size: 11)
        let carried: [UInt8]? = if let note { try note(record) } else { record.bytes }
        proof.extra =
            ProofExtra(
                genesis: log.entries[0], path: try await naming.path(0, size: 11), record: carried
            ).bytes
        return (naming, try LogProof(parsing: proof.bytes))
    }

    @Test("the record that the entry names shows after what it was made, and the one that covers it by when")
    func interval() async throws {
        let (log, proof) = try await named()
        let proven = try proof.verify(entry: log.entries[5], under: policy, cryptography)
        let epoch: UInt64 = 1_767_225_600  // the mirrors' times go up from here by a second
        #expect(proven.interval == ProvenInterval(beginning: .after(epoch + 1), end: epoch + 2, clockCount: 4))
        #expect(proven.interval.disagreement == nil)
        let (_, without) = try await named { _ in nil }
        #expect(
            try without.verify(entry: log.entries[5], under: policy, cryptography).interval.beginning == .notShown)
        let plain = try self.log()
        let unnamed = try await plain.proof(5, size: 11, cosigners: 1..<3)
        let unrecorded = try unnamed.verify(
            entry: plain.entries[5], under: policy, requiresRecord: false, cryptography)
        #expect(unrecorded.interval == ProvenInterval(beginning: .namesNone, end: nil, clockCount: 2))
        let (few, loose) = try await named(cosigners: 0..<2)
        #expect(
            try loose.verify(entry: few.entries[5], under: policy, cryptography).interval.beginning == .notRecorded)
        #expect(ProvenInterval(beginning: .after(9), end: 7, clockCount: 3).disagreement == 2)
        #expect(ProvenInterval(beginning: .after(9), end: 9, clockCount: 3).disagreement == nil)
    }

    @Test("another note than the one that the entry names") func otherRecord() async throws {
        let other = try await log().note(size: 4, cosigners: 0..<3)
        let carried: [(Comment, (SignedNote) throws -> [UInt8]?)] = [
            ("another record", { _ in other.bytes }), ("no note", { _ in [] }),
            (
                "a line more",
                { note in
                    var more = note
                    more.add(try street.cosignature(of: note, by: 3))
                    return more.bytes
                }
            ),
        ]
        for (reason, note) in carried {
            let (log, proof) = try await named(carrying: note)
            #expect(throws: LedgerError.proof(.otherRecord), reason) {
                try proof.verify(entry: log.entries[5], under: policy, cryptography)
            }
        }
        let unnaming = try log()
        var proof = try await unnaming.proof(5, size: 11)
        proof.extra =
            ProofExtra(
                genesis: unnaming.entries[0], path: try await unnaming.path(0, size: 11), record: other.bytes
            ).bytes
        #expect(throws: LedgerError.proof(.otherRecord), "an entry that names none") {
            try proof.verify(entry: unnaming.entries[5], under: policy, cryptography)
        }
    }

    @Test("one mirror's proof is never enough") func oneMirror() async throws {
        let street = try SimulatedStreet(["roof-a"])
        let log = try SimulatedLog(street, count: 1, signer: SimulatedStreet.signer(7))
        let proof = try await log.proof(0, size: 1, cosigners: 0..<1)
        #expect(throws: LedgerError.proof(.notRecorded(cosigners: 1, quorum: 2))) {
            try proof.verify(entry: log.entries[0], under: street.policy(), cryptography)
        }
    }

    @Test("an entry that another key signed, or for another place") func wrongSignature() async throws {
        let log = try log()
        let other = try SimulatedStreet.signer(8)
        let cases: [([UInt8], EntryFault, Comment)] = [
            (try SimulatedLog.entry(log.author, other, index: 5), .signature, "another key"),
            (try SimulatedLog.entry(log.author, log.signer, index: 6), .index(6, expected: 5), "another index"),
        ]
        for (entry, fault, reason) in cases {
            let liar = log.replacing(5, with: entry)
            let proof = try await liar.proof(5, size: 11)
            #expect(throws: LedgerError.statement(.check(fault)), reason) {
                try proof.verify(entry: entry, under: policy, cryptography)
            }
        }
    }

    @Test(
        "refused texts",
        arguments: [
            ("", .noCheckpoint, "nothing"), ("c2sp.org/tlog-proof@v1\nindex 0\n", .noCheckpoint, "no checkpoint"),
            ("c2sp.org/tlog-proof@v2\nindex 0\n\n", .heading, "another version"),
            ("c2sp.org/tlog-proof@v1 \nindex 0\n\n", .heading, "a space behind the heading"),
            ("\n\n", .heading, "no heading"),
            ("c2sp.org/tlog-proof@v1\n\n", .index, "no index"),
            ("c2sp.org/tlog-proof@v1\nindex 08\n\n", .index, "a leading zero"),
            ("c2sp.org/tlog-proof@v1\nindex -1\n\n", .index, "a negative index"),
            ("c2sp.org/tlog-proof@v1\nindex\t1\n\n", .index, "a tab"),
            ("c2sp.org/tlog-proof@v1\nindex 18446744073709551616\n\n", .index, "2^64"),
            ("c2sp.org/tlog-proof@v1\nindex 0\nextra AA==\n\n", .hash(ordinal: 1), "extra behind index"),
            ("c2sp.org/tlog-proof@v1\nextra AA\nindex 0\n\n", .extra, "extra without padding"),
            ("c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n\n", .index, "extra twice"),
            ("c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n", .hash(ordinal: 1), "a hash of 3 bytes"),
        ] as [(String, ProofFault, Comment)])
    func refused(text: String, fault: ProofFault, reason: Comment) {
        #expect(throws: LedgerError.proof(fault), reason) { try LogProof(parsing: Array(text.utf8)) }
    }

    @Test("as many hashes as a tree can need, and one more") func hashLimit() async throws {
        let note = try await log(count: 1).note(size: 1)
        func proof(_ count: Int) -> [UInt8] {
            LogProof(index: 0, hashes: Array(repeating: cryptography.emptyRoot, count: count), note: note).bytes
        }
        #expect(try LogProof(parsing: proof(63)).hashes.count == 63)
        #expect(throws: LedgerError.proof(.tooManyHashes(64))) { try LogProof(parsing: proof(64)) }
        let flood = proof(25_000)
        #expect(throws: LedgerError.proof(.tooLong(byteCount: flood.count))) { try LogProof(parsing: flood) }
        let one = try LogProof(parsing: proof(1))
        let entry = try log(count: 1).entries[0]
        #expect(throws: LedgerError.proof(.notIncluded(index: 0)), "a tree of one leaf, with a hash") {
            try one.verify(entry: entry, under: policy, cryptography)
        }
    }
}
