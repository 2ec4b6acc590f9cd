import Chance
import FoundationEssentials
import System
import Testing

/// A gateway that is killed again and again, at moments that a seed says.
@Suite("A gateway that is killed", .needs(.mosquittoSub))
struct KilledGatewayTests {
    private static let roof = "roof-2"
    private static let seed: UInt64 = 1
    private static let count = FaultLength.isLong ? 500 : 25

    @Test(
        "goes on where it was, every time: nothing that it signed is missing anywhere, and there is no second history")
    func killed() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let disks = StreetDisks(folder: street.folder)
        let wire = try await street.folder.startWire()
        var chance = SeededGenerator(seed: Self.seed)
        try await street.start(StreetFolder.roofs)
        var signed: [[UInt8]] = []
        for ordinal in 1...Self.count {
            try await Task.sleep(for: .milliseconds(Int.random(in: 300...3000, using: &chance)))
            await street.kill(Self.roof)
            // What was on the disk at one death is there at the next one, and there is more.
            let entries = try await disks.entries(of: Self.roof, on: Self.roof)
            #expect(entries.starts(with: signed), "kill \(ordinal): \(signed.count) entries, then \(entries.count)")
            signed = entries
            let verify = try await HeliographProgram.run("ledger", "verify", "--state", street.folder.roof(Self.roof))
            #expect(verify.exit == .code(0), "kill \(ordinal): \(verify.lines)")
            try await street.start([Self.roof])
        }
        #expect(signed.count > 10)
        try await StreetInspection.finish(street, wire)
        for holder in StreetFolder.roofs {
            let held = try await disks.entries(of: Self.roof, on: holder)
            #expect(held.starts(with: signed), "\(holder) holds \(held.count) of \(signed.count)")
        }
        print("\(Self.count) kills, \(signed.count) entries signed, each of them on every disk")
    }
}
