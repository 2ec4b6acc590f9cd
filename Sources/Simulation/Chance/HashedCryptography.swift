package import Statements

/// Signatures replaced by a keyed hash, so that a day of a street costs a fraction of a second. Who knows a public key can
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
        guard case .ed25519(let material) = key else { return false }
        return signature == Self.signature(of: message, by: material, hashes)
    }

    static func signature(of message: [UInt8], by key: [UInt8], _ hashes: Hashes) -> [UInt8] {
        let digest = hashes.sha256(key + message)
        return digest.bytes + hashes.sha256(0x5A, digest, digest).bytes
    }
}

/// The signer that ``HashedCryptography`` believes.
package struct HashedSigner<Hashes: Cryptography>: Signer {
    /// An Ed25519 key by its form alone.
    package let publicKey: PublicKey
    private let material: [UInt8]
    private let hashes: Hashes

    /// - Parameter ordinal: tells the keys of a street apart.
    package init(ordinal: Int, _ hashes: Hashes) {
        material = hashes.sha256(Array("simulated key \(ordinal)".utf8)).bytes
        publicKey = .ed25519(material)
        self.hashes = hashes
    }

    /// 64 bytes.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        HashedCryptography<Hashes>.signature(of: message, by: material, hashes)
    }
}
