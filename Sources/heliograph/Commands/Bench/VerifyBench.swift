import Ledger
import Storage

/// A year of minutes verified from its file: every signature, the tree, the record. Beside it OpenSSL verifies signatures
/// over messages of the same size and does nothing else.
struct VerifyBench {
    /// The floor has a turn after each such part of the year.
    private static let partCount: UInt64 = 10

    private let workshop: BenchWorkshop

    init(_ workshop: BenchWorkshop) { self.workshop = workshop }

    func run() async throws -> [BenchFigure] {
        let year = try await YearLog(workshop.amounts.yearCount, workshop)
        let (origin, size) = (year.street.author.origin, year.frontier.size)
        let signedSize = try await year.database.entries(of: origin, from: 1, countLimit: 100, byteLimit: 1 << 20)
            .signedSize
        let floors = workshop.floors
        let floorCount = max(1, workshop.amounts.yearCount / 200)
        var (own, floor): ([Stretch], [Stretch]) = ([], [])
        var (watch, begun) = (Stopwatch(), UInt64(0))
        let audit = try await LogAudit(of: origin, in: year.database, under: KnownPolicy(year.street.policy)) { end in
            guard end - begun >= size / Self.partCount || end == size else { return }
            own.append(watch.stretch(of: Int(end - begun)))
            if floors.areBuilt {
                floor.append(try await floors.run(.signatures, ["verify", "\(signedSize)", "\(floorCount)"]))
            }
            (watch, begun) = (Stopwatch(), end)
        }
        guard audit.recordedSize == size else { throw Finding.negative("the year is not what was recorded") }
        var figure = Contest([own, floor]).figure(
            0, beside: floor.isEmpty ? nil : 1, bench: "verify, a year of minutes", unit: "entries")
        figure.seconds = own.reduce(0) { $0 + $1.seconds }
        await year.database.close()
        return [try figure.witnessed()]
    }
}
