package import Statements

/// Twenty digits that stand for a gateway that wants to join: for its card, and the key of its certificate. Both sides see them, and
/// compare them by voice: then nobody else sits in between, whoever got hold of the line.
package struct SpokenFingerprint: Hashable, Sendable, CustomStringConvertible {
    /// Five groups of four digits.
    package let description: String

    /// - Parameter tlsKey: SHA-256 of the public half of the certificate's key.
    package init(card: MemberCard, tlsKey: Digest, _ cryptography: some Cryptography) {
        let digest = cryptography.sha256(Array("heliograph join fingerprint 1\n\(card.text)".utf8) + tlsKey.bytes)
        let number = digest.bytes.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) } % 100_000_000_000_000_000_000
        let digits = String(number)
        let padded = Array(String(repeating: "0", count: 20 - digits.count) + digits)
        description = stride(from: 0, to: 20, by: 4).map { String(padded[$0..<($0 + 4)]) }.joined(separator: " ")
    }

    /// Whether a person typed the same digits, with or without blanks.
    package func isSame(as text: String) -> Bool {
        text.filter { !$0.isWhitespace } == description.filter { !$0.isWhitespace }
    }
}
