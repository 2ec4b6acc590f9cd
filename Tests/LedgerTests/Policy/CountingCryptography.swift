import Signing
import Statements
import Synchronization

/// Counts how many signatures it was asked about.
final class CountingCryptography: Cryptography {
    private let verified = Atomic(0)
    private let real = OpenSSLCryptography()

    var verifiedCount: Int { verified.load(ordering: .relaxed) }

    func sha256(_ bytes: Span<UInt8>) -> Digest { real.sha256(bytes) }

    func sha256(_ prefix: UInt8, _ bytes: Span<UInt8>) -> Digest { real.sha256(prefix, bytes) }

    func sha256(_ prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest { real.sha256(prefix, left, right) }

    func isValid(signature: [UInt8], over message: [UInt8], by key: PublicKey) -> Bool {
        verified.add(1, ordering: .relaxed)
        return real.isValid(signature: signature, over: message, by: key)
    }
}
