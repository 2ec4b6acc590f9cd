import Ledger
import Metering
import Signing
import Statements
import Testing

@testable import Gateway

/// A mirrored statement costs one transaction: its record waits for the log's next one.
@Suite("Records of neighbours")
struct MirroredRecordsTests {
    private let (own, roof, other): (Origin, Origin, Origin)
    private let start = MonotonicTime(nanoseconds: 0)

    init() throws {
        own = try Origin("linden.energy/roof-a")
        roof = try Origin("linden.energy/roof-b")
        other = try Origin("linden.energy/roof-c")
    }

    @Test("wait for their log's next transaction, the newest alone; own ones do not wait")
    func waiting() {
        var records = MirroredRecords(of: own)
        #expect(records.admit([.note(roof, .recorded, [1]), .note(other, .recorded, [2])], at: start) == [])
        #expect(records.admit([.note(roof, .recorded, [3])], at: start) == [])
        #expect(records.admit([.note(own, .recorded, [4])], at: start) == [.note(own, .recorded, [4])])
        let growth = LogGrowth(origin: roof, onTopOf: MerkleFrontier())
        #expect(records.admit([.grow(growth)], at: start) == [.grow(growth), .note(roof, .recorded, [3])])
        #expect(records.admit([.grow(growth)], at: start) == [.grow(growth)], "once")
        let both: [LedgerChange] = [.note(other, .recorded, [5]), .note(other, .held, [6])]
        #expect(records.admit(both, at: start) == [.note(other, .held, [6]), .note(other, .recorded, [5])])
    }

    @Test("that are kept for ever do not wait, nor does the record itself then")
    func kept() {
        var records = MirroredRecords(of: own)
        let kept = LedgerChange.keptRecord(
            roof, KeptRecord(size: 1, time: 2, digest: OpenSSLCryptography().sha256([3]), note: [3]))
        #expect(records.admit([.note(roof, .recorded, [3]), kept], at: start) == [kept, .note(roof, .recorded, [3])])
        #expect(records.isEmpty)
    }

    @Test("of a log that fell silent are written after ten minutes, and all at the end")
    func silence() {
        var records = MirroredRecords(of: own)
        _ = records.admit([.note(roof, .recorded, [1])], at: start)
        let later = start + .seconds(60)
        _ = records.admit([.note(roof, .recorded, [2]), .note(other, .recorded, [3])], at: later)
        #expect(records.takeDue(at: start + .seconds(599)) == [])
        #expect(records.takeDue(at: start + .seconds(600)) == [.note(roof, .recorded, [2])])
        #expect(records.takeDue(at: nil) == [.note(other, .recorded, [3])])
        #expect(records.takeDue(at: nil) == [])
    }
}
