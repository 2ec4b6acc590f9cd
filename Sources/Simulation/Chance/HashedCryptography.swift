package import Statements

/// Signatures replaced by a ``KeyedHash``, so that a day of a street costs a fraction of a second. Who knows a public key can
/// sign with it: in a simulation nobody does who is not told to.
package struct HashedCryptography<Hashes: Cryptography>: Cryptography {
    private let hashes: Hashes

    /// - Parameter hashes: its SHA-256 is used as it is.
    package init(_ hashes: Hashes) { self.hashes = hashes }

    /// SHA-256.
    package func sha256(_ bytes: Span<UInt8>) -> Digest { hashes.sha256(bytes) }

    /// SHA-256 of a byte and then the bytes.
    package func sha256(_ prefix: UInt8, _ bytes: Span<UInt8>) -> Digest { hashes.sha256(prefix, bytes) }

    /// SHA-256 of a byte and then two digests.
    package func sha256(_ prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
        hashes.sha256(prefix, left, right)
    }

    /// Whether this is the keyed hash of the message.
    package func isValid(signature: [UInt8], over message: [UInt8], by key: PublicKey) -> Bool {
        guard case .ed25519(let material) = key, signature.count == KeyedHash.byteCount else { return false }
        let hash = KeyedHash(of: message, by: material)
        return signature.indices.allSatisfy { signature[$0] == hash.byte($0) }
    }
}

/// The signer that ``HashedCryptography`` believes.
package struct HashedSigner: Signer {
    /// An Ed25519 key by its form alone.
    package let publicKey: PublicKey
    private let material: [UInt8]

    /// - Parameter ordinal: tells the keys of a street apart.
    package init(ordinal: Int, _ hashes: some Cryptography) {
        material = hashes.sha256(Array("simulated key \(ordinal)".utf8)).bytes
        publicKey = .ed25519(material)
    }

    /// 64 bytes.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        let hash = KeyedHash(of: message, by: material)
        return (0..<KeyedHash.byteCount).map { hash.byte($0) }
    }
}
