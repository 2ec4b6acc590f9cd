import Ledger
import Metering
import Signing
import Statements
import Testing

@testable import Simulation

@Suite("A simulated disk") struct SimulatedDiskTests {
    private static let change = LedgerChange.setting("a", [1])

    @Test("meets each fate as it is foretold", arguments: CommitFate.allCases)
    func fates(fate: CommitFate) throws {
        let disk = SimulatedDisk(OpenSSLCryptography())
        disk.foretell([fate])
        #expect(throws: DiskFailure.self) { try disk.commit([Self.change]) }
        #expect(disk.isDead == [.diesBefore, .diesTorn, .diesAfter].contains(fate))
        disk.open()
        disk.heal()
        let isThere = [.doneButReportedFailed, .doneAndUnreadable, .diesAfter].contains(fate)
        #expect(try disk.setting("a") == (isThere ? [1] : nil))
    }

    @Test("complains of what no machine may ask") func complaints() throws {
        let cryptography = OpenSSLCryptography()
        let disk = SimulatedDisk(cryptography)
        let origin = try Origin("linden.energy/roof-0")
        var growth = LogGrowth(origin: origin, onTopOf: MerkleFrontier())
        growth.append([1], cryptography)
        try disk.commit([.grow(growth)])
        #expect(disk.takeNews().complaints.isEmpty)
        try disk.commit([.grow(growth)])
        #expect(disk.takeNews().complaints.count == 1)
        let (newer, older) = (Register(pulses: Pulses(2)), Register(pulses: Pulses(1)))
        for register in [newer, older] {
            let copy = StoredRegister(register: register, dialOffset: nil, savedAt: UnixTime(seconds: 0))
            try disk.commit([.register(try Name("pv"), copy)])
        }
        #expect(disk.takeNews().complaints.count == 1)
    }
}
