import Ledger
import Metering
import Signing
import Statements

/// The first gateway's log: a genesis and signed entries, with the proofs that it can give.
struct SimulatedLog {
    let street: SimulatedStreet
    let author: LogAuthor
    let signer: PrivateKey
    let entries: [[UInt8]]
    let tree: SimulatedTree

    var origin: Origin { author.origin }

    init(_ street: SimulatedStreet, count: Int, signer: PrivateKey, genesisKey: PublicKey? = nil) throws {
        let origin = street.gateways[0].origin
        let author = LogAuthor(origin: origin, key: signer.publicKey, cryptography)
        let genesis = Genesis(key: genesisKey ?? signer.publicKey, meters: [], software: "heliograph 0.1.0")
        let first = try Self.entry(author, signer, index: 0, .genesis, try genesis.encode())
        let others = try (1..<max(count, 1)).map { try Self.entry(author, signer, index: UInt64($0)) }
        self.init(street, author, signer, [first] + others)
    }

    /// A log of entries that are there already.
    init(_ street: SimulatedStreet, _ author: LogAuthor, _ signer: PrivateKey, _ entries: [[UInt8]]) {
        self.street = street
        self.author = author
        self.signer = signer
        self.entries = entries
        self.tree = SimulatedTree(leaves: entries)
    }

    /// The same log with another entry in the place of one.
    func replacing(_ index: Int, with entry: [UInt8]) -> Self {
        var entries = entries
        entries[index] = entry
        return Self(street, author, signer, entries)
    }

    static func entry(
        _ author: LogAuthor, _ signer: PrivateKey, index: UInt64, _ type: ContentType = .senML,
        _ payload: [UInt8] = [0x80], record: Digest? = nil
    ) throws -> [UInt8] {
        let algorithm: Algorithm = signer.kind == .ed25519 ? .edDSA : .es256
        let header = StatementHeader(
            algorithm: algorithm, contentType: type, keyIdentifier: author.keyIdentifier, issuer: author.origin,
            subject: try Name("gateway"), issuedAt: UnixTime(seconds: 1_767_225_600 + Int64(index)), index: index,
            record: record)
        return try Entry.sign(header: header, payload: payload, signer: signer, cryptography).bytes
    }

    func note(size: Int, cosigners: Range<Int> = 0..<4) async throws -> SignedNote {
        try street.note(size: UInt64(size), root: try await root(size: size), cosigners: cosigners)
    }

    func root(size: Int) async throws -> Digest { try await MerkleTree.root(size: UInt64(size), tree, cryptography) }

    func path(_ index: Int, size: Int) async throws -> [Digest] {
        try await MerkleTree.inclusionProof(index: UInt64(index), size: UInt64(size), tree, cryptography)
    }

    func proof(_ index: Int, size: Int, cosigners: Range<Int> = 0..<4) async throws -> LogProof {
        let genesis = ProofExtra(genesis: entries[0], path: try await path(0, size: size))
        return LogProof(
            extra: index == 0 ? nil : genesis.bytes, index: UInt64(index), hashes: try await path(index, size: size),
            note: try await note(size: size, cosigners: cosigners))
    }
}
