package import Statements

/// What the core asks for, by OpenSSL 3: SHA-256, Ed25519 (RFC 8032) and ECDSA over P-256 with SHA-256 and low s.
///
/// Copies share one bounded store of parsed public keys.
package struct OpenSSLCryptography: Cryptography {
    private let keys = VerificationKeys(limit: 256)

    package init() {}

    /// SHA-256 of the bytes.
    package func sha256(_ bytes: Span<UInt8>) -> Digest {
        Digest(words: DigestContext.sha256(nil, bytes))
    }

    /// SHA-256 of a byte and what follows it.
    package func sha256(_ prefix: UInt8, _ bytes: Span<UInt8>) -> Digest {
        Digest(words: DigestContext.sha256(prefix, bytes))
    }

    /// SHA-256 of a byte and two digests.
    package func sha256(_ prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
        Digest(words: DigestContext.sha256(prefix, left.words, right.words))
    }

    /// Whether the signature is this key's over the message.
    package func isValid(signature: [UInt8], over message: [UInt8], by key: PublicKey) -> Bool {
        guard signature.count == 64, let verifier = keys[key] else { return false }
        switch key {
        case .ed25519:
            return verifier.accepts(signature, over: message)
        case .p256:
            guard let ordered = EllipticSignature(raw: signature), ordered.hasLowS else { return false }
            return verifier.accepts(ordered.der, over: message)
        }
    }
}
