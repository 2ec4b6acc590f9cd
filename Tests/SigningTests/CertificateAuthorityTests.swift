import FoundationEssentials
import Metering
import Statements
import System
import Testing

@testable import Signing

@Suite("A street's authority") struct CertificateAuthorityTests {
    private let start = UnixTime(seconds: 1_767_225_600)
    private let key: PrivateKey
    private let authority: CertificateAuthority

    init() throws {
        key = try PrivateKey.generate(.p256)
        authority = try CertificateAuthority(of: "linden.energy", key: key, from: start, days: 36_500)
    }

    private func request(_ name: String = "linden.energy/roof-b") throws -> CertificateRequest {
        try CertificateRequest(pem: ClientCertificate.request(for: PrivateKey.generate(.p256), name: name))
    }

    /// What the openssl command says, of files with these contents, by the names that the words have for them.
    private func openssl(_ files: [String: [UInt8]], _ words: String) async throws -> (ChildProcess.Exit, String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "heliograph-ca-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, bytes) in files { try DurableFile.create(bytes, at: "\(folder)/\(name)", mode: 0o600) }
        let child = try await ChildProcess.start(
            ChildCommand(
                "openssl", words.split(separator: " ").map(String.init), directory: folder, output: .lines,
                errors: .lines))
        let lines = await child.lines.reduce(into: []) { $0.append($1) }
        return (await child.wait(), lines.joined(separator: "\n"))
    }

    @Test("signs certificates of gateways and of the broker, which OpenSSL takes for what they are and nothing else")
    func issued() async throws {
        let client = try authority.issue(for: request(), from: start, days: 3650)
        let broker = try authority.issue(
            forBroker: PrivateKey.generate(.p256), at: ["192.168.1.10", "roof-a.local", "fe80::1"], from: start,
            days: 3650)
        #expect(client.name == "linden.energy/roof-b" && client.isIssued(by: authority.certificate))
        #expect(broker.isIssued(by: authority.certificate))
        #expect(try client.end == UnixTime(seconds: start.seconds + 3650 * 86_400))
        #expect(try authority.certificate.end == UnixTime(seconds: start.seconds + 36_500 * 86_400), "beyond 2049")
        let files = [
            "ca.pem": try authority.certificate.pem, "client.pem": try client.pem, "broker.pem": try broker.pem,
        ]
        for (words, isRight) in [
            ("-purpose sslclient client.pem", true), ("-purpose sslserver client.pem", false),
            ("-purpose sslclient broker.pem", false),
            ("-purpose sslserver -verify_ip 192.168.1.10 broker.pem", true),
            ("-purpose sslserver -verify_ip fe80::1 broker.pem", true),
            ("-purpose sslserver -verify_hostname roof-a.local broker.pem", true),
            ("-purpose sslserver -verify_hostname roof-b.local broker.pem", false),
        ] {
            let (exit, said) = try await openssl(
                files, "verify -x509_strict -attime 1780000000 -CAfile ca.pem \(words)")
            #expect((exit == .code(0)) == isRight, "\(words): \(said)")
        }
    }

    @Test("is trusted by its name and key alone, as somebody has them who was told nothing else")
    func anchor() async throws {
        let anchor = try authority.anchor
        #expect(anchor.point.count == 33)
        let told = try TrustAnchor(name: "linden.energy", point: anchor.point)
        #expect(told == anchor)
        #expect(try told.isOf(authority.certificate))
        let stranger = try CertificateAuthority(
            of: "linden.energy", key: PrivateKey.generate(.p256), from: start, days: 30)
        #expect(try !told.isOf(stranger.certificate))
        let namesake = try CertificateAuthority(of: "linden.town", key: key, from: start, days: 30)
        #expect(try !told.isOf(namesake.certificate))
        let files = [
            "anchor.pem": try told.certificate(from: start, days: 3650),
            "own.pem": try authority.issue(for: request(), from: start, days: 3650).pem,
            "other.pem": try stranger.issue(for: request(), from: start, days: 3650).pem,
        ]
        for (file, isTrusted) in [("own.pem", true), ("other.pem", false)] {
            let (exit, said) = try await openssl(files, "verify -attime 1780000000 -CAfile anchor.pem \(file)")
            #expect((exit == .code(0)) == isTrusted, "\(said)")
        }
        for point in [[], [UInt8](repeating: 0, count: 33), [5] + anchor.point.dropFirst(), [4] + anchor.point] {
            #expect(throws: SigningError.self) { try TrustAnchor(name: "linden.energy", point: point) }
        }
        #expect(openSSLReason() == "no reason given")
    }

    @Test("has certificates count no more, and no others")
    func revoked() async throws {
        let (one, other) = (
            try authority.issue(for: request(), from: start, days: 3650),
            try authority.issue(for: request(), from: start, days: 3650)
        )
        let list = try authority.revocationList(of: [one.serial], at: start, days: 36_500)
        let files = [
            "ca.pem": try authority.certificate.pem, "crl.pem": list, "one.pem": try one.pem,
            "other.pem": try other.pem,
        ]
        for (file, counts) in [("one.pem", false), ("other.pem", true)] {
            let (exit, said) = try await openssl(
                files, "verify -attime 1780000000 -crl_check -CRLfile crl.pem -CAfile ca.pem \(file)")
            #expect((exit == .code(0)) == counts, "\(said)")
            #expect(counts || said.contains("certificate revoked"), "\(said)")
        }
        #expect(throws: SigningError.self) { try authority.revocationList(of: ["no number"], at: start, days: 1) }
    }

    @Test("takes no request that its own key has not signed, and none of a kind that is not used here")
    func refused() async throws {
        let pem = try ClientCertificate.request(for: PrivateKey.generate(.p256), name: "linden.energy/roof-b")
        var bent = try #require(String(validating: pem, as: UTF8.self)).split(separator: "\n").map(String.init)
        // The last whole line is in the signature.
        let place = bent.count - 2
        bent[place] = String(bent[place].map { $0 == "A" ? "B" : $0 == "B" ? "A" : $0.isUppercase ? "C" : $0 })
        for text in [Array(bent.joined(separator: "\n").utf8), [], Array("no request".utf8)] {
            let error = #expect(throws: SigningError.self) { try CertificateRequest(pem: text) }
            guard case .unreadableRequest? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        let other = try await openssl(
            [:], "req -new -newkey rsa:2048 -noenc -keyout /dev/null -subj /CN=a -batch")
        let begin = try #require(other.1.firstRange(of: "-----BEGIN CERTIFICATE REQUEST"))
        let error = #expect(throws: SigningError.self) {
            try CertificateRequest(pem: Array(other.1[begin.lowerBound...].utf8))
        }
        #expect(error?.description.contains("P-256") == true, "\(String(describing: error))")
        #expect(throws: SigningError.otherKey) {
            try CertificateAuthority(certificate: authority.certificate, key: PrivateKey.generate(.p256))
        }
        #expect(openSSLReason() == "no reason given")
    }
}
