package import Statements

/// What the gateways of a street sign and verify with.
package struct SigningScheme: Sendable {
    /// Hashes and verifies.
    package let cryptography: any Cryptography
    /// The Ed25519 key of a number, `0...`; the same number, the same key.
    package let signer: @Sendable (Int) throws -> any Signer

    package init(cryptography: any Cryptography, signer: @escaping @Sendable (Int) throws -> any Signer) {
        self.cryptography = cryptography
        self.signer = signer
    }

    /// Signatures replaced by a keyed hash.
    package static func hashed(_ hashes: some Cryptography) -> Self {
        Self(cryptography: HashedCryptography(hashes)) { HashedSigner(ordinal: $0, hashes) }
    }
}
