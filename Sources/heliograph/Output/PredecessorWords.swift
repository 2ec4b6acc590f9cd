import Ledger
import Statements

/// How a log is linked to the one that it goes on from, in words.
///
/// The genesis is its signer's word; that a quorum of members ended the other log at the same place is the community's.
enum PredecessorWords {
    /// Behind the log's name: “goes on from …”.
    /// - Parameter policy: `nil` where there is none to compare with.
    static func describe(_ predecessor: Genesis.Predecessor, under policy: Policy? = nil) -> String {
        let link = "goes on from \(predecessor.origin) behind its first \(predecessor.size) entries"
        guard let policy else { return link }
        guard let end = policy.ends[predecessor.origin] else {
            return "\(link), as its genesis says; the policy does not end that log"
        }
        guard end == LogEnd(size: predecessor.size, root: predecessor.root) else {
            return
                "\(link), as its genesis says, BUT THE POLICY ENDS THAT LOG ELSEWHERE: with \(end.size) entries\(end.size == predecessor.size ? " and another root" : "")"
        }
        return "\(link), where the community ended that log"
    }
}

extension LogProof {
    /// What the log of a proof that was verified goes on from, as its genesis says.
    /// - Parameter entry: what the proof proves.
    func predecessor(entry: [UInt8]) -> Genesis.Predecessor? {
        let genesis = extra.flatMap { try? ProofExtra(parsing: $0).genesis } ?? entry
        guard let entry = try? Entry(parsing: genesis), case .genesis(let genesis)? = try? Message.decode(entry) else {
            return nil
        }
        return genesis.predecessor
    }
}
