import Statements
import Testing

@testable import Signing

@Suite("ECDSA over P-256") struct P256Tests {
    let cryptography = OpenSSLCryptography()

    /// RFC 6979 §A.2.5, the key and its signatures over SHA-256.
    static let key = PublicKey.p256(
        x: bytes("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
        y: bytes("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"))
    /// "sample": its s lies in the upper half.
    static let sample = bytes(
        """
        efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716
        f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8
        """)
    /// "test": its s lies in the lower half.
    static let test = bytes(
        """
        f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367
        019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083
        """)

    func accepts(_ signature: [UInt8], _ message: String) -> Bool {
        cryptography.isValid(signature: signature, over: Array(message.utf8), by: Self.key)
    }

    @Test("the low-s signature of RFC 6979 is accepted, the high-s one only once its s is turned over")
    func publishedVectors() throws {
        #expect(accepts(Self.test, "test"))
        #expect(!accepts(Self.sample, "sample"))
        let normalized = try #require(EllipticSignature(raw: Self.sample)).normalized
        #expect(normalized.hasLowS)
        #expect(accepts(normalized.raw, "sample"))
    }

    @Test("one flipped bit anywhere in the signature is refused")
    func flippedBits() {
        for bit in 0..<512 {
            var signature = Self.test
            signature[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!accepts(signature, "test"))
        }
        #expect(!accepts(Self.test, "tesu"))
    }

    @Test("r and s of zero, of the group order and above, and other lengths are refused")
    func outOfRange() {
        let (r, s) = (Array(Self.test.prefix(32)), Array(Self.test.suffix(32)))
        let zero = [UInt8](repeating: 0, count: 32)
        let one: [UInt8] = zero.dropLast() + [1]
        let full = [UInt8](repeating: 0xff, count: 32)
        let order = EllipticSignature.order
        let wrong: [[UInt8]] = [
            zero + zero, zero + s, r + zero, order + s, r + order, full + s, r + full, one + one, one + zero,
            r + full.map { $0 >> 1 }, r, r + s.dropLast(), r + s + [0], [0] + r + s, [],
        ]
        for signature in wrong { #expect(!accepts(signature, "test")) }
    }

    @Test("a signature in DER is refused: the raw form is the only one")
    func der() throws {
        #expect(!accepts(try #require(EllipticSignature(raw: Self.test)).der, "test"))
    }

    @Test("points off the curve, at infinity, or of another length verify nothing")
    func malformedKeys() {
        guard case .p256(let x, let y) = Self.key else { return }
        var flipped = y
        flipped[31] ^= 1
        let zero = [UInt8](repeating: 0, count: 32)
        let wrong: [(x: [UInt8], y: [UInt8])] = [
            (x, flipped), (y, x), (zero, zero), (x, Array(y.dropLast())), (x + [0], y), ([], []),
        ]
        for point in wrong {
            let key = PublicKey.p256(x: point.x, y: point.y)
            #expect(!cryptography.isValid(signature: Self.test, over: Array("test".utf8), by: key))
        }
    }

    @Test("own signatures verify, have 64 bytes and always a low s")
    func sign() throws {
        let key = try PrivateKey.generate(.p256)
        for round in 0..<300 {
            let message = Array("message \(round)".utf8)
            let signature = try key.sign(message)
            #expect(signature.count == 64)
            #expect(try #require(EllipticSignature(raw: signature)).hasLowS)
            #expect(cryptography.isValid(signature: signature, over: message, by: key.publicKey))
        }
    }

    @Test("the boundary of low s is (n − 1) / 2 itself, which is low")
    func boundary() throws {
        let one = [UInt8](repeating: 0, count: 31) + [1]
        let half = bytes("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8")
        let above = bytes("7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a9")
        #expect(try #require(EllipticSignature(raw: one + half)).hasLowS)
        let high = try #require(EllipticSignature(raw: one + above))
        #expect(!high.hasLowS)
        #expect(high.normalized.s == half)
    }

    @Test("DER keeps leading zeros out and in where they belong")
    func conversions() throws {
        let short = [UInt8](repeating: 0, count: 30) + [0x80, 0x01]
        let pair = try #require(EllipticSignature(raw: short + [UInt8](repeating: 0, count: 31) + [0x7f]))
        #expect(pair.der == bytes("3008 0203008001 02017f"))
        #expect(EllipticSignature(der: pair.der) == pair)
        for signature in [Self.test, Self.sample] {
            let pair = try #require(EllipticSignature(raw: signature))
            #expect(EllipticSignature(der: pair.der)?.raw == signature)
        }
        for wrong in [
            "", "30", "3000", "30050201010201", "3006020101020101 00", "3106020101020101", "30060201010301 01",
        ] {
            #expect(EllipticSignature(der: bytes(wrong)) == nil)
        }
    }
}
