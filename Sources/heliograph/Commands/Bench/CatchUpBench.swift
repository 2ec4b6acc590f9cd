import Ledger
import Metering
import Statements
import Storage
import System

/// A neighbour's log fetched up to a recorded checkpoint, verified by its tree, beside a C program that hashes and inserts
/// the same entries.
struct CatchUpBench {
    /// Answers of 256 entries that go into one transaction.
    private static let answersATransaction = 8

    private typealias Answer = (bundle: [UInt8], proof: [Digest])

    private let workshop: BenchWorkshop

    init(_ workshop: BenchWorkshop) { self.workshop = workshop }

    func run() async throws -> [BenchFigure] {
        let count = workshop.amounts.catchUpCount
        let year = try await YearLog(count - 1, workshop)
        let answers = try await answers(from: year)
        let entries = answers.keys.sorted().flatMap { answers[$0]?.bundle ?? [] }
        let file = workshop.folder.file("entries")
        try DurableFile.write(entries, to: file, mode: 0o600)
        let (floors, folder) = (workshop.floors, workshop.folder)
        let batch = Self.answersATransaction * Int(Mirror.bundleLimit)
        let hasFloor = floors.areBuilt
        let floor: Contest.Turn = {
            folder.removeDatabase("floor.db")
            return try await floors.run(.catchUp, [file, folder.file("floor.db"), "\(batch)"])
        }
        let contest = try await Contest(
            turns: workshop.amounts.turns,
            [{ try await catchUp(with: year, answers) }] + (hasFloor ? [floor] : []))
        return [
            try contest.figure(
                0, beside: hasFloor ? 1 : nil, bench: "catch-up by tree and record", unit: "entries", goal: 0.5
            ).witnessed()
        ]
    }

    /// What the log's own gateway would answer, by the first index that is asked for.
    private func answers(from year: YearLog) async throws -> [UInt64: Answer] {
        let origin = year.street.author.origin
        let tree = year.database.tree(of: origin)
        var answers: [UInt64: Answer] = [:]
        var start: UInt64 = 0
        while start < year.frontier.size {
            let entries = try await year.database.entries(
                of: origin, from: start, countLimit: Int(Mirror.bundleLimit), byteLimit: 192 << 10)
            let end = start + UInt64(entries.count)
            let proof = try await MerkleTree.consistencyProof(
                from: end, to: year.frontier.size, tree, workshop.cryptography)
            answers[start] = (EntryBundle.encode(entries), proof)
            start = end
        }
        return answers
    }

    private func catchUp(with year: YearLog, _ answers: [UInt64: Answer]) async throws -> Stretch {
        let street = year.street
        let origin = street.author.origin
        let database = try workshop.database("catch-up.db")
        var mirror = try Mirror(
            of: LogState(origin: origin), identity: street.identity(of: 1), genesis: nil, checkedEnd: 0)
        let moment = try street.moment(minute: 1)
        var outcome = try mirror.receive(note: year.note, at: moment)
        outcome += try mirror.tick(at: moment, isConnected: true)
        outcome += try mirror.tick(at: street.moment(minute: 2), isConnected: true)
        var question = outcome.effects.question
        let stretch = try await Stretch.measure(Int(year.frontier.size)) {
            var (changes, waiting) = (outcome.changes, 0)
            while let asked = question, let answer = answers[asked.start] {
                let outcome = try mirror.receive(
                    start: asked.start, bundle: answer.bundle, proof: answer.proof, from: asked.to, at: moment)
                changes += outcome.changes
                question = outcome.effects.question
                waiting += 1
                guard waiting == Self.answersATransaction || question == nil else { continue }
                try await database.commit(changes)
                (changes, waiting) = ([], 0)
            }
        }
        guard try await database.log(origin)?.frontier == year.frontier, mirror.held != nil else {
            throw Finding.negative("the mirror did not come to the recorded head")
        }
        await database.close()
        return stretch
    }
}

extension [LedgerEffect] {
    /// The entries that are asked for, and of whom.
    fileprivate var question: (to: Origin, start: UInt64)? {
        for case .ask(let query) in self {
            if case .entries(_, let start, _, _) = query.ask { return (query.to, start) }
        }
        return nil
    }
}
