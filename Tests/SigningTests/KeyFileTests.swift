import FoundationEssentials
import Glibc
import Signing
import Testing

@Suite("Key files") final class KeyFileTests {
    let folder: String
    var path: String { folder + "/statement.key" }

    init() throws {
        folder = TemporaryFolder.path + "/heliograph-keys-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @Test("what is created is loaded again, with mode 0600 whatever the umask")
    func roundTrip() throws {
        let key = try PrivateKey.generate(.ed25519)
        try KeyFile.create(path, key)
        #expect(try KeyFile.load(path).publicKey == key.publicKey)
        #expect(try mode(path) == 0o600)
    }

    @Test("a file that exists is never overwritten, not even an empty one or a dangling link")
    func neverOverwrites() throws {
        let key = try PrivateKey.generate(.p256)
        try KeyFile.create(path, key)
        let other = try PrivateKey.generate(.p256)
        #expect(throws: SigningError.fileExists(path: path)) { try KeyFile.create(path, other) }
        #expect(try KeyFile.load(path).publicKey == key.publicKey)

        let empty = folder + "/empty"
        #expect(FileManager.default.createFile(atPath: empty, contents: nil))
        #expect(throws: SigningError.fileExists(path: empty)) { try KeyFile.create(empty, other) }

        let link = folder + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder + "/nowhere")
        #expect(throws: SigningError.fileExists(path: link)) { try KeyFile.create(link, other) }
        #expect(!FileManager.default.fileExists(atPath: folder + "/nowhere"))
    }

    @Test(
        "a mode that lets others read, write or run it is refused with the remedy",
        arguments: [
            0o640, 0o604, 0o660, 0o666, 0o644, 0o601, 0o610, 0o700 | 0o20,
        ] as [mode_t])
    func exposed(bits: mode_t) throws {
        try KeyFile.create(path, try PrivateKey.generate(.ed25519))
        try set(mode: bits, of: path)
        let error = #expect(throws: SigningError.exposedFile(path: path, mode: bits)) { try KeyFile.load(path) }
        #expect(error?.description.contains("chmod 600 \(path)") == true)
        try set(mode: 0o600, of: path)
        _ = try KeyFile.load(path)
    }

    @Test(
        "systemd's credentials are 0400, or 0440 where an access list shows as a group bit; elsewhere 0440 is refused")
    func credentials() throws {
        try KeyFile.create(path, try PrivateKey.generate(.ed25519))
        try set(mode: 0o400, of: path)
        _ = try KeyFile.load(path, credentialsDirectory: nil)
        try set(mode: 0o440, of: path)
        _ = try KeyFile.load(path, credentialsDirectory: folder)
        for directory in [nil, "", folder + "-other", String(folder.dropLast())] {
            #expect(throws: SigningError.exposedFile(path: path, mode: 0o440)) {
                try KeyFile.load(path, credentialsDirectory: directory)
            }
        }
        for bits in [0o444, 0o460] as [mode_t] {
            try set(mode: bits, of: path)
            #expect(throws: SigningError.exposedFile(path: path, mode: bits)) {
                try KeyFile.load(path, credentialsDirectory: folder)
            }
        }
    }

    @Test("a key that belongs to somebody else is refused with the remedy", .enabled(if: geteuid() == 0, "needs root"))
    func foreign() throws {
        try KeyFile.create(path, try PrivateKey.generate(.ed25519))
        let changed = unsafe chown(path, 4242, 4242)
        try #require(changed == 0)
        let error = #expect(throws: SigningError.foreignFile(path: path, owner: 4242, user: 0)) {
            try KeyFile.load(path)
        }
        #expect(error?.description.contains("chown 0 \(path)") == true)
    }

    @Test("a missing file, a folder, a far too long file, a pipe, and a file without a key each get their own words")
    func unusable() throws {
        #expect(throws: SigningError.fileMissing(path: path)) { try KeyFile.load(path) }
        #expect(throws: SigningError.notARegularFile(path: folder)) { try KeyFile.load(folder) }

        let pipe = folder + "/pipe"
        let made = unsafe mkfifo(pipe, 0o600)
        try #require(made == 0)
        #expect(throws: SigningError.notARegularFile(path: pipe)) { try KeyFile.load(pipe) }

        let long = folder + "/long"
        try write([UInt8](repeating: 65, count: 16_385), to: long)
        #expect(throws: SigningError.fileTooLong(path: long, bytes: 16_385, limit: 16_384)) { try KeyFile.load(long) }

        let noise = folder + "/noise"
        try write(Array("not a key\n".utf8), to: noise)
        let error = #expect(throws: SigningError.self) { try KeyFile.load(noise) }
        guard case .keyFile(noise, .unreadablePEM) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("creating in a folder that is not there names the call and the reason, and leaves nothing")
    func noFolder() throws {
        let key = try PrivateKey.generate(.ed25519)
        let path = folder + "/missing/statement.key"
        let error = #expect(throws: SigningError.file(path: path, call: "open", errno: ENOENT)) {
            try KeyFile.create(path, key)
        }
        #expect(error?.description.contains("No such file") == true)
    }

    private func set(mode: mode_t, of path: String) throws {
        let result = unsafe chmod(path, mode)
        try #require(result == 0)
    }

    private func mode(_ path: String) throws -> mode_t {
        var status = stat()
        let result = unsafe stat(path, &status)
        try #require(result == 0)
        return status.st_mode & 0o7777
    }

    private func write(_ content: [UInt8], to path: String) throws {
        try Data(content).write(to: URL(filePath: path))
        try set(mode: 0o600, of: path)
    }
}

/// Where temporary files belong on this machine.
private enum TemporaryFolder {
    static var path: String { ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp" }
}
