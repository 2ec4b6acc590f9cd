/// A public key of a signature scheme that Heliograph uses. The curve belongs to the key, never to a message.
package enum PublicKey: Hashable, Sendable {
    /// 32 bytes, RFC 8032.
    case ed25519([UInt8])
    /// Coordinates of 32 bytes each, big-endian, leading zeros kept.
    case p256(x: [UInt8], y: [UInt8])
}
