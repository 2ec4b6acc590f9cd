/// One boot of a machine: 8 bytes of the kernel's random boot identifier.
///
/// Monotonic times of different boots cannot be compared; this tells them apart.
package struct BootIdentity: Hashable, Sendable, CustomStringConvertible {
    /// Exactly ``byteCount`` bytes.
    package let bytes: [UInt8]
    /// The length of an identity: half of the kernel's identifier tells boots apart well enough.
    package static let byteCount = 8

    /// `nil` unless `bytes` are exactly ``byteCount``.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Sixteen lower-case hexadecimal digits.
    package var description: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
