import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("Checkpoints under a policy") struct PolicyCheckTests {
    private let street: SimulatedStreet
    private let policy: Policy
    private let root = cryptography.sha256([1])

    init() throws {
        street = try SimulatedStreet()
        policy = try street.policy()
    }

    @Test("recorded from the quorum on", arguments: 0...4) func recorded(count: Int) throws {
        let note = try street.note(size: 9, root: root, cosigners: 0..<count)
        let verified = try policy.check(note, cryptography)
        #expect(verified.isRecorded == (count >= 3))
        #expect(verified.cosigners.map(\.origin) == street.gateways.prefix(count).map(\.origin))
        #expect(verified.cosigners.map(\.time) == (0..<UInt64(count)).map { 1_767_225_600 + $0 })
        #expect(verified.checkpoint == Checkpoint(origin: street.gateways[0].origin, size: 9, root: root))
        #expect(verified.note == note)
    }

    @Test("notes as Go signs them") func sumdb() throws {
        for vector in try Vector.lines("note") {
            let verified = try policy.check(SignedNote(parsing: vector.bytes(3)), cryptography)
            #expect(try vector.number(0) == verified.checkpoint.size && vector.digest(1) == verified.checkpoint.root)
            #expect(try vector.number(2) == verified.cosigners.count)
        }
    }

    @Test("one mirror alone never records") func oneMirror() throws {
        let street = try SimulatedStreet(["roof-a"])
        let note = try street.note(size: 9, root: root, cosigners: 0..<1)
        let verified = try street.policy().check(note, cryptography)
        #expect(verified.cosigners.count == 1 && !verified.isRecorded)
    }

    @Test("a mirror counts once, with its earliest time") func repetition() throws {
        var note = try street.note(size: 9, root: root, cosigners: 0..<1, time: 50)
        for time in [40, 60, 70] as [UInt64] { note.add(try street.cosignature(of: note, by: 0, time: time)) }
        let verified = try policy.check(note, cryptography)
        #expect(verified.cosigners.map(\.time) == [40] && !verified.isRecorded)
        #expect(verified.note.signatures.count == 2, "the log's line and one of the mirror's")
    }

    @Test("what was verified of the same text is not verified again, and nothing else is believed") func known() throws
    {
        let counting = CountingCryptography()
        let two = try policy.check(street.note(size: 9, root: root, cosigners: 0..<2), cryptography)
        let four = try street.note(size: 9, root: root, cosigners: 0..<4)
        let verified = try policy.check(four, knowing: two, counting)
        #expect(try verified == policy.check(four, cryptography))
        #expect(counting.verifiedCount == 2, "two lines are new")
        let other = try policy.check(street.note(size: 10, root: root, cosigners: 0..<4), cryptography)
        _ = try policy.check(four, knowing: other, counting)
        #expect(counting.verifiedCount == 2 + 5, "another text says nothing of this one")
        let line = four.signatures[1]
        var changed = four
        changed.add(NoteSignature(name: line.name, keyID: line.keyID, bytes: line.bytes.dropLast() + [0xFF]))
        #expect(throws: LedgerError.signature(.invalid(line.name))) {
            try policy.check(changed, knowing: verified, cryptography)
        }
    }

    @Test("two verified notes of one text are put together, each mirror with its earliest time") func merged() throws {
        var late = try street.note(size: 9, root: root, cosigners: 0..<1, time: 50)
        late.add(try street.cosignature(of: late, by: 2, time: 60))
        var early = try street.note(size: 9, root: root)
        early.add(try street.cosignature(of: early, by: 2, time: 40))
        early.add(try street.cosignature(of: early, by: 1, time: 70))
        let (one, other) = (try policy.check(late, cryptography), try policy.check(early, cryptography))
        let merged = try policy.rule.merged(one, other)
        #expect(merged.cosigners.map(\.time) == [50, 70, 40] && merged.isRecorded)
        #expect(try merged == policy.check(merged.note, cryptography))
        #expect(try merged == policy.rule.merged(other, one))
        let another = try policy.check(street.note(size: 10, root: root), cryptography)
        #expect(throws: LedgerError.note(.otherText)) { try policy.rule.merged(one, another) }
    }

    @Test("lines of unknown keys are passed over, and left out of what was verified") func unknownLines() throws {
        var note = try street.note(size: 9, root: root, cosigners: 0..<3)
        let sound = note
        let strangers = try SimulatedStreet(["roof-x", "roof-y"])
        let retired = try NoteKey.mirror(
            of: street.gateways[3].origin, SimulatedStreet.signer(99).publicKey, cryptography)
        note.add(try strangers.cosignature(of: note, by: 1))
        note.add(NoteSignature(name: retired.name, keyID: retired.keyID, bytes: [1, 2, 3]))
        let verified = try policy.check(note, cryptography)
        #expect(verified.note == sound && verified.isRecorded)
    }

    @Test("a known key's line that fails refuses the note", arguments: 0..<5) func failingLine(position: Int) throws {
        let note = try street.note(size: 9, root: root, cosigners: 0..<4)
        let line = note.signatures[position]
        let other = try street.note(size: 10, root: root, cosigners: 0..<4).signatures[position]
        for bytes in [other.bytes, Array(line.bytes.dropLast()), line.bytes + [0], [0]] {
            let wrong = NoteSignature(name: line.name, keyID: line.keyID, bytes: bytes)
            var added = note
            added.add(wrong)
            #expect(throws: LedgerError.signature(.invalid(line.name)), "beside a valid one") {
                try policy.check(added, cryptography)
            }
        }
    }

    @Test("the line of another log of the policy must hold too") func otherLog() throws {
        var note = try street.note(size: 9, root: root)
        let key = street.gateways[1].logKey
        note.add(NoteSignature(name: key.name, keyID: key.keyID, bytes: Array(repeating: 0, count: 64)))
        #expect(throws: LedgerError.signature(.invalid(key.name))) { try policy.check(note, cryptography) }
    }

    @Test("notes that the log did not sign") func notSigned() throws {
        let note = try street.note(size: 9, root: root)
        let cosignature = try street.cosignature(of: note, by: 1)
        let unsigned = SignedNote(text: note.text, signature: cosignature)
        #expect(throws: LedgerError.signature(.notSignedByLog(street.gateways[0].origin))) {
            try policy.check(unsigned, cryptography)
        }
        let byOther = SignedNote(
            text: note.text,
            signature: NoteSignature(
                name: street.gateways[1].logKey.name, keyID: street.gateways[1].logKey.keyID,
                bytes: try street.gateways[1].logSigner.sign(note.text)))
        #expect(throws: LedgerError.signature(.notSignedByLog(street.gateways[0].origin)), "signed by another log") {
            try policy.check(byOther, cryptography)
        }
        let strangers = try SimulatedStreet(["roof-x"])
        #expect(throws: LedgerError.signature(.unknownLog(strangers.gateways[0].origin))) {
            try policy.check(strangers.note(size: 9, root: root), cryptography)
        }
    }
}
