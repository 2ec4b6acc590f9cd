import Gateway
import Ledger
import Signing
import Statements

extension LogEnd {
    /// Where a person wants a log to end: `community/name` with what is recorded of it here, `community/name=size` with fewer.
    /// - Parameter state: the folder of a gateway that holds the log, whose tree gives the root.
    static func read(_ text: String, in state: String?) async throws -> (Origin, Self) {
        let words = text.split(separator: "=", omittingEmptySubsequences: false)
        guard words.count <= 2, let origin = try? Origin(String(words[0])) else {
            throw Finding.unusable("“\(text)” is no community/name or community/name=size.")
        }
        guard let state else {
            throw Finding.unusable("--end needs --state, the folder of a gateway that holds the log.")
        }
        let gateway = try StoredGateway(at: state)
        let log = try await gateway.log(origin.description)
        guard let note = log.notes[.recorded] else {
            throw Finding.unusable("nothing of \(origin) is recorded here: let the log leave with --remove instead.")
        }
        let recorded = min(try Checkpoint(parsing: SignedNote(parsing: note).text).size, log.frontier.size)
        guard let size = words.count == 1 ? recorded : UInt64(words[1]), (1...recorded).contains(size) else {
            throw Finding.unusable(
                "\(origin) has 1 to \(recorded) recorded entries here: end it with a number of them.")
        }
        let tree = StoredTree(of: origin, in: gateway.database)
        return (origin, LogEnd(size: size, root: try await MerkleTree.root(size: size, tree, OpenSSLCryptography())))
    }
}
