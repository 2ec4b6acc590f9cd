import FoundationEssentials
import Metering
import System
import Testing

@testable import Signing

@Suite("Certificates for the session with the broker") struct ClientCertificateTests {
    private let start = UnixTime(seconds: 1_767_225_600)

    /// What the openssl command says of a PEM text.
    private func openssl(_ pem: [UInt8], _ words: String...) async throws -> (ChildProcess.Exit, String) {
        let path = FileManager.default.temporaryDirectory.appending(path: "heliograph-tls-\(UUID().uuidString)").path
        try DurableFile.create(pem, at: path, mode: 0o600)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (exit, lines) = try await ChildProcess.run("openssl", words + ["-in", path])
        return (exit, lines.joined(separator: "\n"))
    }

    @Test("sign themselves, for a client of that name and for so long", arguments: PrivateKey.Kind.allCases)
    func selfSigned(kind: PrivateKey.Kind) async throws {
        let key = try PrivateKey.generate(kind)
        let name = "linden.energy/roof-a"
        let pem = try ClientCertificate.selfSigned(by: key, name: name, from: start, days: 30)
        #expect(try ClientCertificate.fingerprint(of: pem) == KeyMaterial(pem: key.pem).fingerprint)
        #expect(try pem != ClientCertificate.selfSigned(by: key, name: name, from: start, days: 30), "another number")
        let (exit, words) = try await openssl(pem, "x509", "-noout", "-text")
        #expect(exit == .code(0))
        for part in [
            "Version: 3", "Issuer: CN = linden.energy/roof-a", "Subject: CN = linden.energy/roof-a",
            "Not Before: Jan  1 00:00:00 2026 GMT", "Not After : Jan 31 00:00:00 2026 GMT", "CA:FALSE",
            "Digital Signature", "TLS Web Client Authentication",
        ] {
            #expect(words.contains(part), "\(part): \(words)")
        }
    }

    @Test("are asked for by a request that its own key signs", arguments: PrivateKey.Kind.allCases)
    func request(kind: PrivateKey.Kind) async throws {
        let pem = try ClientCertificate.request(for: PrivateKey.generate(kind), name: "linden.energy/roof-a")
        let (exit, words) = try await openssl(pem, "req", "-noout", "-verify", "-subject")
        #expect(exit == .code(0) && words.contains("subject=CN = linden.energy/roof-a"), "\(words)")
        #expect(throws: SigningError.self) { try ClientCertificate.fingerprint(of: pem) }
    }

    @Test("have no name that is too long for one, and are not read out of anything else")
    func refused() throws {
        let key = try PrivateKey.generate(.p256)
        let error = #expect(throws: SigningError.self) {
            try ClientCertificate.selfSigned(by: key, name: String(repeating: "a", count: 65), from: start, days: 1)
        }
        #expect(error?.description.contains("string too long") == true, "\(String(describing: error))")
        for pem in try [vector("ed25519.pem"), vector("message"), [], Array("-----BEGIN CERTIFICATE-----\n".utf8)] {
            let error = #expect(throws: SigningError.self) { try ClientCertificate.fingerprint(of: pem) }
            guard case .unreadableCertificate? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(openSSLReason() == "no reason given")
    }
}
