import Chance
import FoundationEssentials
import Ledger
import Signing
import Statements
import Storage
import System
import Testing

@testable import heliograph

/// A database with pages that a dying card has changed.
@Suite("A damaged database")
struct DamagedDatabaseTests {
    private static let pageSize = 4096
    private static let seeds: UInt64 = 20

    @Test("is refused in words, or every entry is the one that was signed; and nothing goes on from what was not")
    func pages() async throws {
        let temporary = try TemporaryFolder()
        let street = try BenchStreet(OpenSSLCryptography())
        let sound = "\(temporary.path)/heliograph.db"
        let signed = try await fill(sound, street)
        let check = try await HeliographProgram.run("ledger", "verify", "--state", temporary.path)
        #expect(check.exit == .code(0), "\(check.lines)")

        var refusedCount = 0
        for seed in 0..<Self.seeds {
            let folder = "\(temporary.path)/\(seed)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = "\(folder)/heliograph.db"
            try Data(contentsOf: URL(filePath: sound)).damaged(seed: seed, pageSize: Self.pageSize)
                .write(to: URL(filePath: path))
            let verify = try await HeliographProgram.run("ledger", "verify", "--state", folder)
            if verify.exit == .code(0) {
                #expect(try await entries(of: street, in: path) == signed, "seed \(seed)")
            } else {
                refusedCount += 1
                let words = verify.lines.joined(separator: "\n")
                #expect(verify.exit == .code(1) || verify.exit == .code(2), "seed \(seed): \(words)")
                #expect(words.contains("heliograph.db"), "where: seed \(seed): \(words)")
                #expect(words.contains("asks the neighbours for the log"), "what to do: seed \(seed): \(words)")
            }
            // What the service's start takes for its log ends in the very tree that was signed.
            if let writer = try? await writer(path, street) {
                #expect(writer.frontier.size == UInt64(signed.count), "seed \(seed)")
                #expect(writer.held?.checkpoint.root == writer.frontier.root(street.cryptography), "seed \(seed)")
            }
        }
        print("\(refusedCount) of \(Self.seeds) damaged databases were refused; the others held every entry")
        #expect(refusedCount >= Self.seeds / 2)
    }

    /// A log of some tiles and a rest.
    /// - Returns: its entries.
    private func fill(_ path: String, _ street: BenchStreet) async throws -> [[UInt8]] {
        let seed = try PrivateKey.generate(.ed25519).rawRepresentation
        let database = try Database(at: path, .create(mirrorSeed: seed), cryptography: street.cryptography)
        var log = try BenchLog(of: street, selfCheck: .structural)
        try await database.commit(log.opening)
        for _ in 0..<7 { try await database.commit(log.append(log.drafts(100)).changes) }
        await database.close()
        return try await entries(of: street, in: path)
    }

    private func entries(of street: BenchStreet, in path: String) async throws -> [[UInt8]] {
        let database = try Database(at: path, .readOnly, cryptography: street.cryptography)
        let entries = try await database.entries(
            of: street.author.origin, from: 0, countLimit: 2000, byteLimit: 1 << 22)
        await database.close()
        return entries
    }

    private func writer(_ path: String, _ street: BenchStreet) async throws -> Writer {
        let origin = street.author.origin
        let database = try Database(at: path, .readWrite, cryptography: street.cryptography)
        let state = try #require(try await database.log(origin))
        let genesis = try await database.entries(of: origin, from: 0, countLimit: 1, byteLimit: Entry.sizeLimit).first
        await database.close()
        return try Writer(
            identity: street.identity(of: 0), state: state, genesis: genesis, restored: [:], scales: [:],
            at: street.moment(minute: 800))
    }
}

extension Data {
    /// With one to three of its pages changed: overwritten with noise, or with some bytes flipped. The first page, which says
    /// whose file it is, is overwritten or left alone.
    func damaged(seed: UInt64, pageSize: Int) -> Data {
        var (data, chance) = (self, SeededGenerator(seed: seed))
        let pages = count / pageSize
        for _ in 0...Int.random(in: 0..<3, using: &chance) {
            let page = Int.random(in: 0..<pages, using: &chance)
            if page == 0 || Bool.random(using: &chance) {
                for position in 0..<pageSize { data[page * pageSize + position] = .random(in: 0...255, using: &chance) }
            } else {
                for _ in 0..<16 {
                    let position = Int.random(in: 0..<pageSize, using: &chance)
                    data[page * pageSize + position] ^= .random(in: 1...255, using: &chance)
                }
            }
        }
        return data
    }
}
