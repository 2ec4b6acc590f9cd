import Ledger
import Signing
import Statements
import Storage
import System

/// What whoever writes the policy needs to know of this gateway: its keys, and of two those that wait to take over.
enum OwnCard {
    static func text(of origin: Origin, in state: StateDirectory, _ database: Database) async throws -> [UInt8] {
        let log = try state.logKeys.loadNext() ?? KeyFile.load(state.logKey)
        let mirrors = try await MirrorKeys(in: database)
        let card = try MemberCard(
            origin: origin, logKey: "\(NoteKey.log(of: origin, log.publicKey, OpenSSLCryptography()))",
            mirrorKey: "\((mirrors.next ?? mirrors.current).mirrorKey(of: origin))")
        return Array(card.text.utf8)
    }

    static func write(of origin: Origin, in state: StateDirectory, _ database: Database) async throws {
        try DurableFile.write(try await text(of: origin, in: state, database), to: state.card, mode: 0o644)
    }
}
