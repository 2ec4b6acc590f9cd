import FoundationEssentials
import System
import Testing

/// What becomes of a member's certificate after it has joined.
@Suite("A member's certificate", .needs(.mosquittoSub))
final class MemberCertificateTests {
    private let folder: TemporaryFolder
    private let street: FoundedStreet

    init() async throws {
        folder = try TemporaryFolder()
        street = try await FoundedStreet(in: folder.path)
    }

    /// Whether the broker lets a gateway in.
    private func isLetIn(_ roof: String) async throws -> Bool {
        let checked = try await HeliographProgram.run("check", "-c", street.folder(roof))
        let line = try #require(
            checked.lines.first { $0.contains("  broker  ") || $0.hasPrefix("ok      broker") }, "\(checked.lines)")
        return line.hasPrefix("ok")
    }

    /// Another key, by a request that the founder signs.
    private func renew(_ roof: String) async throws {
        let file = "\(street.folder(roof))/heliograph.yaml"
        let asked = try await HeliographProgram.run("keys", "renew", "tls", "--request", "-c", file)
        #expect(asked.exit == .code(0), "\(asked.lines)")
        let made = "\(folder.path)/\(roof)-\(UUID().uuidString).pem"
        let signed = try await HeliographProgram.run(
            "community", "certify", "\(street.folder(roof))/gateway.pem.csr", "--output", made, "--yes", "-c",
            street.folder("roof-1"))
        #expect(signed.exit == .code(0), "\(signed.lines)")
        let taken = try await HeliographProgram.run("keys", "renew", "tls", "--certificate", made, "-c", file)
        #expect(taken.exit == .code(0), "\(taken.lines)")
    }

    @Test("is renewed by the street's authority, and counts no more once it is revoked; the next one does")
    func life() async throws {
        _ = try await street.take(in: "roof-2")
        try await street.startBroker()
        for roof in ["roof-1", "roof-2"] {
            var isIn = false
            for _ in 0..<50 where !isIn { isIn = try await isLetIn(roof) }
            #expect(isIn, "\(roof)")
        }
        try await renew("roof-2")
        #expect(try await isLetIn("roof-2"))

        let revoked = try await HeliographProgram.run(
            "community", "revoke", "linden.energy/roof-2", "-c", street.folder("roof-1"))
        #expect(
            revoked.exit == .code(0) && revoked.lines.contains { $0.contains("2 certificates count no more") },
            "\(revoked.lines)")
        await street.end()
        try await street.startBroker()
        var isIn = false
        for _ in 0..<50 where !isIn { isIn = try await isLetIn("roof-1") }
        #expect(isIn)
        #expect(try await !isLetIn("roof-2"))
        try await renew("roof-2")
        #expect(try await isLetIn("roof-2"))
        await street.end()
    }

    @Test("is for members alone, and only whoever holds the authority gives and takes one")
    func refused() async throws {
        _ = try await street.take(in: "roof-2")
        let founder = street.folder("roof-1")
        let none = try await HeliographProgram.run("community", "revoke", "linden.energy/roof-7", "-c", founder)
        #expect(none.exit == .code(1) && none.lines.contains { $0.contains("got no certificate") }, "\(none.lines)")
        for words in [["revoke", "linden.energy/roof-1"], ["invite"], ["certify", "x", "--output", "y"]] {
            let (exit, lines) = try await ChildProcess.run(
                try HeliographProgram.path, ["community"] + words + ["-c", street.folder("roof-2")])
            #expect(
                exit == .code(2) && lines.contains { $0.contains("does not hold the authority") }, "\(words): \(lines)")
        }
        let stranger = "\(folder.path)/stranger"
        let made = try await HeliographProgram.run("init", "-d", stranger, "--origin", "linden.energy/roof-7")
        #expect(made.exit == .code(0), "\(made.lines)")
        let file = "\(stranger)/heliograph.yaml"
        let text = String(decoding: try SmallFile.read(file), as: UTF8.self)
        try Data((text + "\nbroker:\n  host: a\n  tls: {ca: a.pem, certificate: gateway.pem, key: gateway.key}\n").utf8)
            .write(to: URL(filePath: file))
        let asked = try await HeliographProgram.run("keys", "renew", "tls", "--request", "-c", file)
        #expect(asked.exit == .code(0), "\(asked.lines)")
        let signed = try await HeliographProgram.run(
            "community", "certify", "\(stranger)/gateway.pem.csr", "--output", "\(folder.path)/out.pem", "--yes", "-c",
            founder)
        #expect(signed.exit == .code(2) && signed.lines.contains { $0.contains("is no member") }, "\(signed.lines)")
    }

    @Test("of an authority that was lost is replaced by one of another, and keys and name stay")
    func lostAuthority() async throws {
        _ = try await street.take(in: "roof-2")
        let files = FileManager.default
        let (founder, member) = (street.folder("roof-1"), street.folder("roof-2"))
        let (card, key) = (try SmallFile.read("\(member)/card.txt"), try SmallFile.read("\(member)/gateway.key"))
        try files.moveItem(atPath: "\(founder)/street", toPath: "\(founder)/street.lost")
        let found = try await HeliographProgram.run(
            "community", "found", "linden.energy", "--gateway", "roof-1", "--host", "127.0.0.1", "--port",
            "\(street.port)", "--door-port", "\(street.doorPort)", "-c", founder, "--meter", "none")
        #expect(found.exit == .code(0), "\(found.lines)")
        try files.moveItem(atPath: "\(member)/gateway.pem", toPath: "\(member)/gateway.pem.lost")
        _ = try await street.take(in: "roof-2")
        #expect(try SmallFile.read("\(member)/card.txt") == card)
        #expect(try SmallFile.read("\(member)/gateway.key") == key)
        try await street.startBroker()
        for roof in ["roof-1", "roof-2"] {
            var isIn = false
            for _ in 0..<50 where !isIn { isIn = try await isLetIn(roof) }
            #expect(isIn, "\(roof)")
        }
        await street.end()
    }

    @Test("outlives a broker that is founded again under another address, which keeps the authority")
    func again() async throws {
        _ = try await street.take(in: "roof-2")
        let authority = try SmallFile.read("\(street.folder("roof-1"))/street/authority.pem")
        let (card, certificate) = (
            try SmallFile.read("\(street.folder("roof-1"))/card.txt"),
            try SmallFile.read("\(street.folder("roof-1"))/gateway.pem")
        )
        func found(_ name: String, _ gateway: String) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
            try await HeliographProgram.run(
                "community", "found", name, "--gateway", gateway, "--host", "127.0.0.2", "--port", "\(street.port)",
                "--door-port", "\(street.doorPort)", "-c", street.folder("roof-1"), "--meter", "none")
        }
        let moved = try await found("linden.energy", "roof-1")
        #expect(moved.exit == .code(0), "\(moved.lines)")
        #expect(try SmallFile.read("\(street.folder("roof-1"))/street/authority.pem") == authority)
        #expect(try SmallFile.read("\(street.folder("roof-1"))/card.txt") == card)
        #expect(try SmallFile.read("\(street.folder("roof-1"))/gateway.pem") == certificate)
        let (exit, said) = try await ChildProcess.run(
            "openssl",
            [
                "verify", "-CAfile", "\(street.folder("roof-2"))/street.pem", "-verify_ip", "127.0.0.2",
                "\(street.folder("roof-1"))/broker/broker.pem",
            ])
        #expect(exit == .code(0), "\(said)")
        let renamed = try await found("linden.energy", "roof-3")
        #expect(renamed.exit == .code(2) && renamed.lines.contains { $0.contains("a name is for ever") })
    }
}
