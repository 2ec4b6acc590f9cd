import Signing
import Statements
import Testing

/// RFC 8032 §7.1.
struct Ed25519Vector: Sendable, CustomTestStringConvertible {
    let name: String
    let seed, key, message, signature: [UInt8]

    init(_ name: String, seed: String, key: String, message: String, signature: String) {
        self.name = name
        self.seed = bytes(seed)
        self.key = bytes(key)
        self.message = bytes(message)
        self.signature = bytes(signature)
    }

    var testDescription: String { name }

    static let all = [
        Self(
            "TEST 1", seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature: """
                e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b
                d25bf5f0595bbe24655141438e7a100b
                """),
        Self(
            "TEST 2", seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature: """
                92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c
                387b2eaeb4302aeeb00d291612bb0c00
                """),
        Self(
            "TEST 3", seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature: """
                6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659
                4a7c15e9716ed28dc027beceea1ec40a
                """),
    ]
}

@Suite("Ed25519") struct Ed25519Tests {
    let cryptography = OpenSSLCryptography()

    @Test("RFC 8032 keys and signatures come out to the bit", arguments: Ed25519Vector.all)
    func vectors(vector: Ed25519Vector) throws {
        let key = try PrivateKey(rawEd25519: vector.seed)
        #expect(key.publicKey == .ed25519(vector.key))
        #expect(try key.sign(vector.message) == vector.signature)
        #expect(cryptography.isValid(signature: vector.signature, over: vector.message, by: key.publicKey))
        #expect(try key.rawRepresentation == vector.seed)
    }

    @Test("one flipped bit anywhere in the signature is refused", arguments: Ed25519Vector.all)
    func flippedSignature(vector: Ed25519Vector) {
        for bit in 0..<512 {
            var signature = vector.signature
            signature[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!cryptography.isValid(signature: signature, over: vector.message, by: .ed25519(vector.key)))
        }
    }

    @Test("one flipped bit in the message, or another key, is refused")
    func flippedMessage() throws {
        let vector = Ed25519Vector.all[2]
        for bit in 0..<16 {
            var message = vector.message
            message[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!cryptography.isValid(signature: vector.signature, over: message, by: .ed25519(vector.key)))
        }
        let other = PublicKey.ed25519(Ed25519Vector.all[0].key)
        #expect(!cryptography.isValid(signature: vector.signature, over: vector.message, by: other))
    }

    @Test("truncated, extended and empty signatures are refused", arguments: [0, 1, 32, 63, 65, 128])
    func length(count: Int) {
        let vector = Ed25519Vector.all[1]
        let signature = Array((vector.signature + vector.signature).prefix(count))
        #expect(!cryptography.isValid(signature: signature, over: vector.message, by: .ed25519(vector.key)))
    }

    @Test("a signature whose S was raised by the group order is refused: nobody may make a second one out of a first")
    func malleable() {
        let vector = Ed25519Vector.all[1]
        // L = 2^252 + 27742317777372353535851937790883648493, little-endian (RFC 8032 §5.1).
        let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        var signature = vector.signature
        var carry = 0
        for position in 0..<32 {
            let sum = Int(signature[32 + position]) + Int(order[position]) + carry
            signature[32 + position] = UInt8(sum & 0xff)
            carry = sum >> 8
        }
        #expect(carry == 0)
        #expect(!cryptography.isValid(signature: signature, over: vector.message, by: .ed25519(vector.key)))
    }

    @Test("keys of another length or off the curve verify nothing", arguments: [0, 31, 33])
    func malformedKey(count: Int) {
        let vector = Ed25519Vector.all[0]
        let key = PublicKey.ed25519(Array((vector.key + vector.key).prefix(count)))
        #expect(!cryptography.isValid(signature: vector.signature, over: vector.message, by: key))
        let offCurve = PublicKey.ed25519([UInt8](repeating: 0xff, count: 32))
        #expect(!cryptography.isValid(signature: vector.signature, over: vector.message, by: offCurve))
    }

    @Test("zeros are no signature, and a seed has 32 bytes")
    func zeros() {
        let zeros = [UInt8](repeating: 0, count: 64)
        for vector in Ed25519Vector.all {
            #expect(!cryptography.isValid(signature: zeros, over: vector.message, by: .ed25519(vector.key)))
        }
        #expect(throws: SigningError.seedLength(31)) { try PrivateKey(rawEd25519: [UInt8](zeros.prefix(31))) }
    }

    @Test("more keys than are kept parsed still verify, each by itself")
    func manyKeys() throws {
        let message = Array("the same for all".utf8)
        let keys = try (0..<300).map { _ in try PrivateKey.generate(.ed25519) }
        let signatures = try keys.map { try $0.sign(message) }
        for round in 0..<2 {
            for (index, key) in keys.enumerated() {
                #expect(cryptography.isValid(signature: signatures[index], over: message, by: key.publicKey))
                let other = signatures[(index + 1 + round) % keys.count]
                #expect(!cryptography.isValid(signature: other, over: message, by: key.publicKey))
            }
        }
    }
}
