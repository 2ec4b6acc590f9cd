/// The COSE algorithms of a statement's signature (RFC 9053, RFC 9864).
///
/// The first two are what Heliograph writes, since every COSE library knows them; the fully specified ones are
/// understood as well. The curve is always that of the key.
package enum Algorithm: Int64, Hashable, Sendable, CustomStringConvertible {
    case edDSA = -8
    case es256 = -7
    case ed25519 = -19
    case esp256 = -9

    /// What signatures by this key are labelled with.
    package init(signingWith key: PublicKey) {
        switch key {
        case .ed25519: self = .edDSA
        case .p256: self = .es256
        }
    }

    /// Whether a signature by this key may be labelled so.
    package func isUsable(with key: PublicKey) -> Bool {
        switch (self, key) {
        case (.edDSA, .ed25519), (.ed25519, .ed25519), (.es256, .p256), (.esp256, .p256): true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .edDSA: "EdDSA (−8)"
        case .es256: "ES256 (−7)"
        case .ed25519: "Ed25519 (−19)"
        case .esp256: "ESP256 (−9)"
        }
    }
}
