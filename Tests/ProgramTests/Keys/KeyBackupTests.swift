import FoundationEssentials
import Glibc
import System
import Testing

/// What `heliograph keys` writes, what it puts back, and what it refuses.
@Suite("Keys that survive their card")
struct KeyBackupTests {
    @Test("are opened by other people's programs, each as it was", .needs(.cwt))
    func foreign() async throws {
        let folder = try TemporaryFolder()
        let roof = try await BackedUpGateway(in: folder)
        try await roof.makeBackup()
        let mode = try FileStatus(of: roof.backup).permissions
        #expect(mode == 0o600)
        let arguments = zip(["statement", "log", "tls"], BackedUpGateway.keys).map { "\($0)=\(roof.gateway)/\($1)" }
        let (exit, lines) = try await ChildProcess.run(
            ForeignTool.cwt.path, [ForeignTool.script("backup.py"), roof.backup, roof.phrase] + arguments)
        #expect(exit == .code(0) && lines.last == "signed by its statement key", "\(lines)")
        // The whole text as it is: openssl takes the first key of it.
        let (opened, first) = try await ChildProcess.run(
            "openssl", ["pkey", "-in", roof.backup, "-passin", "file:\(roof.phrase)"])
        let statement = String(decoding: try SmallFile.read("\(roof.gateway)/statement.pem"), as: UTF8.self)
        #expect(opened == .code(0) && first.joined(separator: "\n") + "\n" == statement, "\(first)")
        let text = String(decoding: try SmallFile.read(roof.backup), as: UTF8.self)
        #expect(text.contains("# Heliograph: key backup of linden.energy/roof-a, made 20"))
        #expect(text.contains("broker's password") && text.contains("heliograph keys restore FILE"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 150 })
    }

    @Test("are shown by their public halves, and by nothing else")
    func show() async throws {
        let folder = try TemporaryFolder()
        let roof = try await BackedUpGateway(in: folder)
        let (exit, lines) = try await HeliographProgram.run("keys", "show", "-c", roof.gateway)
        #expect(exit == .code(0), "\(lines)")
        for (role, kind) in [("statement", "Ed25519"), ("log", "Ed25519"), ("tls", "RSA 2048"), ("mirror", "Ed25519")] {
            #expect(lines.contains { $0.hasPrefix(role) && $0.contains(" \(kind) ") }, "\(lines)")
        }
        let card = String(decoding: try SmallFile.read("\(roof.gateway)/card.txt"), as: UTF8.self)
        for key in card.split(whereSeparator: \.isWhitespace).filter({ $0.contains("+") }) {
            #expect(lines.contains { $0.hasSuffix("as \(key)") })
        }
        let (_, sum) = try await ChildProcess.run(
            "sh", ["-c", "openssl pkey -in \(roof.gateway)/log.pem -pubout -outform DER | sha256sum"])
        let digest = try #require(sum.first?.prefix(64))
        #expect(lines.contains { $0.hasPrefix("log") && $0.contains(digest) }, "\(digest)")
        let (_, secret) = try await ChildProcess.run(
            "openssl", ["pkey", "-in", "\(roof.gateway)/log.pem", "-text", "-noout"])
        let hexadecimal = secret.filter { $0.hasPrefix("    ") }.joined().replacing(" ", with: "").replacing(
            ":", with: "")
        #expect(!lines.joined().contains(hexadecimal.prefix(32)))
        let json = try await HeliographProgram.run("keys", "show", "-c", roof.gateway, "--json")
        #expect(json.lines.count == 4 && json.lines.contains { $0.contains(digest) }, "\(json.lines)")
        try FileManager.default.removeItem(atPath: "\(roof.gateway)/log.pem")
        let missing = try await HeliographProgram.run("keys", "show", "-c", roof.gateway)
        #expect(missing.exit == .code(1) && missing.lines.contains { $0.contains("heliograph keys restore") })
    }

