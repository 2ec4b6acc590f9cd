import Gateway
import Ledger
import Metering
import Signing
import Statements

/// What a log goes on from, by its genesis, and the registers that it took over, where that other log is here.
struct LogPast {
    /// `nil` for a log that goes on from none, or has not begun.
    let predecessor: Genesis.Predecessor?
    /// The other log's meters at its end; `nil` where it is not held to there, or with another root, or nothing is counted from there
    /// because the beginning of this log is gone.
    let registers: EnergySums?

    init(of log: LogState, in gateway: StoredGateway) async throws {
        guard log.frontier.size > 0,
            case .genesis(let genesis) = try Message.decode(Entry(parsing: try await gateway.entry(0, of: log))),
            let predecessor = genesis.predecessor
        else {
            (self.predecessor, registers) = (nil, nil)
            return
        }
        self.predecessor = predecessor
        let before = try await gateway.logs().first { $0.origin == predecessor.origin }
        guard log.firstIndex == 0, let before, before.frontier.size >= predecessor.size,
            try await predecessor.root
                == MerkleTree.root(
                    size: predecessor.size, StoredTree(of: before.origin, in: gateway.database), OpenSSLCryptography())
        else {
            registers = nil
            return
        }
        var sums = EnergySums(by: .month)
        try await gateway.forEachEntry(of: before.origin, below: predecessor.size) { _, bytes in
            sums.add(try Message.decode(Entry(parsing: bytes)))
        }
        registers = sums
    }
}
