import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("A rule by which notes are judged") struct RecordRuleTests {
    private let street: SimulatedStreet
    private let old: Policy
    private let new: Policy
    /// Of the last gateway's new card.
    private let signer: PrivateKey

    init() throws {
        street = try SimulatedStreet(["roof-a", "roof-b", "roof-c", "roof-d"])
        old = try street.policy()
        signer = try SimulatedStreet.signer(99)
        new = try old.changed(
            adding: [.mirror(of: street.gateways[3].origin, signer.publicKey, cryptography)], quorum: nil, cryptography)
    }

    /// A note with the lines of some of the five mirrors, of which the last is the new one; each dates it by its place.
    private func note(_ mirrors: Set<Int>) throws -> SignedNote {
        var note = try street.note(size: 7, root: cryptography.emptyRoot)
        for place in mirrors.sorted() {
            let key =
                try place < 4
                ? street.gateways[place].mirrorKey
                : .mirror(of: street.gateways[3].origin, signer.publicKey, cryptography)
            let signer = place < 4 ? street.gateways[place].mirrorSigner : signer
            note.add(try Cosignature.sign(note.text, time: 1_767_225_600 + UInt64(place * 60), key: key, with: signer))
        }
        return note
    }

    private var everySet: [Set<Int>] {
        (0..<32).map { bits in Set((0..<5).filter { bits >> $0 & 1 == 1 }) }
    }

    @Test("of two versions: exactly what both call a record, dated by the later of their medians")
    func both() throws {
        let rule = RecordRule(from: old, to: new)
        for mirrors in everySet {
            let note = try note(mirrors)
            let (one, other) = (try old.check(note, cryptography), try new.check(note, cryptography))
            let found = try rule.check(note, cryptography)
            #expect(found.isRecorded == (one.isRecorded && other.isRecorded), "\(mirrors)")
            if found.isRecorded { #expect(found.recordedTime == [one, other].compactMap(\.recordedTime).max()) }
            #expect(found.note == note, "no line is lost")
            let half = try rule.check(self.note(mirrors.filter { $0 % 2 == 0 }), cryptography)
            #expect(try rule.merged(half, found) == found)
        }
    }

    @Test("of a version that passes lines of the one before: they are kept and count for nothing")
    func passing() throws {
        let rule = RecordRule(new, passing: old)
        for mirrors in everySet {
            let note = try note(mirrors)
            let (alone, found) = (try new.check(note, cryptography), try rule.check(note, cryptography))
            #expect(found.recordedTime == alone.recordedTime && found.note == note, "\(mirrors)")
        }
        var forged = try note([0, 1, 2])
        let line = try #require(try note([3]).signatures.last)
        forged.add(NoteSignature(name: line.name, keyID: line.keyID, bytes: line.bytes.reversed()))
        #expect(throws: LedgerError.self) { try rule.check(forged, cryptography) }
    }

    @Test("of two versions with two keys of a log: one of them signs, and both lines stay in their order")
    func logKeys() throws {
        let (gateway, next) = (street.gateways[0], try SimulatedStreet.signer(98))
        let key = try NoteKey.log(of: gateway.origin, next.publicKey, cryptography)
        let renewed = try old.changed(adding: [key], quorum: nil, cryptography)
        let rule = RecordRule(from: old, to: renewed)
        let former = try note([0, 1, 2])
        let line = NoteSignature(name: key.name, keyID: key.keyID, bytes: try next.sign(former.text))
        var alone = SignedNote(text: former.text, signature: line)
        for line in former.signatures.dropFirst() { alone.add(line) }
        var both = former
        both.add(line)
        let found = try [former, alone, both].map { try rule.check($0, cryptography) }
        #expect(found.allSatisfy { $0.isRecorded })
        let identifiers = found[2].note.signatures.prefix(2).map(\.keyID)
        #expect(identifiers == [gateway.logKey.keyID, key.keyID].sorted())
        #expect(try rule.merged(found[0], found[1]) == found[2])
        #expect(try rule.merged(found[1], found[0]) == found[2])
        var unsigned = SignedNote(text: former.text, signature: former.signatures[1])
        unsigned.add(former.signatures[2])
        #expect(throws: LedgerError.signature(.notSignedByLog(gateway.origin))) {
            try rule.check(unsigned, cryptography)
        }
        let forged = NoteSignature(name: key.name, keyID: key.keyID, bytes: line.bytes.reversed())
        both = former
        both.add(forged)
        #expect(throws: LedgerError.signature(.invalid(key.name))) { try rule.check(both, cryptography) }
    }
}
