import FoundationEssentials
import Metering
import Signing
import System
import Testing

@testable import heliograph

/// What `heliograph check` says of certificates that end.
@Suite("The end of a certificate") struct CertificateEndTests {
    private static let start = UnixTime(seconds: 1_767_225_600)

    @Test(
        "is told, in time, and with what to do",
        arguments: [
            (0, "ok", "counts until 2035-12-30"), (3469, "ok", "counts until"),
            (3471, "remark", "counts until 2035-12-30, and no longer: heliograph keys renew tls --request asks"),
            (3651, "broken", "counts no more since 2035-12-30: heliograph keys renew tls --request asks"),
        ])
    func told(days: Int64, state: String, words: String) throws {
        let folder = try TemporaryFolder()
        let authority = try CertificateAuthority(
            of: "linden.energy", key: .generate(.p256), from: Self.start, days: 36_500)
        let request = try CertificateRequest(
            pem: ClientCertificate.request(for: PrivateKey.generate(.p256), name: "linden.energy/roof-a"))
        let own = try authority.issue(for: request, from: Self.start, days: 3650).pem
        let anchor = try authority.certificate.pem
        for (name, bytes) in [("ca.pem", anchor), ("own.pem", own), ("list.pem", own + own)] {
            try Data(bytes).write(to: URL(filePath: "\(folder.path)/\(name)"))
        }
        let alone = try ClientCertificate.selfSigned(
            by: .generate(.p256), name: "linden.energy/roof-a", from: Self.start, days: 3650)
        try Data(alone).write(to: URL(filePath: "\(folder.path)/alone.pem"))
        func lines(_ authority: String, _ own: String = "own.pem") throws -> [String] {
            let text = """
                origin: linden.energy/roof-a
                broker: {host: localhost, tls: {ca: \(authority), certificate: \(own), key: own.key}}
                """
            let file = try ConfigurationFile(path: "\(folder.path)/heliograph.yaml", Array(text.utf8))
            var diagnosis = Diagnosis()
            diagnosis.checkCertificates(
                of: file, at: UnixTime(seconds: Self.start.seconds + days * 86_400))
            return diagnosis.lines.map { "\($0.state.rawValue) \($0.text)" }
        }
        let found = try lines("ca.pem")
        #expect(found.count == 2 && found[0].hasPrefix("\(state) \(folder.path)/own.pem \(words)"), "\(found)")
        #expect(found[1].hasPrefix("ok \(folder.path)/ca.pem counts until 21"), "\(found)")
        let other = try #require(try lines("ca.pem", "alone.pem").first)
        #expect(!other.contains("--request") && other.contains("renew tls makes") == (state != "ok"), "\(other)")
        #expect(try lines("list.pem").count == 1, "of a list any may have ended")
        #expect(try lines("none.pem").count == 1)
    }
}
