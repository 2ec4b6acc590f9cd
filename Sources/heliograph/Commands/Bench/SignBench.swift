import Ledger
import Storage

/// Readings signed, appended and committed, beside OpenSSL signing as many messages of the same size.
struct SignBench {
    private let workshop: BenchWorkshop

    init(_ workshop: BenchWorkshop) { self.workshop = workshop }

    func run() async throws -> [BenchFigure] {
        let amounts = workshop.amounts
        let street = try BenchStreet(workshop.cryptography)
        let full = try await contestant(street, .full)
        let structural = try await contestant(street, .structural)
        var sample = try BenchLog(of: street, selfCheck: .structural)
        let size = try sample.append(sample.drafts(10)).changes.entries.signedSize
        let count = amounts.transactionsATurn * amounts.transactionCount
        let floors = workshop.floors
        let hasFloor = floors.areBuilt
        let floor: [Contest.Turn] =
            hasFloor ? [{ try await floors.run(.signatures, ["sign", "\(size)", "\(count)"]) }] : []
        let contest = try await Contest(turns: amounts.turns, [full, structural] + floor)
        return [
            try contest.figure(
                0, beside: hasFloor ? 2 : nil, bench: "sign, full self-check (shipped)", unit: "readings", goal: 0.7
            ).witnessed(),
            try contest.figure(
                1, beside: hasFloor ? 2 : nil, bench: "sign, structural self-check", unit: "readings", goal: 0.7
            ).witnessed(),
        ]
    }

    private func contestant(_ street: BenchStreet, _ selfCheck: SelfCheck) async throws -> Contest.Turn {
        let amounts = workshop.amounts
        var log = try BenchLog(of: street, selfCheck: selfCheck)
        let database = try workshop.database("sign-\(selfCheck).db")
        try await database.commit(log.opening)
        return {
            var batches = try (0..<amounts.transactionsATurn).map { _ in try log.drafts(amounts.transactionCount) }
            let count = batches.reduce(0) { $0 + $1.count }
            return try await Stretch.measure(count) {
                while let batch = batches.popLast() { try await database.commit(log.append(batch).changes) }
            }
        }
    }
}
