import FoundationEssentials
import Ledger
import Statements
import Testing

@testable import Gateway

@Suite("The status topic")
struct StatusReportTests {
    @Test("says what the database takes, what was let go, and who keeps more from going")
    func retention() throws {
        var report = StatusReport(online: true, version: "test")
        report.add(nil, [:])
        #expect(String(decoding: report.json, as: UTF8.self) == #"{"online":true,"version":"test"}"#)
        let (one, other) = (try Origin("linden.energy/roof-a"), try Origin("linden.energy/roof-b"))
        report.add(
            DiskUse(bytes: 8192, freeBytes: 4096),
            [
                one: LogRetention(firstIndex: 512, end: 512, slow: []),
                other: LogRetention(firstIndex: 0, end: 0, slow: [one]),
            ])
        #expect(report.database_bytes == 8192 && report.database_free_bytes == 4096)
        #expect(report.kept_from == ["linden.energy/roof-a": 512])
        #expect(report.retention_waits_for == ["linden.energy/roof-b": ["linden.energy/roof-a"]])
        #expect(try JSONDecoder().decode(StatusReport.self, from: Data(report.json)) == report)
    }
}
