/// A public key as a COSE_Key (RFC 9052 §7) of exactly the parameters that RFC 9679 hashes, and nothing else.
package struct COSEKey: Hashable, Sendable {
    /// The key itself.
    package let publicKey: PublicKey

    package init(_ publicKey: PublicKey) { self.publicKey = publicKey }

    /// - Throws: ``StatementError/content(of:field:expected:)`` for another key type, curve or parameter, and for a
    ///   compressed point.
    package init(_ value: CBOR) throws(StatementError) {
        guard let map = value.map, let x = map[-2]?.bytes else { throw Self.malformed }
        self.init(map[-3]?.bytes.map { .p256(x: x, y: $0) } ?? .ed25519(x))
        guard hasFullCoordinates, cbor == value else { throw Self.malformed }
    }

    /// `{1: 1, -1: 6, -2: x}` for Ed25519, `{1: 2, -1: 1, -2: x, -3: y}` for P-256.
    package var cbor: CBOR {
        switch publicKey {
        case .ed25519(let x):
            .map(CBORMap([(.integer(1), .unsigned(1)), (.integer(-1), .unsigned(6)), (.integer(-2), .bytes(x))]))
        case .p256(let x, let y):
            .map(
                CBORMap([
                    (.integer(1), .unsigned(2)), (.integer(-1), .unsigned(1)), (.integer(-2), .bytes(x)),
                    (.integer(-3), .bytes(y)),
                ]))
        }
    }

    /// The COSE key thumbprint with SHA-256 (RFC 9679 §3).
    package func thumbprint(_ cryptography: some Cryptography) -> Digest { cryptography.sha256(cbor.encode()) }

    /// What the `kid` of a statement's header carries: the first 8 bytes of the thumbprint.
    package func keyIdentifier(_ cryptography: some Cryptography) -> [UInt8] {
        Array(thumbprint(cryptography).bytes.prefix(Self.keyIdentifierSize))
    }

    /// Of a `kid`, in bytes.
    package static let keyIdentifierSize = 8

    private static let malformed = StatementError.content(
        of: "a COSE key", field: "the map", expected: "an Ed25519 or an uncompressed P-256 public key and nothing else")

    private var hasFullCoordinates: Bool {
        switch publicKey {
        case .ed25519(let x): x.count == 32
        case .p256(let x, let y): x.count == 32 && y.count == 32
        }
    }
}
