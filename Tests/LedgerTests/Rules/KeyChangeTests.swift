import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("A log whose statement key changes") struct KeyChangeTests {
    private let street: SimulatedStreet
    private let old: PrivateKey
    private let new: PrivateKey
    private let origin: Origin

    init() throws {
        street = try SimulatedStreet()
        old = try SimulatedStreet.signer(7)
        new = try PrivateKey.generate(.p256)
        origin = street.gateways[0].origin
    }

    private func author(_ key: PrivateKey) -> LogAuthor { LogAuthor(origin: origin, key: key.publicKey, cryptography) }

    /// The change as entry 3: by whom it is signed, and what the new key signed.
    private func change(
        by signer: PrivateKey? = nil, to key: PrivateKey? = nil, from before: PrivateKey? = nil, of log: Origin? = nil
    ) throws -> [UInt8] {
        let (signer, key) = (signer ?? old, key ?? new)
        let message = KeyChange.message(
            origin: log ?? origin, from: (before ?? old).publicKey, to: key.publicKey, cryptography)
        let change = KeyChange(key: key.publicKey, signature: try key.sign(message))
        return try SimulatedLog.entry(author(signer), signer, index: 3, .rule, RuleChange.key(change).encode())
    }

    /// A log of six: the genesis, two entries, the change, and two by another key.
    private func log(_ change: [UInt8], then key: PrivateKey? = nil) throws -> SimulatedLog {
        let first = try SimulatedLog(street, count: 3, signer: old)
        let key = key ?? new
        let later = try (4...5).map { try SimulatedLog.entry(author(key), key, index: UInt64($0)) }
        return SimulatedLog(street, first.author, old, first.entries + [change] + later)
    }

    private func proof(_ index: Int, of log: SimulatedLog, with changes: [[UInt8]]) async throws -> LogProof {
        let extra = ProofExtra(
            genesis: log.entries[0], path: try await log.path(0, size: 6), rules: CarriedRules(changes: changes))
        return LogProof(
            extra: extra.bytes, index: UInt64(index), hashes: try await log.path(index, size: 6),
            note: try await log.note(size: 6))
    }

    @Test("is followed by its proofs, and each key signs its own part") func proofs() async throws {
        let change = try change()
        let log = try log(change)
        for index in 1..<6 {
            let proven = try await proof(index, of: log, with: [change]).verify(
                entry: log.entries[index], under: street.policy(), cryptography)
            #expect(proven.statementKey == (index < 4 ? old : new).publicKey)
        }
        let hidden = try await proof(4, of: log, with: [])
        #expect(throws: LedgerError.self) {
            try hidden.verify(entry: log.entries[4], under: street.policy(), cryptography)
        }
        let late = try self.log(change, then: old)
        let stale = try await proof(4, of: late, with: [change])
        #expect(throws: LedgerError.self, "the old key, behind the change") {
            try stale.verify(entry: late.entries[4], under: street.policy(), cryptography)
        }
    }

    @Test("changes nothing unless both keys say so, of this log") func refused() throws {
        let rules = LogRules(
            of: origin, KnownPolicy(try street.policy()), author: author(old), changes: [], cryptography)
        func signer(after entry: [UInt8]) -> PublicKey? {
            var rules = rules
            rules.take(entry, at: 3, cryptography)
            return rules.author(at: 4)?.key
        }
        #expect(signer(after: try change()) == new.publicKey && rules.author(at: 3)?.key == old.publicKey)
        let other = street.gateways[1].origin
        for entry in try [change(from: new), change(of: other), change(to: old), Array(change().dropLast())] {
            #expect(signer(after: entry) == old.publicKey)
        }
        var payload = try Entry(parsing: change()).payload
        payload[payload.count - 1] ^= 1
        #expect(signer(after: try SimulatedLog.entry(author(old), old, index: 3, .rule, payload)) == old.publicKey)
    }

    @Test("is mirrored and cosigned on both sides of the change") func mirrored() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(11))
        let gateway = street.gateways[0]
        let key = try PrivateKey.generate(.ed25519)
        let message = KeyChange.message(
            origin: gateway.origin, from: gateway.identity.author.key, to: key.publicKey, cryptography)
        let change = KeyChange(key: key.publicKey, signature: try key.sign(message))
        await street.append([street.rule(.key(change), by: gateway)], by: gateway)
        street.kill(gateway)
        let before = gateway.identity
        gateway.identity = try LedgerIdentity(
            origin: before.origin, known: before.known, cryptography: cryptography, statementSigner: key,
            logSigner: before.logSigner, mirrorSigner: before.mirrorSigner)
        let size = gateway.size
        try await street.start(gateway)
        await street.run(.seconds(21))
        street.isCounting = false
        #expect(await street.run(atMost: .seconds(30)) { gateway.recordedSize == gateway.size })
        #expect(gateway.recordedSize > size + 2)
        let keys = street.gateways.dropFirst().map { $0.street?.mirrors[gateway.origin]?.rules.author(at: size)?.key }
        #expect(keys == [key.publicKey, key.publicKey, key.publicKey])
        // The old key's gateway is refused by its own log.
        street.kill(gateway)
        gateway.identity = before
        await #expect(throws: LedgerError.self) { try await street.start(gateway) }
        try await street.inspect()
    }
}
