import FoundationEssentials
import System
import Testing

/// The whole program on disks that fail: `toolchain/rig/storage.sh` says how each of them does.
@Suite("A gateway whose disk fails", .needsBoard)
struct StorageFaultTests {
    private static let interval: Int64 = 6

    @Test("says so, counts on, and signs what it counted when the disk is well again")
    func threeDisks() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "heliograph-storage-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let lines = try await run(in: folder)
        let sightings = try Sighting.all(in: folder)
        let sent = try #require(number(after: ["pulses"], in: lines))
        for name in ["full", "broken"] {
            let failed = try #require(number(after: ["failed", name], in: lines), "\(lines)")
            let healed = try #require(number(after: ["healed", name], in: lines))
            let readings = Dictionary(
                grouping: sightings.filter { $0.kind == "statement" && $0.subject == name && $0.end != nil },
                by: { $0.index }
            ).compactMap { $0.value.first }.sorted { ($0.index ?? 0) < ($1.index ?? 0) }
            #expect(readings.last?.pulses == sent, "\(name): every pulse is in the last reading")
            let ends = readings.compactMap(\.end)
            // Each ends in the interval after the last one's. It may be a second late: a reading is dated when it is taken. The
            // last one is taken when the gateway is told to end.
            for (end, next) in zip(ends.dropLast(2), ends.dropLast().dropFirst()) {
                #expect(
                    next / Self.interval == end / Self.interval + 1,
                    "\(name): no interval is missing, none has two readings: \(end), \(next)")
            }
            // Each says when it was taken and when it could be signed.
            let late = readings.filter { ($0.signed_at ?? 0) - ($0.end ?? 0) >= Self.interval }
            #expect(late.count >= 3 && late.allSatisfy { $0.signed_at.map { $0 >= healed } ?? false }, "\(name)")
            #expect(readings.contains { $0.end.map { $0 > failed && $0 <= healed } ?? false }, "\(name)")
            let log = String(decoding: try SmallFile.read("\(folder)/\(name).log"), as: UTF8.self)
            #expect(log.contains("counting goes on, signing waits"), "\(name): the log says so")
            #expect(lines.contains(["exit", name, "0"]), "\(name): it lived through it")
        }
        try expectRepaired(sightings, lines, sent: sent)
        #expect(sightings.filter(\.isFault).map(\.kind) == [])
    }

    /// What a gateway could not write before it was stopped for the repair, it counted for nobody; its log says since when.
    private func expectRepaired(_ sightings: [Sighting], _ lines: [[String]], sent: Int64) throws {
        let failed = try #require(number(after: ["failed", "readonly"], in: lines), "\(lines)")
        let healed = try #require(number(after: ["healed", "readonly"], in: lines))
        let own = sightings.filter { $0.kind == "statement" && $0.origin == "rig.test/readonly" }
        #expect(own.compactMap(\.index) == Array(0..<own.count), "one log goes on, and nothing was seen that it lacks")
        #expect(own.count { $0.words?.contains("restart") ?? false } == 1)
        #expect(!own.contains { ($0.signed_at ?? 0) > failed && ($0.signed_at ?? 0) < healed - 5 })
        let readings = own.compactMap { sighting in sighting.end.flatMap { end in sighting.pulses.map { (end, $0) } } }
        let before = readings.last { $0.0 < failed }?.1 ?? 0
        let after = readings.last?.1 ?? 0
        #expect(before > 0 && after > before && after < sent)
        #expect(lines.contains(["exit", "readonly", "0"]))
    }

    private func run(in folder: String) async throws -> [[String]] {
        let image = "\(folder)/disk.image"
        let make =
            "truncate -s 16M \(image) && mke2fs -q -F -t ext4 -b 4096 -N 64 -O ^has_journal,^resize_inode \(image)"
        // What lies behind is zeros, and must not be there on the board: see storage.sh.
        let (made, words) = try await ChildProcess.run(
            "/bin/sh", ["-c", "PATH=$PATH:/usr/sbin:/sbin; \(make) && truncate -s 1M \(image)"])
        try #require(made == .code(0), "\(words.joined(separator: "\n"))")
        let outcome = try await Board.run(
            [
                "-t", "900", "-o", folder, "-m", "ext4", "-m", "loop", "-m", "dm-flakey", "-b", "/usr/sbin/dmsetup",
                "-b", "/usr/sbin/e2fsck",
                "-b", "\(Board.repository)/.build/debug/heliograph:/bin/heliograph", "-b", "/usr/sbin/mosquitto",
                "-b", "/usr/bin/mosquitto_sub", "-f", "\(Board.repository)/toolchain/rig/storage.sh:/storage.sh",
                "-f", "\(image):/disk.image",
            ], "sh /storage.sh")
        try #require(outcome.exit == .code(0), "\(outcome.lines.joined(separator: "\n"))")
        return outcome.lines.map { $0.split(separator: " ").map(String.init) }
    }

    private func number(after words: [String], in lines: [[String]]) -> Int64? {
        lines.first { $0.starts(with: words) && $0.count > words.count }.flatMap { Int64($0[words.count]) }
    }
}
