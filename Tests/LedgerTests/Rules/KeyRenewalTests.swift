import Ledger
import Metering
import Signing
import Statements
import Testing

/// A gateway with two statement keys, of which the second takes over, whatever becomes of its card meanwhile.
@Suite("A statement key that is renewed") struct KeyRenewalTests {
    private let street: Neighbourhood
    private let gateway: SimulatedGateway
    /// With the first key alone, with both, and with the second alone.
    private let (old, both, new): (LedgerIdentity, LedgerIdentity, LedgerIdentity)

    init() async throws {
        street = try Neighbourhood()
        gateway = street.gateways[1]
        let next = try PrivateKey.generate(.p256)
        let first = gateway.identity
        func identity(_ signer: any Signer, _ next: (any Signer)?) throws -> LedgerIdentity {
            try LedgerIdentity(
                origin: first.origin, known: first.known, cryptography: cryptography, statementSigner: signer,
                nextStatementSigner: next, logSigner: first.logSigner, mirrorSigner: first.mirrorSigner)
        }
        (old, both, new) = (first, try identity(first.statementSigner, next), try identity(next, nil))
        try await street.startAll()
        await street.run(.seconds(11))
    }

    private func restart(_ identity: LedgerIdentity, isOnline: Bool = true) async throws {
        street.kill(gateway)
        await street.run(.seconds(1))
        gateway.identity = identity
        try await street.start(gateway, isOnline: isOnline)
    }

    /// Another card with so much on it.
    private func exchange(_ disk: SimulatedDisk, _ cause: Recovery.Cause?) throws {
        street.kill(gateway)
        gateway.disk = disk
        gateway.isRolledBack = true
        if let cause { try gateway.disk.commit([.setting(Recovery.setting, Recovery(cause).bytes)]) }
    }

    private func isRecorded() async -> Bool {
        street.isCounting = false
        defer { street.isCounting = true }
        return await street.run(atMost: .seconds(60)) { gateway.size > 0 && gateway.recordedSize == gateway.size }
    }

    /// That each entry is signed by the key whose turn it is, and that the log says once whose that is.
    private func inspect() async throws {
        let rules = street.rules(of: gateway)
        for (index, bytes) in gateway.own(\.entries).enumerated() {
            let author = try #require(rules.author(at: UInt64(index)))
            try Entry(parsing: bytes).verify(by: author, index: UInt64(index), cryptography)
        }
        #expect(gateway.own(\.ruleChanges).count == 1)
        #expect(rules.author(at: 0) == old.author && rules.author(at: gateway.size) == new.author)
        try await street.inspect()
    }

    @Test("signs from the entry behind the change on, and the old one is needed until that is recorded")
    func renewed() async throws {
        try await restart(both, isOnline: false)
        let change = try #require(gateway.own(\.ruleChanges).first)
        await street.run(.seconds(6))
        #expect(change.index + 1 < gateway.size && gateway.street?.writer.hasLeftOldKey == false)
        await street.connect(gateway)
        #expect(await isRecorded())
        #expect(gateway.street?.writer.hasLeftOldKey == true)
        try await restart(both)
        try await restart(new)
        await street.run(.seconds(11))
        #expect(await isRecorded())
        try await inspect()
        await #expect(throws: LedgerError.otherStatementKey(new.author.keyName, of: gateway.origin)) {
            try await restart(old)
        }
    }

    @Test("in a log that has no entry yet is the one that the genesis names") func beginning() async throws {
        let street = try Neighbourhood()
        let first = street.gateways[0].identity
        street.gateways[0].identity = try LedgerIdentity(
            origin: first.origin, known: first.known, cryptography: cryptography,
            statementSigner: first.statementSigner, nextStatementSigner: old.statementSigner,
            logSigner: first.logSigner, mirrorSigner: first.mirrorSigner)
        try await street.startAll()
        await street.run(.seconds(11))
        #expect(street.rules(of: street.gateways[0]).author(at: 0)?.key == old.author.key)
        #expect(street.gateways[0].own(\.ruleChanges).isEmpty)
        #expect(street.gateways[0].street?.writer.hasLeftOldKey == true)
        try await street.inspect()
    }

    @Test(
        "is found in the log by a card that died, or by an image of it from before the change",
        arguments: [nil, .missing, .foreign] as [Recovery.Cause?], [false, true])
    func recovered(cause: Recovery.Cause?, hasBoth: Bool) async throws {
        let image = gateway.disk
        try await restart(both)
        await street.run(.seconds(11))
        #expect(await isRecorded())
        try exchange(cause == .missing ? SimulatedDisk() : image, cause)
        if cause == nil {
            // The image goes on where it was, signs the change once more, and finds that it is not needed.
            try await restart(both)
        } else {
            try await restart(hasBoth ? both : new)
        }
        await street.run(.seconds(31))
        #expect(await isRecorded())
        try await inspect()
    }

    @Test("takes over once more where the change was lost with the card") func lost() async throws {
        try await restart(both, isOnline: false)
        await street.run(.seconds(6))
        #expect(gateway.own(\.ruleChanges).count == 1)
        try exchange(SimulatedDisk(), .missing)
        try await restart(both)
        await street.run(.seconds(31))
        #expect(await isRecorded())
        try await inspect()
    }

    @Test("is waited for by a gateway that has only the old one: it signs nothing and says why") func missed()
        async throws
    {
        try await restart(both)
        await street.run(.seconds(11))
        #expect(await isRecorded())
        let size = gateway.size
        try exchange(SimulatedDisk(), .missing)
        try await restart(old)
        await street.run(.seconds(31))
        #expect(gateway.size == size && gateway.own(\.entries).count == Int(size))
        #expect(throws: LedgerError.otherStatementKey(new.author.keyName, of: gateway.origin)) {
            try old.keyChange(from: #require(street.rules(of: gateway).author(at: size)))
        }
    }
}
