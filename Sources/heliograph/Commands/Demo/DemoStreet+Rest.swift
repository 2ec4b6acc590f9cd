import Ledger
import Signing
import Statements
import Storage

extension DemoStreet {
    /// Whether everything that was signed is recorded, and on every disk; not while a database cannot be read.
    func isAtRest() async -> Bool {
        var recorded: [Origin: UInt64] = [:]
        var held: [[Origin: UInt64]] = []
        for roof in roofs {
            guard let logs = try? await logs(of: roof), let own = logs.first(where: { $0.origin == roof.origin }),
                let note = own.notes[.recorded].flatMap({ try? Checkpoint(parsing: SignedNote(parsing: $0).text) }),
                note.size == own.frontier.size
            else { return false }
            recorded[roof.origin] = note.size
            held.append(Dictionary(logs.map { ($0.origin, $0.frontier.size) }) { first, _ in first })
        }
        return held.allSatisfy { disk in recorded.allSatisfy { disk[$0.key] == $0.value } }
    }

    private func logs(of roof: Roof) async throws -> [LogState] {
        let database = try Database(at: roof.state.database, .readOnly, cryptography: OpenSSLCryptography())
        let logs = try await database.logs()
        await database.close()
        return logs
    }
}
