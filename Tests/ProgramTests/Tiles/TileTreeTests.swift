import Chance
import FoundationEssentials
import Ledger
import System
import Testing

@testable import heliograph

/// Logs as static tiles: written by us, and walked by us and by Go's `sumdb/tlog`.
@Suite("A tree of tiles", .needs(.goNote))
struct TileTreeTests {
    @Test("is audited to its last entry by Go's sumdb packages, on three levels")
    func levels() async throws {
        let temporary = try TemporaryFolder()
        let log = try await TiledLog(in: temporary.path)
        try await log.fill(to: 66_050)
        let tree = "\(temporary.path)/tree"
        let export = try await log.export(to: tree)
        #expect(export.exit == .code(0), "\(export.lines)")
        let go = try await GoVerifier("tiles", in: temporary.path)
        let sizes = ["1", "255", "256", "257", "511", "65535", "65536", "65537", "66049", "66050"]
        let audit = try await go.run([log.policy, tree] + sizes)
        #expect(audit.exit == .code(0) && audit.lines == ["entries 0 to 66049 of 66050 by 3"], "\(audit.lines)")
        // Of level 0: 258 full tiles and one of 2 hashes, and as many bundles; of level 1 one and one of 2; of level 2 one of 1.
        let names = try TiledLog.files(in: tree).keys
        #expect(names.count == 259 * 2 + 2 + 1 + 2 && names.contains("tile/2/000.p/1"))
    }

