import FoundationEssentials
import Statements
import System
import Testing

@testable import Signing

/// A file of the folder `Vectors`, which the openssl command made.
func vector(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors")
    return try Array(Data(contentsOf: folder.appending(path: name)))
}

/// The same, as keys are handed over.
func secret(_ name: String) throws -> SecretBytes { SecretBytes(copying: try vector(name)) }

/// The bytes that a file of that folder spells in hexadecimal.
func hexadecimalVector(_ name: String) throws -> [UInt8] {
    bytes(String(decoding: try vector(name + ".hex"), as: UTF8.self))
}

@Suite("Keys made by the openssl command") struct PrivateKeyTests {
    let cryptography = OpenSSLCryptography()

    @Test("an Ed25519 key is read, has the public half and makes the very signature that openssl made")
    func ed25519() throws {
        let key = try PrivateKey(pem: secret("ed25519.pem"))
        #expect(key.kind == .ed25519)
        #expect(key.publicKey == .ed25519(try hexadecimalVector("ed25519.public").suffix(32)))
        #expect(try key.sign(vector("message")) == hexadecimalVector("ed25519.signature"))
        #expect(try key.pem == secret("ed25519.pem"))
        #expect(try PrivateKey(rawEd25519: key.rawRepresentation).publicKey == key.publicKey)
    }

    @Test("a P-256 key is read in either PEM form, and openssl's signature verifies", arguments: ["p256", "p256-sec1"])
    func p256(name: String) throws {
        let key = try PrivateKey(pem: secret(name + ".pem"))
        let point = try hexadecimalVector("p256.public").suffix(64)
        #expect(key.kind == .p256)
        #expect(key.publicKey == .p256(x: Array(point.prefix(32)), y: Array(point.suffix(32))))
        let signature = try #require(EllipticSignature(der: hexadecimalVector("p256.signature"))).normalized.raw
        #expect(cryptography.isValid(signature: signature, over: try vector("message"), by: key.publicKey))
        #expect(try key.pem == secret("p256.pem"), "what is written is PKCS#8")
        #expect(try key.rawRepresentation.count == 32)
    }

    @Test(
        "kinds of key that are not used here are named",
        arguments: [("p384.pem", "EC secp384r1"), ("ed448.pem", "ED448"), ("rsa.pem", "RSA")])
    func unsupported(name: String, kind: String) throws {
        let pem = try secret(name)
        #expect(throws: SigningError.unsupportedKey(found: kind)) { try PrivateKey(pem: pem) }
    }

    @Test("what is no unencrypted private key is refused: a passphrase, a public key, a cut file, nothing")
    func unreadable() throws {
        let key = try vector("ed25519.pem")
        let wrong = try [
            vector("encrypted.pem"), hexadecimalVector("ed25519.public"), vector("message"),
            Array(key.prefix(key.count / 2)),
            [], [UInt8](repeating: 0, count: 4096), Array("-----BEGIN PRIVATE KEY-----\n".utf8),
        ]
        for pem in wrong {
            let error = #expect(throws: SigningError.self) { try PrivateKey(pem: SecretBytes(copying: pem)) }
            guard case .unreadablePEM(let reason) = error else {
                Issue.record("\(String(describing: error)) for \(pem.count) bytes")
                continue
            }
            #expect(!reason.isEmpty)
        }
    }

    @Test("a refusal leaves nothing in OpenSSL's error queue for the next call to trip over")
    func errorQueue() throws {
        #expect(throws: SigningError.self) { try PrivateKey(pem: SecretBytes(copying: [1, 2, 3])) }
        _ = cryptography.isValid(
            signature: [UInt8](repeating: 1, count: 64), over: [],
            by: .p256(x: [0], y: [UInt8](repeating: 2, count: 32)))
        _ = cryptography.isValid(
            signature: [UInt8](repeating: 1, count: 64), over: [], by: .ed25519([UInt8](repeating: 3, count: 32)))
        #expect(openSSLReason() == "no reason given")
    }

    @Test("generated keys are all different and survive their PEM", arguments: PrivateKey.Kind.allCases)
    func generate(kind: PrivateKey.Kind) throws {
        let keys = try (0..<20).map { _ in try PrivateKey.generate(kind) }
        #expect(Set(keys.map(\.publicKey)).count == 20)
        for key in keys {
            let copy = try PrivateKey(pem: key.pem)
            #expect(copy.kind == kind)
            #expect(copy.publicKey == key.publicKey)
            #expect(try copy.rawRepresentation == key.rawRepresentation)
            let signature = try copy.sign([1, 2, 3])
            #expect(cryptography.isValid(signature: signature, over: [1, 2, 3], by: key.publicKey))
        }
    }
}
