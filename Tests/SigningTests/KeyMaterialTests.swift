import FoundationEssentials
import Statements
import System
import Testing

@testable import Signing

@Suite("Keys that are sealed with a passphrase") struct KeyMaterialTests {
    private let passphrase = Passphrase(SecretBytes(copying: Array("correct horse battery staple".utf8)))

    @Test(
        "what openssl sealed with scrypt is opened, whatever the kind, and is the key that openssl sealed",
        arguments: [("ed25519", "Ed25519"), ("p256", "P-256"), ("rsa", "RSA 2048")])
    func foreign(name: String, kind: String) throws {
        let material = try KeyMaterial(sealed: vector("sealed-\(name).pem"), with: passphrase)
        #expect(try material.pem == secret("\(name).pem"))
        #expect(try material.fingerprint == KeyMaterial(pem: secret("\(name).pem")).fingerprint)
        #expect(material.kind == kind)
        guard name != "rsa" else { return }
        let info = try hexadecimalVector("\(name).public")
        #expect(material.fingerprint == OpenSSLCryptography().sha256(info))
    }

    @Test(
        "what is sealed here, openssl opens, and another salt is taken each time",
        arguments: ["ed25519", "p256", "rsa", "p384", "ed448"])
    func own(name: String) async throws {
        let material = try KeyMaterial(pem: secret("\(name).pem"))
        let block = try material.sealed(with: passphrase)
        #expect(try block != material.sealed(with: passphrase))
        #expect(try KeyMaterial(sealed: block, with: passphrase).fingerprint == material.fingerprint)
        let file = FileManager.default.temporaryDirectory.appending(path: "heliograph-sealed-\(UUID().uuidString).pem")
        try Data(block).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let (exit, lines) = try await ChildProcess.run(
            "openssl", ["pkey", "-in", file.path, "-passin", "pass:correct horse battery staple"])
        #expect(exit == .code(0))
        #expect(try Array((lines.joined(separator: "\n") + "\n").utf8) == vector("\(name).pem"))
        let (asn1, structure) = try await ChildProcess.run("openssl", ["asn1parse", "-in", file.path])
        let words = structure.joined(separator: "\n")
        #expect(asn1 == .code(0) && words.contains(":scrypt") && words.contains(":aes-256-cbc"), "\(words)")
    }

    @Test("another passphrase, and a block with one bit changed anywhere in its secret, open nothing")
    func wrong() throws {
        let block = try vector("sealed-ed25519.pem")
        for text in [
            "", "correct horse battery stapl", "correct horse battery staple ", "Correct horse battery staple",
        ] {
            let other = Passphrase(SecretBytes(copying: Array(text.utf8)))
            #expect(throws: SigningError.notOpened) { try KeyMaterial(sealed: block, with: other) }
        }
        let right = try KeyMaterial(sealed: block, with: passphrase)
        // The last line but one holds the end of the encrypted key.
        let end = try #require(block.firstRange(of: Array("\n-----END".utf8))).lowerBound
        var changed = block
        changed[end - 8] = changed[end - 8] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        // Nothing authenticates the block itself: the public half that is written beside it does.
        let opened = try? KeyMaterial(sealed: changed, with: passphrase)
        #expect(opened?.fingerprint != right.fingerprint)
        #expect(openSSLReason() == "no reason given", "a refusal leaves nothing for the next call to trip over")
    }

    @Test(
        "what is not sealed with scrypt is refused in words, and so is what would take too long, before any time is spent",
        arguments: [
            ("sealed-pbkdf2.pem", "not hashed by scrypt"), ("encrypted.pem", "not hashed by scrypt"),
            ("sealed-heavy.pem", "too long"), ("ed25519.pem", "no start line"), ("message", "no start line"),
        ])
    func unsealed(name: String, reason: String) throws {
        let block = try vector(name)
        let clock = ContinuousClock()
        let start = clock.now
        let error = #expect(throws: SigningError.self) { try KeyMaterial(sealed: block, with: passphrase) }
        #expect(clock.now - start < .milliseconds(500))
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test(
        "a passphrase for a new backup is refused where it is none",
        arguments: [
            ("", PassphraseFault.empty), ("elevenbytes", .short(minimum: 12)),
            (String(repeating: "a", count: 12), .uniform), (String(repeating: "ab", count: 129), .long(maximum: 256)),
            ("with\ta tabulator", .control),
        ])
    func weak(text: String, fault: PassphraseFault) throws {
        let passphrase = Passphrase(SecretBytes(copying: Array(text.utf8)))
        #expect(throws: SigningError.passphrase(fault)) { try passphrase.check() }
        try self.passphrase.check()
    }

    @Test("a passphrase's file is read to the end of its first line, and refused where others can read it")
    func file() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "heliograph-phrase-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        for end in ["", "\n", "\r\n", "\nanother line\n"] {
            try? FileManager.default.removeItem(atPath: path)
            try DurableFile.create(Array(("correct horse battery staple" + end).utf8), at: path, mode: 0o600)
            #expect(try Passphrase(file: path).isSame(as: passphrase))
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let error = #expect(throws: SigningError.exposedFile(path: path, mode: 0o640)) { try Passphrase(file: path) }
        #expect(error?.description.contains("chmod 600 \(path)") == true)
    }
}
