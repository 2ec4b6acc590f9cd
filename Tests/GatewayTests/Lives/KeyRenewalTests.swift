import Gateway
import Ledger
import Signing
import Statements
import Synchronization
import Testing

/// A start that finds another statement key beside the one that signs.
@Suite("A start with another statement key") struct KeyRenewalTests {
    /// Files that only count how often the old key was destroyed.
    private final class Files: KeyRenewal {
        struct Failure: Error {}
        let count = Mutex(0)
        let isFailing: Bool

        init(isFailing: Bool = false) { self.isFailing = isFailing }

        func finish() throws {
            count.withLock { $0 += 1 }
            if isFailing { throw Failure() }
        }
    }

    private func identity(
        of gateway: SimulatedGateway, _ signer: any Signer, next: (any Signer)? = nil
    ) throws -> LedgerIdentity {
        let identity = gateway.parts.identity
        return try LedgerIdentity(
            origin: identity.origin, known: identity.known, cryptography: identity.cryptography,
            statementSigner: signer,
            nextStatementSigner: next, logSigner: identity.logSigner, mirrorSigner: identity.mirrorSigner)
    }

    private func entries(of gateway: SimulatedGateway) async throws -> [Entry] {
        try await gateway.store.entries(of: gateway.origin, from: 0, countLimit: .max, byteLimit: .max).map {
            try Entry(parsing: $0)
        }
    }

    private func runs(_ gateway: SimulatedGateway) async throws {
        try await gateway.runToTheEnd { try await Task.sleep(for: .milliseconds(1500)) }
    }

    @Test(
        "has the old one sign the change and nothing more, once, and then has it destroyed", arguments: [false, true])
    func renewed(isFailing: Bool) async throws {
        var gateway = try SimulatedGateway()
        let old = gateway.parts.identity
        try await runs(gateway)
        let before = try await entries(of: gateway).count
        let next = try PrivateKey.generate(.p256)
        gateway.parts.identity = try identity(of: gateway, old.statementSigner, next: next)
        let files = Files(isFailing: isFailing)
        gateway.parts.keyRenewal = files
        try await runs(gateway)
        #expect(files.count.withLock { $0 } == 1, "not asked again in the same run")
        try await runs(gateway)
        #expect(files.count.withLock { $0 } == 2)
        gateway.parts.identity = try identity(of: gateway, next)
        gateway.parts.keyRenewal = nil
        try await runs(gateway)

        let entries = try await entries(of: gateway)
        let changes = entries.enumerated().filter { RuleChange(entry: $1.bytes) != nil }
        let change = try #require(changes.first?.offset)
        #expect(changes.count == 1 && change > before)
        let new = gateway.parts.identity.author
        for (index, entry) in entries.enumerated() {
            try entry.verify(by: index <= change ? old.author : new, index: UInt64(index), old.cryptography)
        }
        #expect(entries.count > change + 4, "readings go on")
        gateway.parts.identity = old
        await #expect(throws: LedgerError.otherStatementKey(new.keyName, of: gateway.origin)) {
            try await GatewayService(gateway.parts)
        }
    }

    @Test("and no log yet has the genesis name the new one") func beginning() async throws {
        var gateway = try SimulatedGateway()
        let next = try PrivateKey.generate(.ed25519)
        gateway.parts.identity = try identity(of: gateway, gateway.parts.identity.statementSigner, next: next)
        let files = Files()
        gateway.parts.keyRenewal = files
        try await runs(gateway)
        let entries = try await entries(of: gateway)
        let cryptography = gateway.parts.identity.cryptography
        #expect(try Genesis.statementKey(of: entries[0], origin: gateway.origin, cryptography) == next.publicKey)
        #expect(entries.allSatisfy { RuleChange(entry: $0.bytes) == nil } && files.count.withLock { $0 } == 1)
    }

    @Test("signs no change before a log that was lost is whole again") func recovering() async throws {
        var gateway = try SimulatedGateway()
        try await runs(gateway)
        let before = try await entries(of: gateway).count
        try await gateway.store.commit([.setting(Recovery.setting, Recovery(.foreign).bytes)])
        gateway.parts.identity = try identity(
            of: gateway, gateway.parts.identity.statementSigner, next: try PrivateKey.generate(.ed25519))
        let files = Files()
        gateway.parts.keyRenewal = files
        try await runs(gateway)
        #expect(try await entries(of: gateway).count == before && files.count.withLock { $0 } == 0)
    }
}
