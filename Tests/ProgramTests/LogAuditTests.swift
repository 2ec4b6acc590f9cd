import Ledger
import Signing
import Statements
import Storage
import Testing

@testable import heliograph

@Suite("The audit of a stored log") struct LogAuditTests {
    @Test("is of what the log had when it began, though it goes on being written") func growing() async throws {
        let folder = try TemporaryFolder()
        var log = try await TiledLog(in: folder.path)
        try await log.grow(to: 1500)
        let database = try Database(
            at: "\(log.state)/heliograph.db", .readOnly, cryptography: OpenSSLCryptography())
        let known = KnownPolicy(log.street.policy)
        var batches = 0
        let audit = try await LogAudit(of: log.origin, in: database, under: known) { _ in
            batches += 1
            if batches == 1 { try await log.sign(to: 1600) }
        }
        #expect(batches == 2 && audit.size == 1500 && audit.recordedSize == 1500)
        #expect(try await LogAudit(of: log.origin, in: database, under: known).size == 1600)
        await database.close()
    }
}