    @Test("with one changed byte is refused, by Go and by us, who name the file")
    func changed() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: temporary.path)
        try await log.grow(to: 600)
        let tree = "\(temporary.path)/tree"
        #expect(try await log.export(to: tree).exit == .code(0))
        let go = try await GoVerifier("tiles", in: temporary.path)
        #expect(try await go.run([log.policy, tree]).exit == .code(0))
        let sound = try await log.audit(tree)
        #expect(sound.exit == .code(0) && sound.lines.contains { $0.contains("600 entries") }, "\(sound.lines)")

        var chance = SeededGenerator(seed: 20_261_123)
        for (name, bytes) in try TiledLog.files(in: tree) where name.hasPrefix("tile/") {
            for _ in 0..<3 {
                var changed = bytes
                let offset = Int.random(in: 0..<bytes.count, using: &chance)
                changed[offset] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
                try Data(changed).write(to: URL(filePath: "\(tree)/\(name)"))
                #expect(try await go.run([log.policy, tree]).exit == .code(1), "\(name), byte \(offset)")
                let ours = try await log.audit(tree)
                #expect(ours.exit == .code(1), "\(name), byte \(offset): \(ours.lines)")
                #expect(ours.lines.contains { $0.contains("\(tree)/tile/") }, "\(name): \(ours.lines)")
            }
            try Data(bytes).write(to: URL(filePath: "\(tree)/\(name)"))
        }
        for name in ["tile/0/001", "tile/1/000.p/2", "tile/entries/002.p/88"] {
            let bytes = try SmallFile.read("\(tree)/\(name)")
            try FileManager.default.removeItem(atPath: "\(tree)/\(name)")
            let ours = try await log.audit(tree)
            #expect(ours.exit == .code(1) && ours.lines.contains { $0.contains(name) }, "\(ours.lines)")
            try Data(bytes).write(to: URL(filePath: "\(tree)/\(name)"))
        }
        #expect(try await log.audit(tree).exit == .code(0))
    }

    @Test("with an entry that its log did not sign is refused, with file and index, although every hash is right")
    func unsigned() async throws {
        let temporary = try TemporaryFolder()
        let log = try await TiledLog(in: temporary.path)
        try await log.fill(to: 300)
        #expect(try await log.export(to: "\(temporary.path)/tree").exit == .code(0))
        let audit = try await log.audit("\(temporary.path)/tree")
        #expect(audit.exit == .code(1), "\(audit.lines)")
        #expect(audit.lines.contains { $0.contains("tile/entries/000, entry 1: ") }, "\(audit.lines)")
    }

    @Test("is brought up to date by the next export, which leaves what a fresh one makes")
    func extended() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: temporary.path)
        let (grown, fresh) = ("\(temporary.path)/grown", "\(temporary.path)/fresh")
        for size: UInt64 in [1, 200, 256, 700, 1030] {
            try await log.grow(to: size)
            let export = try await log.export(to: grown)
            #expect(export.exit == .code(0), "\(export.lines)")
            let audit = try await log.audit(grown)
            #expect(audit.exit == .code(0), "\(size): \(audit.lines)")
        }
        #expect(try await log.export(to: fresh).exit == .code(0))
        let (all, wanted) = (try TiledLog.files(in: grown), try TiledLog.files(in: fresh))
        #expect(wanted.allSatisfy { all[$0.key] == $0.value })
        #expect(all["tile/entries/000.p/1"] == nil && all["tile/entries/002.p/188"] == nil, "full tiles are there")
        #expect(all["tile/1/000.p/2"] != nil, "the tree of 700 may still be asked for")
        let go = try await GoVerifier("tiles", in: temporary.path)
        let audit = try await go.run([log.policy, grown, "1", "200", "256", "700"])
        #expect(audit.lines == ["entries 0 to 1029 of 1030 by 3"])
    }

    @Test("ends where the copy here ends, though a larger one is known to be recorded")
    func shorter() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: temporary.path)
        try await log.grow(to: 300)
        try await log.learnOfRecord(beyond: 2)
        let tree = "\(temporary.path)/tree"
        let export = try await log.export(to: tree)
        #expect(export.exit == .code(0) && export.lines.contains { $0.contains("not one of a quorum") })
        #expect(try Checkpoint(parsing: TileFolder.note(in: tree).text).size == 300)
        let audit = try await log.audit(tree)
        #expect(audit.exit == .code(1) && audit.lines.contains { $0.contains("no quorum recorded it") })
    }

    @Test("is none before its export has ended, and is completed by the next")
    func unfinished() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: temporary.path)
        try await log.grow(to: 300)
        let tree = "\(temporary.path)/tree"
        #expect(try await log.export(to: tree).exit == .code(0))
        let whole = try TiledLog.files(in: tree)
        try FileManager.default.removeItem(atPath: "\(tree)/checkpoint")
        try Data(try #require(whole["tile/entries/000"]).prefix(1000)).write(
            to: URL(filePath: "\(tree)/tile/entries/000"))
        let audit = try await log.audit(tree)
        #expect(audit.exit == .code(2) && audit.lines.contains { $0.contains("did not end") }, "\(audit.lines)")
        #expect(try await log.export(to: tree).exit == .code(0))
        #expect(try TiledLog.files(in: tree) == whole)
    }

    @Test("is not written over anything else: other files, another log's tree, a longer or a contradicting one")
    func refusals() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: "\(temporary.path)/one")
        try await log.grow(to: 20)
        let other = try await TiledLog(in: "\(temporary.path)/other")
        let (mine, longer, forked) = ("\(temporary.path)/mine", "\(temporary.path)/longer", "\(temporary.path)/forked")
        try FileManager.default.createDirectory(atPath: mine, withIntermediateDirectories: true)
        try Data("keep".utf8).write(to: URL(filePath: "\(mine)/letter.txt"))
        #expect(try await log.export(to: longer).exit == .code(0))
        try await other.fill(to: 10)
        #expect(try await other.export(to: forked).exit == .code(0))
        for (folder, source, status, words) in [
            (mine, log, Int32(2), "not empty"), ("\(mine)/letter.txt", log, 2, "is a file"),
            (forked, log, 1, "another tree"), (longer, other, 2, "20 entries"),
        ] {
            let before = FileKind(of: folder) == .folder ? try TiledLog.files(in: folder) : [:]
            let export = try await source.export(to: folder)
            #expect(export.exit == .code(status) && export.lines.contains { $0.contains(words) }, "\(export.lines)")
            if !before.isEmpty { #expect(try TiledLog.files(in: folder) == before) }
        }
    }

    @Test("of a log whose beginning was let go says so, and the rest is audited")
    func pruned() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: temporary.path)
        try await log.grow(to: 1100)
        try await log.letGo(below: 768)
        let tree = "\(temporary.path)/tree"
        let export = try await log.export(to: tree)
        #expect(export.exit == .code(0) && export.lines.contains { $0.contains("Entries 1 to 767 are not there") })
        let readme = String(decoding: try SmallFile.read("\(tree)/README.txt"), as: UTF8.self)
        #expect(readme.contains("Entries 1 to 767 are not"))
        let go = try await GoVerifier("tiles", in: temporary.path)
        #expect(try await go.run([log.policy, tree, "768", "1000"]).lines == ["entries 768 to 1099 of 1100 by 3"])
        let audit = try await log.audit(tree)
        #expect(audit.exit == .code(0) && audit.lines.contains { $0.contains("Entries 1 to 767") }, "\(audit.lines)")
        for name in ["tile/0/000", "tile/1/000.p/4", "tile/entries/000.p/1"] {
            let bytes = try SmallFile.read("\(tree)/\(name)")
            var changed = bytes
            changed[20] ^= 1
            try Data(changed).write(to: URL(filePath: "\(tree)/\(name)"))
            #expect(try await log.audit(tree).exit == .code(1), "\(name)")
            try Data(bytes).write(to: URL(filePath: "\(tree)/\(name)"))
        }
    }
}
