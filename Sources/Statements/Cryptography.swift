/// The two operations that the core needs and does not contain. The `Signing` driver fulfils it with OpenSSL.
package protocol Cryptography: Sendable {
    /// SHA-256 (FIPS 180-4) of the bytes.
    func sha256(_ bytes: Span<UInt8>) -> Digest

    /// SHA-256 of one byte and then the bytes, as of a leaf of a Merkle tree: hashed where they lie, not in a longer copy.
    func sha256(_ prefix: UInt8, _ bytes: Span<UInt8>) -> Digest

    /// SHA-256 of one byte and then the two, 65 bytes in all, as of a node of a Merkle tree.
    func sha256(_ prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest

    /// Whether `signature` is this key's over `message`: 64 bytes for Ed25519 (RFC 8032) and for P-256 (r ‖ s over SHA-256).
    /// A signature of any other length, or a P-256 one whose s is in the upper half of the group order, is not.
    func isValid(signature: [UInt8], over message: [UInt8], by key: PublicKey) -> Bool
}

extension Cryptography {
    /// SHA-256 of an array.
    package func sha256(_ bytes: [UInt8]) -> Digest { sha256(bytes.span) }
}

/// A private key in use for one role. It lives in a file, in the database or in hardware; only signatures leave it.
package protocol Signer: Sendable {
    var publicKey: PublicKey { get }

    /// 64 bytes: Ed25519, or P-256 as r ‖ s with a low s.
    func sign(_ message: [UInt8]) throws -> [UInt8]
}
