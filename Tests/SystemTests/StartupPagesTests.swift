import Testing

@testable import System

@Suite("Startup pages")
struct StartupPagesTests {
    /// The file-backed memory of this process in kB.
    private func residentFileMemory() throws -> Int {
        let status = String(decoding: try SmallFile.read("/proc/self/status"), as: UTF8.self)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
        return try #require(Int(line.split(separator: "\t").last?.split(separator: " ").first ?? ""))
    }

    @Test("are given back, and the program goes on")
    func release() throws {
        // A test bundle is large, and most of its code has run by now or was read beside what ran.
        let before = try residentFileMemory()
        try StartupPages.release()
        #expect(try residentFileMemory() < before)
        #expect((1...1000).reduce(0, +) == 500_500)
    }
}
