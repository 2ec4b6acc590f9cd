import FoundationEssentials
import Ledger
import Signing
import Storage
import System
import Testing

@testable import heliograph

/// Whether a database is told from a copy of it.
@Suite("Where a database belongs")
struct DatabaseHomeTests {
    private func open(_ path: String) throws -> Database {
        try Database(at: path, .readWrite, cryptography: OpenSSLCryptography())
    }

    /// What the database says of a recovery after it was opened as a start opens it.
    private func settled(_ path: String) async throws -> [UInt8]? {
        let database = try open(path)
        _ = try await DatabaseHome.settle(database, at: path)
        let recovery = try await database.setting(Recovery.setting)
        await database.close()
        return recovery
    }

    @Test("it is where it first worked; a new name changes nothing, a copy is foreign until its log is whole")
    func copies() async throws {
        let folder = try TemporaryFolder()
        let (first, moved, copy) = ("\(folder.path)/a.db", "\(folder.path)/b.db", "\(folder.path)/c.db")
        let seed = try PrivateKey.generate(.ed25519).rawRepresentation
        let database = try Database(at: first, .create(mirrorSeed: seed), cryptography: OpenSSLCryptography())
        await database.close()
        #expect(try await settled(first) == nil)
        #expect(try await settled(first) == nil)
        try FileManager.default.moveItem(atPath: first, toPath: moved)
        #expect(try await settled(moved) == nil)
        try FileManager.default.copyItem(atPath: moved, toPath: copy)
        let foreign = Recovery(.foreign).bytes
        #expect(try await settled(copy) == foreign)
        #expect(try await settled(copy) == foreign, "it is at home now, and its log is not whole yet")
        #expect(try await settled(moved) == nil)
        let unfinished = try open(copy)
        try await unfinished.commit([.setting(Recovery.setting, Recovery(.missing).bytes)])
        await unfinished.close()
        try FileManager.default.copyItem(atPath: copy, toPath: first)
        #expect(try await settled(first) == Recovery(.missing).bytes, "what it lacked before it still lacks")
    }

    @Test("another machine is another home")
    func machines() throws {
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/machine"
        try DurableFile.write(Array("0123\n".utf8), to: file, mode: 0o644)
        let here = try DatabaseHome(of: file, machineFile: file)
        #expect(try DatabaseHome(of: file, machineFile: file) == here)
        #expect(!here.text.contains("0123"), "the machine's number stays secret")
        #expect(try DatabaseHome(of: file, machineFile: "\(folder.path)/none") != here)
    }

    @Test("whoever moved it is told what is another, and a machine that forgets its number is told how to keep it")
    func words() throws {
        let folder = try TemporaryFolder()
        let (database, number) = ("\(folder.path)/a.db", "\(folder.path)/machine")
        for (path, text) in [(database, ""), (number, "0123\n"), ("\(folder.path)/b.db", "")] {
            try DurableFile.write(Array(text.utf8), to: path, mode: 0o644)
        }
        let home = Array(try DatabaseHome(of: database, machineFile: number).text.utf8)
        func remarks(_ path: String) throws -> [String] {
            try DatabaseHome(of: path, machineFile: number).remarks(after: home)
        }
        #expect(try remarks(database).isEmpty)
        #expect(try remarks("\(folder.path)/b.db").contains { $0.contains("another file, as of a copy") })
        // The same card in another machine, or the same machine after a boot that made its number anew.
        try DurableFile.write(Array("4567\n".utf8), to: number, mode: 0o644)
        let moved = try remarks(database)
        #expect(moved.count == 1 && moved[0].contains("systemd-machine-id-setup --commit"), "\(moved)")
        #expect(moved[0].contains("the same file, and the machine is another"))
    }

    @Test("a machine's number that lies in memory, as over a read-only root, is not counted, and its owner is told")
    func forgotten() async throws {
        let folder = try TemporaryFolder()
        let (path, number) = ("\(folder.path)/a.db", "/dev/shm/heliograph-test-\(CurrentProcess.identifier)")
        try #require(try FilePlace(of: "/dev/shm").isVolatile)
        try #require(try FilePlace(of: folder.path).isVolatile == false, "TMPDIR has to lie on a disk")
        defer { try? FileManager.default.removeItem(atPath: number) }
        let seed = try PrivateKey.generate(.ed25519).rawRepresentation
        let database = try Database(at: path, .create(mirrorSeed: seed), cryptography: OpenSSLCryptography())
        for boot in 0..<3 {
            try DurableFile.write(Array("\(boot)\n".utf8), to: number, mode: 0o644)
            let remarks = try await DatabaseHome.settle(database, at: path, machineFile: number)
            #expect(remarks.count == 1 && remarks[0].contains("made anew at every boot"), "\(remarks)")
            #expect(try await database.setting(Recovery.setting) == nil)
        }
    }
}
