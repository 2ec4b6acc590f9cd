import Signing
import Simulation
import Statements
import Synchronization
import Testing

@Suite("Signatures that are verified once") struct RememberingCryptographyTests {
    /// Counts what it is asked.
    private final class Counted: Cryptography {
        let count = Mutex(0)
        private let real = OpenSSLCryptography()

        func sha256(_ bytes: Span<UInt8>) -> Digest { real.sha256(bytes) }
        func sha256(_ prefix: UInt8, _ bytes: Span<UInt8>) -> Digest { real.sha256(prefix, bytes) }
        func sha256(_ prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest { real.sha256(prefix, left, right) }
        func isValid(signature: [UInt8], over message: [UInt8], by key: PublicKey) -> Bool {
            count.withLock { $0 += 1 }
            return real.isValid(signature: signature, over: message, by: key)
        }
    }

    @Test("have the verdict that they have, and it is worked out once") func verdicts() throws {
        let real = Counted()
        let cryptography = RememberingCryptography(real)
        let keys = try (1...2).map { try PrivateKey(rawEd25519: [UInt8](repeating: UInt8($0), count: 32)) }
        let message = Array("cosignature/v1".utf8)
        let signature = try keys[0].sign(message)
        var changed = signature
        changed[3] ^= 1
        let questions: [([UInt8], [UInt8], PublicKey, Bool)] = [
            (signature, message, keys[0].publicKey, true), (changed, message, keys[0].publicKey, false),
            (signature, message + [0], keys[0].publicKey, false), (signature, message, keys[1].publicKey, false),
        ]
        for _ in 0..<3 {
            for (signature, message, key, verdict) in questions {
                #expect(cryptography.isValid(signature: signature, over: message, by: key) == verdict)
            }
        }
        #expect(real.count.withLock { $0 } == questions.count)
        // A byte that moves from the message to the signature makes another question of the same bytes.
        #expect(
            !cryptography.isValid(
                signature: signature + [message[0]], over: Array(message.dropFirst()), by: keys[0].publicKey))
    }
}
