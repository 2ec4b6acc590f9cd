import Ledger
import Signing
import Statements
import Testing

@Suite("A log key that is renewed") struct LogKeyRenewalTests {
    /// Which of the last gateway's log keys signed a note.
    private func signers(_ note: SignedNote, _ versioned: VersionedStreet) throws -> [Bool] {
        let origin = versioned.gateways[3].origin
        let new = try NoteKey.log(of: origin, #require(versioned.newLog).publicKey, cryptography)
        return [versioned.street.keys.gateways[3].logKey, new].map { !note.signatures(by: $0).isEmpty }
    }

    /// A street in which the last gateway has another log key, and these gateways have followed; and a proof from before.
    private func renewed(followedBy places: [Int]) async throws -> (street: VersionedStreet, old: LogProof) {
        var versioned = try VersionedStreet()
        let street = versioned.street
        try await street.startAll()
        await street.run(.seconds(21))
        #expect(await versioned.areRecorded(street.gateways))
        let old = try await versioned.proof(2, of: street.gateways[3])
        try versioned.renewLastLog()
        for place in places { try await versioned.adopt(street.gateways[place]) }
        await street.run(.seconds(21))
        #expect(await versioned.areRecorded(street.gateways))
        return (versioned, old)
    }

    @Test("signs beside the old one until the neighbours know it, and then alone: all is recorded and proven meanwhile")
    func life() async throws {
        var (versioned, old) = try await renewed(followedBy: [3])
        let street = versioned.street
        let last = street.gateways[3]
        let before = last.recordedSize
        let both = try #require(last.street?.writer.recorded?.note)
        #expect(try signers(both, versioned) == [true, true])
        #expect(street.rules(of: last).adoptions.last?.record != nil)
        // Neighbours who have not followed know the old key alone, and go on cosigning by it.
        let held = try #require(street.gateways[0].street?.mirrors[last.origin]?.held)
        #expect(try signers(held.note, versioned) == [true, false] && held.checkpoint.size == last.size)
        for place in 0..<3 { try await versioned.adopt(street.gateways[place]) }
        await street.run(.seconds(21))
        #expect(await versioned.areRecorded(street.gateways))

        versioned.hasLeftOldLogKey = true
        try await versioned.adopt(last)
        await street.run(.seconds(21))
        #expect(await versioned.areRecorded(street.gateways))
        let alone = try #require(last.street?.writer.recorded?.note)
        #expect(try signers(alone, versioned) == [false, true] && last.recordedSize > before)
        // Whoever begins with nothing takes the log from its beginning, though the old key signs no more.
        let lost = street.gateways[1]
        try await street.exchangeCard(of: lost)
        await street.run(.seconds(31))
        #expect(await versioned.areRecorded(street.gateways))
        #expect(lost.street?.mirrors[last.origin]?.frontier.size == last.size)
        // So does the log's own gateway.
        try await street.exchangeCard(of: last)
        await street.run(.seconds(31))
        #expect(await versioned.areRecorded(street.gateways))

        let entries = last.own(\.entries)
        let new = try await versioned.proof(last.recordedSize - 1, of: last)
        for known in [try versioned.first(), try versioned.known] {
            #expect(try old.verify(entry: entries[2], under: known, cryptography).version?.number == 1)
            let proven = try new.verify(entry: entries[Int(last.recordedSize) - 1], under: known, cryptography)
            #expect(proven.version?.number == 2 && proven.note.isRecorded)
        }
        #expect(throws: LedgerError.signature(.notSignedByLog(last.origin))) {
            try new.verify(
                entry: entries[Int(last.recordedSize) - 1], under: KnownPolicy(alone: street.policy), cryptography)
        }
        try await street.inspect()
    }

    @Test("leaves the old one able to convict nobody, once that is on record", arguments: [false, true])
    func retired(isOnRecord: Bool) async throws {
        let versioned = try await renewed(followedBy: isOnRecord ? [3, 0, 1, 2] : []).street
        let street = versioned.street
        let last = street.gateways[3]
        let mirror = try #require(street.gateways[0].street?.mirrors[last.origin])
        let moment = street.moment(of: street.gateways[0])
        func head(size: UInt64, _ number: UInt8, with signer: PrivateKey) throws -> SignedNote {
            let key = try NoteKey.log(of: last.origin, signer.publicKey, cryptography)
            return try Checkpoint(origin: last.origin, size: size, root: cryptography.sha256([number]))
                .signed(by: key, with: signer)
        }
        let (old, new) = (street.keys.gateways[3].logSigner, try #require(versioned.newLog))
        func convicts(_ signer: PrivateKey, size: UInt64) throws -> [Bool] {
            let (one, other) = (try head(size: size, 1, with: signer), try head(size: size, 2, with: signer))
            var seeing = mirror
            _ = try seeing.receive(note: one.bytes, at: moment)
            _ = try seeing.receive(note: other.bytes, at: moment)
            var told = mirror
            let outcome = try? told.receive(.fork(last.origin, one.bytes, other.bytes))
            #expect((outcome == nil) == (told.evidence == nil))
            return [seeing.evidence != nil, told.evidence != nil]
        }
        let size = mirror.frontier.size
        // What was never held as well as what is.
        #expect(try convicts(old, size: size + 9) == [!isOnRecord, !isOnRecord])
        guard isOnRecord else { return }
        #expect(try convicts(new, size: size + 9) == [true, true])
        let early = try head(size: 2, 1, with: old)
        var compared = mirror
        #expect(try compared.receive(note: early.bytes, at: moment).effects.isEmpty, "nothing to compare")
        let outcome = try compared.receive(note: head(size: 2, 1, with: new).bytes, at: moment)
        #expect(!outcome.effects.isEmpty)
        #expect(throws: LedgerError.evidence(.retiredKey)) {
            var told = mirror
            _ = try told.receive(
                .fork(last.origin, head(size: 2, 1, with: old).bytes, head(size: 2, 2, with: old).bytes))
        }
    }
}