    @Test("are put where the configuration wants them, once; what is there already stays, and what differs is kept")
    func restore() async throws {
        let folder = try TemporaryFolder()
        let roof = try await BackedUpGateway(in: folder)
        try await roof.makeBackup()
        let new = "\(folder.path)/new"
        try FileManager.default.createDirectory(atPath: new, withIntermediateDirectories: true)
        try DurableFile.create(Array("origin: COMMUNITY/NAME\n".utf8), at: "\(new)/heliograph.yaml", mode: 0o644)
        let (exit, lines) = try await roof.keys("restore", roof.backup, "--configuration", new)
        #expect(exit == .code(0), "\(lines)")
        #expect(lines.contains { $0.contains("\(new)/heliograph.yaml.previous now") }, "\(lines)")
        #expect(try roof.bytes(["heliograph.yaml.previous"], in: new) == [Array("origin: COMMUNITY/NAME\n".utf8)])
        let all = BackedUpGateway.keys + BackedUpGateway.files
        #expect(try roof.bytes(all, in: new) == roof.bytes(all, in: roof.gateway))
        #expect(roof.names(in: new) == (all + ["heliograph.yaml.previous"]).sorted())
        for key in BackedUpGateway.keys { #expect(try FileStatus(of: "\(new)/\(key)").permissions == 0o600) }

        // Again: nothing is to be done, and half of it is completed.
        try FileManager.default.removeItem(atPath: "\(new)/log.pem")
        try FileManager.default.removeItem(atPath: "\(new)/ca.pem")
        let again = try await roof.keys("restore", roof.backup, "--configuration", new)
        #expect(again.exit == .code(0) && again.lines.count { $0.contains(" made ") } == 2, "\(again.lines)")
        #expect(again.lines.count { $0.contains(" kept ") } == 4, "\(again.lines)")
        #expect(try roof.bytes(all, in: new) == roof.bytes(all, in: roof.gateway))
    }

    @Test(
        "belong to the service's user again, where root backs them up and restores them",
        .enabled(if: geteuid() == 0, "needs root"))
    func household() async throws {
        let folder = try TemporaryFolder()
        let roof = try await BackedUpGateway(in: folder)
        let new = "\(folder.path)/new"
        try FileManager.default.createDirectory(atPath: new, withIntermediateDirectories: true)
        for path in [roof.gateway, new] + BackedUpGateway.keys.map({ "\(roof.gateway)/\($0)" }) {
            try FileManager.default.setAttributes(
                [.ownerAccountID: 4242, .groupOwnerAccountID: 4243], ofItemAtPath: path)
        }
        try await roof.makeBackup()
        #expect(try FileStatus(of: roof.backup).owner == 0)
        let (exit, lines) = try await roof.keys("restore", roof.backup, "-d", new)
        #expect(exit == .code(0), "\(lines)")
        for (names, mode) in [(BackedUpGateway.keys, UInt32(0o600)), (BackedUpGateway.files, 0o640)] {
            for name in names {
                let status = try FileStatus(of: "\(new)/\(name)")
                #expect(status.owner == 4242 && status.group == 4243 && status.permissions == mode, "\(name)")
            }
        }
    }

    @Test("are never put over other keys, and then nothing is written at all")
    func obstacles() async throws {
        let folder = try TemporaryFolder()
        let roof = try await BackedUpGateway(in: folder)
        try await roof.makeBackup()
        let other = "\(folder.path)/other"
        #expect(
            try await HeliographProgram.run("init", "-d", other, "--origin", "linden.energy/roof-b").exit == .code(0))
        try DurableFile.create([1], at: "\(other)/heliograph.yaml.previous", mode: 0o644)
        let before = try roof.bytes(roof.names(in: other), in: other)
        let (exit, lines) = try await roof.keys("restore", roof.backup, "-d", other)
        #expect(exit == .code(2) && lines.contains { $0.contains("nothing was written") }, "\(lines)")
        for name in ["statement.pem", "log.pem"] {
            #expect(
                lines.contains { $0.hasPrefix("\(other)/\(name) is there, and is not the backup's key") }, "\(lines)")
        }
        #expect(lines.contains { $0.contains("heliograph.yaml.previous is there already") }, "\(lines)")
        #expect(try roof.bytes(roof.names(in: other), in: other) == before)
        let occupied = try await roof.keys("backup", roof.backup, "-c", roof.gateway)
        #expect(occupied.exit == .code(2) && occupied.lines.contains { $0.contains("is left as it is") })
    }

    /// One thing changed in a backup, or another passphrase, and what is said of it.
    private static let faults = [
        ("", "", "another passphrase altogether", "does not open the key"), ("", "", "short", "does not open the key"),
        ("key: log", "key: lag", "", "a key's role"),
        ("heliograph-backup: 1", "heliograph-backup: 9", "", "heliograph keys backup"),
        ("| origin: linden.energy/roof-a", "| origin: linden.energy/roof-b", "", "what its sha256 says"),
        ("\norigin: linden.energy/roof-a", "\norigin: linden.energy/roof-b", "", "not signed by its statement key"),
        ("public-sha256: ", "public-sha256: 00", "", "64 hexadecimal digits"),
    ]

    // Not parameterised: sealing a backup costs two seconds of a core, and one does for all.
    @Test("from a damaged, foreign or bent backup, or with another passphrase, are refused in words")
    func refused() async throws {
        let folder = try TemporaryFolder()
        let roof = try await BackedUpGateway(in: folder)
        try await roof.makeBackup()
        let phrase = try SmallFile.read(roof.phrase)
        let text = String(decoding: try SmallFile.read(roof.backup), as: UTF8.self)
        for (old, new, passphrase, reason) in Self.faults {
            let changed = old.isEmpty ? text : text.replacing(old, with: new, maxReplacements: 1)
            try #require(old.isEmpty || changed != text)
            try DurableFile.write(Array(changed.utf8), to: roof.backup, mode: 0o600)
            let typed = passphrase.isEmpty ? phrase : Array(passphrase.utf8)
            try DurableFile.write(typed, to: roof.phrase, mode: 0o600)
            let (exit, lines) = try await roof.keys("restore", roof.backup, "-d", "\(folder.path)/new")
            #expect(exit == .code(2) && lines.joined().contains(reason), "\(lines)")
            #expect(roof.names(in: folder.path) == ["backup.txt", "passphrase", "roof-a"])
        }
    }

    @Test("with the blocks of another backup under the same names are refused: each names its public half")
    func exchanged() async throws {
        let folder = try TemporaryFolder()
        let foreign = try TemporaryFolder()
        let (roof, other) = (try await BackedUpGateway(in: folder), try await BackedUpGateway(in: foreign))
        try await roof.makeBackup()
        try await other.makeBackup()
        let texts = try [roof, other].map { String(decoding: try SmallFile.read($0.backup), as: UTF8.self) }
        let parts = texts.map { $0.split(separator: "\n\n", omittingEmptySubsequences: false) }
        // The log key's part begins with its name and its public half; only what follows is the other's.
        let heads = try parts.map { try #require($0.first { $0.hasPrefix("key: log\n") }) }
        let stranger = heads[1].split(separator: "\n").dropFirst(2)
        let bent = (heads[0].split(separator: "\n").prefix(2) + stranger).joined(separator: "\n")
        try DurableFile.write(Array(texts[0].replacing(heads[0], with: bent).utf8), to: roof.backup, mode: 0o600)
        let (exit, lines) = try await roof.keys("restore", roof.backup, "-d", "\(folder.path)/new")
        #expect(
            exit == .code(2) && lines.joined().contains("the log key is not the one that the text names"), "\(lines)")
    }

    @Test(
        "are not sealed with a passphrase that is none, or that others can read",
        arguments: [
            ("", 0o600, "it is empty"), ("too short\n", 0o600, "fewer than 12"),
            ("long enough for this\n", 0o644, "chmod 600"),
        ])
    func passphrases(text: String, mode: UInt32, reason: String) async throws {
        let folder = try TemporaryFolder()
        let roof = try await BackedUpGateway(in: folder)
        try DurableFile.write(Array(text.utf8), to: roof.phrase, mode: mode)
        let (exit, lines) = try await roof.keys("backup", roof.backup, "-c", roof.gateway)
        #expect(exit == .code(2) && lines.joined().contains(reason), "\(lines)")
        #expect(FileManager.default.fileExists(atPath: roof.backup) == false)
    }

    @Test("go without files that a new system has of its own, and say so")
    func omitted() async throws {
        let folder = try TemporaryFolder()
        let roof = try await BackedUpGateway(in: folder)
        let long = try roof.bytes(["ca.pem"], in: roof.gateway)[0] + [UInt8](repeating: 0x0a, count: 65_536)
        try DurableFile.write(long, to: "\(roof.gateway)/ca.pem", mode: 0o644)
        let (exit, lines) = try await roof.keys("backup", roof.backup, "-c", roof.gateway)
        #expect(exit == .code(0) && lines.contains { $0.contains("a new system has its own") }, "\(lines)")
        let new = "\(folder.path)/new"
        let restored = try await roof.keys("restore", roof.backup, "-d", new)
        #expect(restored.exit == .code(0), "\(restored.lines)")
        #expect(restored.lines.contains { $0.contains("still missing: \(new)/ca.pem,") }, "\(restored.lines)")
        #expect(roof.names(in: new) == (BackedUpGateway.keys + ["heliograph.yaml", "roof-a.pem"]).sorted())
    }

    @Test("are not backed up together with a private key in clear: a certificate's file may hold both")
    func keyInClear() async throws {
        let folder = try TemporaryFolder()
        let roof = try await BackedUpGateway(in: folder)
        let both = try roof.bytes(["roof-a.pem", "roof-a.key"], in: roof.gateway).flatMap(\.self)
        try DurableFile.write(both, to: "\(roof.gateway)/roof-a.pem", mode: 0o600)
        let (exit, lines) = try await roof.keys("backup", roof.backup, "-c", roof.gateway)
        #expect(exit == .code(2) && lines.joined().contains("without a private key"), "\(lines)")
        #expect(FileManager.default.fileExists(atPath: roof.backup) == false)
    }

    @Test("are sealed with what a person types twice, unseen; Ctrl-C and two different lines write nothing")
    func typed() async throws {
        let folder = try TemporaryFolder()
        let roof = try await BackedUpGateway(in: folder)
        let (first, second) = ("A new passphrase:", "The same again:")
        let phrase = "correct horse battery staple"
        func backup(_ typed: String...) async throws -> (exit: ChildProcess.Exit, lines: [String]) {
            let command = [try HeliographProgram.path, "keys", "backup", roof.backup, "-c", roof.gateway, "--"]
            let script = zip([first, second], typed).flatMap { [$0, $1] }
            return try await ChildProcess.run(
                "python3", ["\(ForeignTool.root)/Tests/ProgramTests/Instruments/typist.py"] + command + script)
        }
        let different = try await backup(phrase, "something else entirely")
        #expect(different.exit == .code(2) && different.lines.contains { $0.contains("differ") }, "\(different.lines)")
        let ended = try await backup("^C")
        #expect(
            ended.exit == .code(2) && ended.lines.contains { $0.contains("no passphrase was given") }, "\(ended.lines)")
        let short = try await backup("too short")
        #expect(short.exit == .code(2) && short.lines.contains { $0.contains("fewer than 12") }, "\(short.lines)")
        #expect(FileManager.default.fileExists(atPath: roof.backup) == false)
        let right = try await backup(phrase, phrase)
        #expect(right.exit == .code(0), "\(right.lines)")
        #expect(!(different.lines + short.lines + right.lines).joined().contains("horse"), "it is not shown")
        let opened = try await roof.keys("restore", roof.backup, "-d", "\(folder.path)/new")
        #expect(opened.exit == .code(0), "\(opened.lines)")
        // Nobody to ask.
        let unasked = try await HeliographProgram.run("keys", "restore", roof.backup, "-d", "\(folder.path)/other")
        #expect(unasked.exit == .code(2) && unasked.lines.joined().contains("--passphrase-file"), "\(unasked.lines)")
    }
}
