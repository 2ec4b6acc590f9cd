import FoundationEssentials
import System
import Testing

/// Pages of a gateway's database that a dying card has changed, in a street.
@Suite("A gateway whose database has damaged pages", .needs(.mosquittoSub))
struct DamagedPagesTests {
    private let roof = "roof-2"

    @Test("is told so in words, and has its log back from the neighbours, once for every card that dies")
    func recovers() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let disks = StreetDisks(folder: street.folder)
        let wire = try await street.folder.startWire()
        try await street.start(StreetFolder.roofs)
        #expect(try await disks.grow(by: 4, street))
        let database = "\(street.folder.roof(roof))/heliograph.db"
        var seed: UInt64 = 0
        for _ in 0..<(FaultLength.isLong ? 20 : 2) {
            #expect(await street.stop(roof) == .code(0))
            let before = try await disks.entries(of: roof, on: roof)
            let sound = try Data(contentsOf: URL(filePath: database))
            // Some pages are free, or of the neighbours' logs alone; the next seed changes others.
            var words = ""
            repeat {
                seed += 1
                try sound.damaged(seed: seed, pageSize: 4096).write(to: URL(filePath: database))
                let verify = try await HeliographProgram.run("ledger", "verify", "--state", street.folder.roof(roof))
                words = verify.exit == .code(0) ? "" : verify.lines.joined(separator: "\n")
            } while words.isEmpty && seed < 1000
            #expect(words.contains("asks the neighbours for the log"), "seed \(seed): \(words)")
            for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: database + suffix) {
                try FileManager.default.moveItem(atPath: database + suffix, toPath: "\(database)\(suffix).\(seed)")
            }
            try await street.start([roof])
            let isBack = try await street.waits {
                await disks.head(of: roof)?.recorded ?? 0 > UInt64(before.count)
            }
            #expect(isBack, "seed \(seed)")
            let after = try await disks.entries(of: roof, on: roof)
            #expect(after.starts(with: before), "seed \(seed): \(before.count) entries, then \(after.count)")
        }
        try await StreetInspection.finish(street, wire, apartFrom: [roof])
    }
}
