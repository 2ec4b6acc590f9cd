package import Statements

/// What the core asks for, by OpenSSL 3: SHA-256, Ed25519 (RFC 8032) and ECDSA over P-256 with SHA-256 and low s.
///
/// Copies share one bounded store of parsed public keys.
package struct OpenSSLCryptography: Cryptography {
    private let keys = VerificationKeys(limit: 256)

    package init() {}

    /// Any thread may call it; nothing is allocated.
    package func sha256(_ bytes: Span<UInt8>) -> Digest {
        Digest(words: DigestContext.sha256(nil, bytes))
    }

    /// Any thread may call it; nothing is allocated.
    package func sha256(_ prefix: UInt8, _ bytes: Span<UInt8>) -> Digest {
        Digest(words: DigestContext.sha256(prefix, bytes))
    }

    /// Any thread may call it; nothing is allocated.
    package func sha256(_ prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
        Digest(words: DigestContext.sha256(prefix, left.words, right.words))
    }

    /// Any thread may call it. A key that was seen before is not parsed again; one that is no point of its curve verifies nothing.
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
