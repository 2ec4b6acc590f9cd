import System
import Testing

@testable import heliograph

@Suite("The files of a street's broker")
struct BrokerFilesTests {
    private func settings(_ text: String) -> Set<String> {
        let lines = text.split(separator: "\n").map { String($0) }
        return Set(lines.filter { !$0.hasPrefix("#") })
    }

    private func shipped(_ name: String) throws -> Set<String> {
        let path = "\(ForeignTool.root)/systemd/mosquitto/\(name)"
        return settings(String(decoding: try SmallFile.read(path), as: UTF8.self))
    }

    @Test("are what the package brings for those who do it by hand, and the list of certificates that count no more")
    func same() throws {
        let files = BrokerFiles(folder: BrokerFiles.systemFolder)
        let extra = settings(files.text(port: 8883)).symmetricDifference(try shipped("heliograph.conf"))
        #expect(extra == ["crlfile /etc/mosquitto/ca_certificates/street.crl"])
        #expect(settings(BrokerFiles.rules) == (try shipped("heliograph.acl")))
    }
}
