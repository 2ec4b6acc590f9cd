/// An ECDSA signature over P-256 as COSE carries it (RFC 9053 §2.1): r ‖ s, 32 bytes each, big-endian, leading zeros kept.
struct EllipticSignature: Hashable {
    let r: [UInt8]
    let s: [UInt8]

    /// - Returns: `nil` unless there are 64 bytes.
    init?(raw: [UInt8]) {
        guard raw.count == 64 else { return nil }
        r = Array(raw[..<32])
        s = Array(raw[32...])
    }

    /// Reads the DER form `SEQUENCE { INTEGER r, INTEGER s }` (RFC 3279 §2.2.3) that OpenSSL's signer writes.
    /// - Returns: `nil` for anything that is not two integers of at most 32 bytes, and nothing else.
    init?(der: [UInt8]) {
        guard der.count >= 2, der[0] == 0x30, der.count == 2 + Int(der[1]) else { return nil }
        var rest = der[2...]
        guard let r = Self.takeInteger(&rest), let s = Self.takeInteger(&rest), rest.isEmpty else { return nil }
        self.r = r
        self.s = s
    }

    private init(r: [UInt8], s: [UInt8]) {
        self.r = r
        self.s = s
    }

    var raw: [UInt8] { r + s }

    var der: [UInt8] {
        let integers = Self.integer(r) + Self.integer(s)
        return [0x30, UInt8(integers.count)] + integers  // at most 70, so one length byte is enough
    }

    /// Whether s ≤ (n − 1) / 2. With (r, s), (r, n − s) is valid too; only the lower one counts, so that nobody can make a second signature out of one.
    var hasLowS: Bool { !Self.halfOrder.lexicographicallyPrecedes(s) }

    /// The one of the two equivalent signatures that has a low s.
    var normalized: Self { hasLowS ? self : Self(r: r, s: Self.subtract(s, from: Self.order)) }

    /// The order n of the group (SEC 2 §2.4.2).
    static let order: [UInt8] = [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ]

    /// (n − 1) / 2: n is odd, so it is n shifted right by one bit.
    private static let halfOrder: [UInt8] = {
        var carry: UInt8 = 0
        return order.map { byte in
            defer { carry = byte << 7 }
            return byte >> 1 | carry
        }
    }()

    private static func subtract(_ small: [UInt8], from large: [UInt8]) -> [UInt8] {
        var difference = large
        var borrow = 0
        for position in large.indices.reversed() {
            let value = Int(large[position]) - Int(small[position]) - borrow
            borrow = value < 0 ? 1 : 0
            difference[position] = UInt8(value & 0xff)
        }
        return difference
    }

    /// DER: no leading zeros, except one where the first bit would mean a negative number.
    private static func integer(_ value: [UInt8]) -> [UInt8] {
        var digits = Array(value.drop { $0 == 0 })
        if (digits.first ?? 0x80) >= 0x80 { digits.insert(0, at: 0) }
        return [0x02, UInt8(digits.count)] + digits
    }

    private static func takeInteger(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.count >= 2, rest.removeFirst() == 0x02 else { return nil }
        let length = Int(rest.removeFirst())
        guard length >= 1, length <= rest.count else { return nil }
        let digits = rest.prefix(length).drop { $0 == 0 }
        rest = rest.dropFirst(length)
        guard digits.count <= 32 else { return nil }
        return [UInt8](repeating: 0, count: 32 - digits.count) + digits
    }
}
