import Ledger
import Signing
import Statements
import Storage
import System

@testable import heliograph

/// All logs on all disks of a street, verified from their bytes.
enum StreetAudit {
    /// One log on one disk.
    struct Head: Hashable, Sendable {
        let roof: String
        let origin: Origin
        let size: UInt64
        let recordedSize: UInt64
        let root: Digest
    }

    /// Every gateway's own log on its own disk: a mirror may know of a record before it has what is recorded.
    /// - Throws: the first thing that does not verify.
    static func checkOwnLogs(of folder: StreetFolder) async throws {
        let policy = try Policy(parsing: SmallFile.read(folder.policy), OpenSSLCryptography())
        for roof in StreetFolder.roofs {
            let database = try Database(
                at: "\(folder.roof(roof))/heliograph.db", .readOnly, cryptography: OpenSSLCryptography())
            _ = try await LogAudit(of: try Origin("demo.street/\(roof)"), in: database, under: KnownPolicy(policy))
            await database.close()
        }
    }

    /// - Throws: the first thing that does not verify.
    static func heads(of folder: StreetFolder) async throws -> [Head] {
        let policy = try Policy(parsing: SmallFile.read(folder.policy), OpenSSLCryptography())
        var heads: [Head] = []
        for roof in StreetFolder.roofs {
            let database = try Database(
                at: "\(folder.roof(roof))/heliograph.db", .readOnly, cryptography: OpenSSLCryptography())
            for log in try await database.logs() {
                let audit = try await LogAudit(of: log.origin, in: database, under: KnownPolicy(policy))
                heads.append(
                    Head(
                        roof: roof, origin: log.origin, size: audit.size, recordedSize: audit.recordedSize,
                        root: log.frontier.root(OpenSSLCryptography())))
            }
            await database.close()
        }
        return heads
    }
}
