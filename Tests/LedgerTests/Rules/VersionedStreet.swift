import Ledger
import Metering
import Signing
import Statements
import Testing

/// A neighbourhood whose policy has versions, which its gateways follow one by one.
struct VersionedStreet {
    let street: Neighbourhood
    private(set) var history: PolicyHistory
    /// Whether a mirror with a new key still has the one before: it was renewed, and its card did not die.
    var keepsFormerKeys = false
    /// Mirror keys of new cards, by gateway.
    private var newMirrors: [Origin: PrivateKey] = [:]
    /// The last gateway's next log key, and whether its old one is gone.
    private(set) var newLog: PrivateKey?
    var hasLeftOldLogKey = false

    init(seed: UInt64 = 1) throws {
        street = try Neighbourhood(seed: seed)
        history = try PolicyHistory(founding: street.policy)
        try sign()
        for gateway in street.gateways { try follow(gateway) }
    }

    var gateways: [SimulatedGateway] { street.gateways }

    /// A version that names another mirror key for the last gateway, as if its card had died. No quorums share enough mirrors.
    mutating func exchangeLastMirror() throws {
        let gateway = gateways[3]
        let signer = try SimulatedStreet.signer(99)
        newMirrors[gateway.origin] = signer
        try change { policy throws in
            try policy.changed(
                adding: [.mirror(of: gateway.origin, signer.publicKey, cryptography)], quorum: nil, cryptography)
        }
    }

    /// A version of which any quorum shares an honest mirror with any of the one before: the last gateway leaves.
    mutating func dismissLast() throws {
        let last = gateways[3].origin
        try change { try $0.changed(removing: [last], quorum: nil, cryptography) }
    }

    /// A version that names another key for the last gateway's log.
    mutating func renewLastLog() throws {
        let (origin, signer) = (gateways[3].origin, try SimulatedStreet.signer(97))
        newLog = signer
        try change { policy throws in
            try policy.changed(
                adding: [.log(of: origin, signer.publicKey, cryptography)], quorum: nil, cryptography)
        }
    }

    private mutating func change(_ change: (Policy) throws -> Policy) throws {
        let policy = try #require(history.policy)
        try history.propose(try change(policy), cryptography)
        try sign()
    }

    private mutating func sign() throws {
        for gateway in street.keys.gateways.prefix(3) {
            try history.sign(by: gateway.logKey, with: gateway.logSigner)
        }
    }

    var known: KnownPolicy {
        get throws { try #require(KnownPolicy(history, cryptography)) }
    }

    /// What somebody knows who has the first version alone.
    func first() throws -> KnownPolicy {
        let first = try #require(history.versions.first?.note)
        return try #require(KnownPolicy(PolicyHistory(parsing: first.bytes, cryptography), cryptography))
    }

    /// The gateway ends, gets the newest version, and a new mirror key where its card is another one.
    func follow(_ gateway: SimulatedGateway) throws {
        street.kill(gateway)
        let old = gateway.identity
        let next = gateway === gateways[3] ? newLog : nil
        gateway.identity = try LedgerIdentity(
            origin: old.origin, known: known, cryptography: cryptography, statementSigner: old.statementSigner,
            logSigner: hasLeftOldLogKey ? next ?? old.logSigner : old.logSigner,
            nextLogSigner: hasLeftOldLogKey ? nil : next, mirrorSigner: newMirrors[old.origin] ?? old.mirrorSigner,
            formerMirrorSigner: keepsFormerKeys && newMirrors[old.origin] != nil ? old.mirrorSigner : nil)
    }

    func adopt(_ gateway: SimulatedGateway) async throws {
        try follow(gateway)
        try await street.start(gateway)
    }

    /// Runs until these gateways' logs are recorded as far as they go.
    func areRecorded(_ gateways: some Sequence<SimulatedGateway>, within limit: Duration = .seconds(60)) async -> Bool {
        street.isCounting = false
        defer { street.isCounting = true }
        let all = Array(gateways)
        return await street.run(atMost: limit) {
            all.allSatisfy { gateway in
                gateway.recordedSize == gateway.size && street.rules(of: gateway).unsettled == nil
            }
        }
    }

    /// The proof of an entry at the newest record.
    func proof(_ index: UInt64, of gateway: SimulatedGateway, with rules: LogRules? = nil) async throws -> LogProof {
        let record = try #require(gateway.street?.writer.recorded)
        let size = record.checkpoint.size
        let log = gateway.own { $0 }
        func path(_ index: UInt64) async throws -> [Digest] {
            try await MerkleTree.inclusionProof(index: index, size: size, log, cryptography)
        }
        let extra = ProofExtra(
            genesis: log.entries[0], path: try await path(0),
            rules: CarriedRules(log.ruleChanges, upTo: size, rules ?? street.rules(of: gateway)))
        return LogProof(extra: extra.bytes, index: index, hashes: try await path(index), note: record.note)
    }
}
