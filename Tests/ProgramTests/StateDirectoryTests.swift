import FoundationEssentials
import Testing

@testable import heliograph

@Suite("Where a gateway's keys are")
struct StateDirectoryTests {
    @Test("A credential of systemd goes before the file of the state folder; each key by itself")
    func credentials() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "heliograph-credentials-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(FileManager.default.createFile(atPath: "\(folder)/log.pem", contents: nil))
        let state = StateDirectory(path: "/var/lib/heliograph", credentials: folder)
        #expect(state.statementKey == "/var/lib/heliograph/statement.pem")
        #expect(state.logKey == "\(folder)/log.pem")
        #expect(state.database == "/var/lib/heliograph/heliograph.db")
        #expect(StateDirectory(path: "/a/", credentials: nil).logKey == "/a/log.pem")
        #expect(StateDirectory(path: "/a", credentials: "").logKey == "/a/log.pem")
    }
}
