package import Statements

extension Cryptography {
    /// `SHA-256(0x00 ‖ entry)`, RFC 6962 §2.1.
    package func leafHash(_ entry: [UInt8]) -> Digest { sha256([0x00] + entry) }

    /// `SHA-256(0x01 ‖ left ‖ right)`, RFC 6962 §2.1.
    package func nodeHash(_ left: Digest, _ right: Digest) -> Digest { sha256([0x01] + left.bytes + right.bytes) }
}
