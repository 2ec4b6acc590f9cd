package import Statements
import Synchronization

/// Verifies a signature once: ten gateways that are handed the same line make the same computation, and get its result.
/// What they are handed is real, and so is every verdict.
package final class RememberingCryptography<Real: Cryptography>: Cryptography {
    /// No more verdicts are kept; a day of ten gateways comes to some ten thousand.
    private static var limit: Int { 100_000 }

    private let real: Real
    /// By the SHA-256 of key, signature and message.
    private let verdicts = Mutex<[Digest: Bool]>([:])

    /// - Parameter real: hashes, and verifies what was not asked before.
    package init(_ real: Real) { self.real = real }

    /// SHA-256.
    package func sha256(_ bytes: Span<UInt8>) -> Digest { real.sha256(bytes) }

    /// SHA-256 of a byte and then the bytes.
    package func sha256(_ prefix: UInt8, _ bytes: Span<UInt8>) -> Digest { real.sha256(prefix, bytes) }

    /// SHA-256 of a byte and then two digests.
    package func sha256(_ prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest { real.sha256(prefix, left, right) }

    /// Whether the signature is this key's over the message.
    package func isValid(signature: [UInt8], over message: [UInt8], by key: PublicKey) -> Bool {
        // Of one length alone, so that no two questions have the same bytes.
        guard case .ed25519(let material) = key, signature.count == 64 else {
            return real.isValid(signature: signature, over: message, by: key)
        }
        let question = real.sha256(material + signature + message)
        if let verdict = verdicts.withLock({ $0[question] }) { return verdict }
        let verdict = real.isValid(signature: signature, over: message, by: key)
        verdicts.withLock { verdicts in
            if verdicts.count >= Self.limit { verdicts.removeAll() }
            verdicts[question] = verdict
        }
        return verdict
    }
}
