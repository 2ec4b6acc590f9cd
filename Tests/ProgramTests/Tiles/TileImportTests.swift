import FoundationEssentials
import Ledger
import Signing
import Statements
import Storage
import System
import Testing

@testable import heliograph

/// What `heliograph ledger import --into` does to the database of a neighbour.
@Suite("A log from tiles")
struct TileImportTests {
    @Test("is a mirror's copy like any other, and the next import goes on from there")
    func restored() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: "\(temporary.path)/author")
        let neighbour = try await Neighbour(of: log, in: "\(temporary.path)/neighbour", number: 3)
        let tree = "\(temporary.path)/tree"
        for (size, written) in [(UInt64(300), "300"), (300, "All"), (2900, "2600")] {
            if size > 1 { try await log.grow(to: size) }
            #expect(try await log.export(to: tree).exit == .code(0))
            let result = try await log.audit(tree, ["--into", neighbour.path])
            #expect(result.exit == .code(0), "\(result.lines)")
            #expect(result.lines.last?.hasPrefix(written) == true, "\(result.lines)")
            let state = try #require(try await neighbour.log(log.origin))
            let checkpoint = try #require(state.checkpoint(.recorded))
            #expect(checkpoint.size == size && state.checkpoint(.held) == checkpoint)
            #expect(state.frontier.root(OpenSSLCryptography()) == checkpoint.root)
        }
        let verify = try await HeliographProgram.run("ledger", "verify", "--state", neighbour.path)
        #expect(verify.exit == .code(0) && verify.lines.contains { $0.contains("sound, every signature") })
        // What the service's start makes of it: the mirror follows the log, and cosigns what it holds.
        let state = try #require(try await neighbour.log(log.origin))
        let genesis = try await neighbour.genesis(of: log.origin)
        var mirror = try Mirror(of: state, identity: log.street.identity(of: 3), genesis: genesis, checkedEnd: 0)
        let outcome = try mirror.receive(
            note: try #require(state.notes[.recorded]), at: log.street.moment(minute: 3000))
        #expect(mirror.evidence == nil && mirror.frontier.size == 2900)
        let held = try #require(outcome.changes.note(.held))
        let note = try log.street.policy.check(SignedNote(parsing: held), OpenSSLCryptography())
        #expect(note.isCosigned(by: neighbour.origin))
    }

    @Test("is what a neighbour goes on from that was away: its service starts, and is needed for the next record")
    func served() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let folder = street.folder
        let (tree, log, away) = ("\(temporary.path)/tree", try Origin("demo.street/roof-1"), "roof-3")
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded >= 4 })
        #expect(await street.stop(away) == .code(0))
        let disks = StreetDisks(folder: folder)
        let before = try #require(await disks.state(of: "roof-1", on: away)).frontier.size
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded >= before + 6 })
        let exported = try await HeliographProgram.run(
            "ledger", "export", "--state", folder.roof("roof-1"), "--origin", "\(log)", "--tiles", tree)
        #expect(exported.exit == .code(0), "\(exported.lines)")
        let busy = try await HeliographProgram.run("ledger", "import", tree, "--into", folder.roof("roof-2"))
        #expect(busy.exit == .code(2) && busy.lines.contains { $0.contains("stop the service first") }, "\(busy.lines)")
        let imported = try await HeliographProgram.run("ledger", "import", tree, "--into", folder.roof(away))
        #expect(imported.exit == .code(0), "\(imported.lines)")
        let after = try #require(await disks.state(of: "roof-1", on: away)).frontier.size
        #expect(after >= before + 6 && imported.lines.last?.hasPrefix("\(after - before) entries") == true)

        // Without the last of the four, three are a quorum only with the one that was away.
        try await street.start([away])
        #expect(await street.stop("roof-4") == .code(0))
        let reach = try await street.head(of: "roof-1").entries + 4
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded >= reach })
        await street.end()
        try await StreetAudit.checkOwnLogs(of: folder)
        let (copy, original) = try await (
            disks.entries(of: "roof-1", on: away), disks.entries(of: "roof-1", on: "roof-1")
        )
        #expect(copy.count >= reach && original.starts(with: copy))
    }

    @Test("is not written while the service runs, over another history, into its own gateway, or unrecorded")
    func refusals() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: "\(temporary.path)/author")
        try await log.grow(to: 300)
        let neighbour = try await Neighbour(of: log, in: "\(temporary.path)/neighbour")
        let author = try await Neighbour(of: log, in: "\(temporary.path)/own", number: 0)
        let tree = "\(temporary.path)/tree"
        #expect(try await log.export(to: tree).exit == .code(0))

        let own = try await log.audit(tree, ["--into", author.path])
        #expect(own.exit == .code(1) && own.lines.contains { $0.contains("own log") }, "\(own.lines)")

        let running = try neighbour.open(.readWrite)
        let busy = try await log.audit(tree, ["--into", neighbour.path])
        #expect(busy.exit == .code(2) && busy.lines.contains { $0.contains("stop the service first") }, "\(busy.lines)")
        // The neighbour holds other entries of that log from 200 on.
        var growth = LogGrowth(origin: log.origin, onTopOf: MerkleFrontier())
        for entry in try await log.entries().prefix(200) { growth.append(entry, OpenSSLCryptography()) }
        growth.append(Array("another".utf8), OpenSSLCryptography())
        try await running.commit([.grow(growth)])
        await running.close()
        let contradicting = try await log.audit(tree, ["--into", neighbour.path])
        #expect(contradicting.exit == .code(1), "\(contradicting.lines)")
        #expect(contradicting.lines.contains { $0.contains("another history") }, "\(contradicting.lines)")
        #expect(try await neighbour.log(log.origin)?.frontier.size == 201, "nothing was written")

        let fresh = try await Neighbour(of: log, in: "\(temporary.path)/fresh")
        let note = try SignedNote(parsing: SmallFile.read("\(tree)/checkpoint"))
        var lines = note.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        lines.removeLast(2)
        try Data(lines.joined(separator: [0x0A]) + [0x0A]).write(to: URL(filePath: "\(tree)/checkpoint"))
        let unrecorded = try await log.audit(tree, ["--into", fresh.path])
        #expect(unrecorded.exit == .code(1) && unrecorded.lines.contains { $0.contains("no quorum") })
        #expect(try await fresh.log(log.origin) == nil)
        let checked = try await log.audit(tree)
        #expect(
            checked.exit == .code(1) && checked.lines.contains { $0.contains("2 of 4 mirrors") }, "\(checked.lines)")
    }

    @Test("that begins in its middle is not mirrored")
    func pruned() async throws {
        let temporary = try TemporaryFolder()
        var log = try await TiledLog(in: "\(temporary.path)/author")
        try await log.grow(to: 600)
        try await log.letGo(below: 256)
        let neighbour = try await Neighbour(of: log, in: "\(temporary.path)/neighbour")
        #expect(try await log.export(to: "\(temporary.path)/tree").exit == .code(0))
        let result = try await log.audit("\(temporary.path)/tree", ["--into", neighbour.path])
        #expect(result.exit == .code(1) && result.lines.contains { $0.contains("from its middle") }, "\(result.lines)")
        #expect(try await neighbour.log(log.origin) == nil)
    }
}

/// A stopped gateway of the same street, with an empty database.
private struct Neighbour {
    let path: String
    let origin: Origin

    init(of log: TiledLog, in path: String, number: Int = 1) async throws {
        self.path = path
        let gateway = log.street.gateways[number]
        origin = gateway.origin
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data(log.street.policy.text).write(to: URL(filePath: "\(path)/policy"))
        try Data("origin: \(origin)\npolicy: policy\n".utf8).write(to: URL(filePath: "\(path)/heliograph.yaml"))
        try await open(.create(mirrorSeed: gateway.mirrorKey.rawRepresentation)).close()
    }

    func open(_ access: Database.Access) throws -> Database {
        try Database(at: "\(path)/heliograph.db", access, cryptography: OpenSSLCryptography())
    }

    func log(_ origin: Origin) async throws -> LogState? {
        let database = try open(.readOnly)
        let state = try await database.log(origin)
        await database.close()
        return state
    }

    func genesis(of origin: Origin) async throws -> [UInt8]? {
        let database = try open(.readOnly)
        let entries = try await database.entries(of: origin, from: 0, countLimit: 1, byteLimit: 1)
        await database.close()
        return entries.first
    }
}
