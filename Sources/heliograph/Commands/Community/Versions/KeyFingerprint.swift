import Ledger
import Signing
import Statements

/// Enough of a key's hash to compare it by voice: 80 bits of its vkey's SHA-256, in five groups of four digits.
struct KeyFingerprint {
    let words: String

    init(_ key: NoteKey) {
        let digits = "\(OpenSSLCryptography().sha256(Array(key.description.utf8)))".prefix(20)
        words = stride(from: 0, to: digits.count, by: 4).map { start in
            String(digits.dropFirst(start).prefix(4))
        }.joined(separator: " ")
    }
}
