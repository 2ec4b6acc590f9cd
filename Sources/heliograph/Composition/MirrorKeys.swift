import Ledger
import Signing
import Statements
import Storage

/// The keys of a gateway's mirror, as its database has them.
struct MirrorKeys {
    /// Cosigns.
    let current: PrivateKey
    /// Waits until the policy names it.
    let next: PrivateKey?
    /// Cosigns where an earlier version of the policy judges.
    let former: PrivateKey?

    init(in database: Database) async throws {
        current = try PrivateKey(rawEd25519: try await database.mirrorSeed())
        next = try await database.nextMirrorSeed().map { try PrivateKey(rawEd25519: $0) }
        former = try await database.formerMirrorSeed().map { try PrivateKey(rawEd25519: $0) }
    }

    private init(_ current: PrivateKey, former: PrivateKey?) {
        (self.current, next, self.former) = (current, nil, former)
    }

    /// The keys for a start: the one that waits takes over where the policy names it, and the former one is forgotten where no log's
    /// version of the policy names it any more.
    static func settle(
        in database: Database, of origin: Origin, under known: KnownPolicy
    ) async throws -> MirrorKeys {
        var keys = try await MirrorKeys(in: database)
        if let next = keys.next, known.newest.mirror(of: origin) == (try next.mirrorKey(of: origin)) {
            try await database.takeNextMirrorSeed()
            keys = try await MirrorKeys(in: database)
        }
        guard let former = keys.former else { return keys }
        let key = try former.mirrorKey(of: origin)
        for log in try await database.logs() {
            let rules = try await StoredRecords.rules(of: log, in: database, known)
            if rules.rule(at: log.frontier.size).mirrors.contains(key) { return keys }
        }
        try await database.forgetFormerMirrorSeed()
        return MirrorKeys(keys.current, former: nil)
    }
}

extension PrivateKey {
    /// This key as the one of a gateway's mirror.
    func mirrorKey(of origin: Origin) throws(LedgerError) -> NoteKey {
        try .mirror(of: origin, publicKey, OpenSSLCryptography())
    }
}
