import Metering

/// A mirror's word, in COSE, that an entry is in a log of which it holds every entry: a COSE receipt (RFC 9942).
///
/// RFC 9942 signs the root alone, and a root does not tell its tree's size. So origin and size are in the protected header here,
/// where the signature covers them, and a proof for another size is refused.
package struct Receipt: Hashable, Sendable {
    /// No longer bytes are read: 63 hashes and the header.
    package static let sizeLimit = 4096
    /// The least tree of which a receipt is made: a tree of one leaf has an empty path, which RFC 9942 does not allow.
    package static let sizeMinimum: UInt64 = 2

    /// The gateway whose mirror signed it.
    package let mirror: Origin
    /// The log that the entry is in.
    package let log: Origin
    /// First 8 bytes of the mirror key's thumbprint.
    package let keyIdentifier: [UInt8]
    /// When the mirror cosigned the checkpoint of this size and root, by its own clock: POSIX seconds.
    package let time: UInt64
    /// How many entries the log had.
    package let size: UInt64
    /// The entry's place.
    package let index: UInt64
    /// The inclusion proof, the leaf's sibling first.
    package let path: [Digest]
    /// Ed25519 over ``message(root:)``; empty before it is signed.
    package private(set) var signature: [UInt8] = []

    /// A receipt that is not signed yet.
    /// - Precondition: `size` is at least ``sizeMinimum`` and beyond `index`, `time` within `Int64`.
    package init(
        mirror: Origin, log: Origin, key: PublicKey, time: UInt64, size: UInt64, index: UInt64, path: [Digest],
        _ cryptography: some Cryptography
    ) {
        precondition(size >= Self.sizeMinimum && index < size && time <= UInt64(Int64.max))
        self.mirror = mirror
        self.log = log
        self.keyIdentifier = COSEKey(key).keyIdentifier(cryptography)
        self.time = time
        self.size = size
        self.index = index
        self.path = path
    }

    /// The receipt with its signature over the root that entry and path lead to.
    /// - Throws: what the signer throws.
    package func signed(root: Digest, with signer: some Signer) throws -> Self {
        var receipt = self
        receipt.signature = try signer.sign(message(root: root))
        return receipt
    }

    /// What is signed: the Sig_structure of RFC 9052 §4.4 with the root as its detached payload. It begins with an array's head, so
    /// that no cosignature, which begins with letters, has the same bytes.
    package func message(root: Digest) -> [UInt8] {
        Entry.signedBytes(protected: protected[...], payload: root.bytes[...])
    }

    /// The whole receipt, deterministic CBOR.
    package func encode() -> [UInt8] {
        let proof = CBOR.array([.unsigned(size), .unsigned(index), .hashes(path)]).encode()
        let unprotected = CBORMap([(.integer(Self.proofs), .map(CBORMap([(.integer(-1), .array([.bytes(proof)]))])))])
        return CBOR.tagged(18, .array([.bytes(protected), .map(unprotected), .null, .bytes(signature)])).encode()
    }

    /// Reads what ``encode()`` gives.
    /// - Throws: ``StatementError``; also where the proof is for another size than the signed one.
    package init(decoding bytes: [UInt8]) throws(StatementError) {
        let limits = CBORLimits(size: Self.sizeLimit, items: 96)
        guard case .tagged(18, .array(let parts)) = try CBOR.decode(bytes, limits: limits), parts.count == 4,
            let header = parts[0].bytes, case .map(let labels) = try CBOR.decode(header, limits: limits),
            let claims = labels[Label.claims]?.map, let signature = parts[3].bytes, signature.count == 64
        else { throw Self.fault("the message", "a COSE_Sign1 with claims and a signature of 64 bytes") }
        guard let mirror = claims[Claim.issuer]?.text.flatMap(Self.mirror),
            let log = claims[Claim.subject]?.text.flatMap({ try? Origin($0) }),
            let kid = labels[Label.keyIdentifier]?.bytes, kid.count == COSEKey.keyIdentifierSize,
            let time = claims[Claim.issuedAt]?.integer.flatMap({ UInt64(exactly: $0) }),
            case .unsigned(let size)? = claims[Self.sizeClaim]
        else { throw Self.fault("the protected header", "key, mirror, log, time and tree size") }
        guard let proofs = parts[1].map?[Self.proofs]?.map?[-1]?.array, proofs.count == 1, let proof = proofs[0].bytes,
            let fields = try CBOR.decode(proof, limits: limits).array, fields.count == 3,
            case .unsigned(let provenSize) = fields[0], case .unsigned(let index) = fields[1],
            let path = fields[2].hashes
        else { throw Self.fault("the proof", "one inclusion proof: tree size, leaf index and path") }
        guard provenSize == size else {
            throw Self.fault("the tree size of the proof, \(provenSize),", "\(size), the one that the mirror signed")
        }
        guard size >= Self.sizeMinimum, index < size else {
            throw Self.fault("the tree size", "2 or more, and beyond the index")
        }
        self.mirror = mirror
        self.log = log
        self.keyIdentifier = kid
        self.time = time
        self.size = size
        self.index = index
        self.path = path
        self.signature = signature
        guard encode() == bytes else { throw Self.fault("the message", "nothing but what FORMAT.md names") }
    }

    private var protected: [UInt8] {
        let claims = CBORMap([
            (.integer(Claim.issuer), .text("\(mirror)\(Self.suffix)")),
            (.integer(Claim.subject), .text(log.description)),
            (.integer(Claim.issuedAt), .unsigned(time)),
            (.integer(Self.sizeClaim), .unsigned(size)),
        ])
        return CBOR.map(
            CBORMap([
                (.integer(Label.algorithm), .integer(Algorithm.edDSA.rawValue)),
                (.integer(Label.keyIdentifier), .bytes(keyIdentifier)),
                (.integer(Label.claims), .map(claims)),
                (.integer(Self.structure), .unsigned(1)),
            ])
        ).encode()
    }

    /// RFC 9942: the verifiable data structure, of which 1 is RFC 9162's tree with SHA-256.
    private static let structure: Int64 = 395
    /// RFC 9942: the proofs, of which −1 are those of inclusion.
    private static let proofs: Int64 = 396
    /// A claim for private use (RFC 8392 §9.1).
    private static let sizeClaim: Int64 = -65537
    /// As in the name of the mirror's key in notes.
    private static let suffix = "/mirror"

    private static func mirror(_ name: String) -> Origin? {
        name.hasSuffix(suffix) ? try? Origin(String(name.dropLast(suffix.count))) : nil
    }

    private static func fault(_ field: String, _ expected: String) -> StatementError {
        .content(of: "a receipt", field: field, expected: expected)
    }
}
