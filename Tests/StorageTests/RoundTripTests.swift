import FoundationEssentials
import Ledger
import Metering
import Statements
import Storage
import Testing

@Suite("What is stored comes back") struct RoundTripTests {
    @Test("everything of a transaction, after closing and opening")
    func everything() async throws {
        let folder = try TestFolder()
        let house = try Name("house")
        let pv = try Name("pv")
        let first = StoredRegister(
            register: Register(pulses: Pulses(7), lost: 1, bounced: 2, stuck: 3), dialOffset: Joules(-5),
            savedAt: UnixTime(nanoseconds: 1_700_000_000_123_456_789))
        let second = StoredRegister(
            register: Register(pulses: Pulses(.max)), dialOffset: nil, savedAt: UnixTime(seconds: 1),
            scale: EnergyScale(
                constant: try #require(Rational(parsing: "562.5")), ratio: try #require(Rational(parsing: "3/7")),
                carriedEnergy: Joules(9), carriedPulses: Pulses(4)))

        let database = try folder.create()
        let grown = growth(.roofA, on: MerkleFrontier(), by: 3)
        try await database.commit([
            .grow(grown), .note(.roofA, .held, [1]), .note(.roofA, .offered, [2, 0, 2]), .published(.roofA, end: 2),
            .register(house, first), .register(pv, first), .register(pv, second), .setting("policy", [9]),
            .setting("empty", []), .evidence(.roofB, [0xee]), .evidence(.roofB, [0xff]),
        ])
        try await database.commit([.note(.roofA, .offered, nil), .note(.roofA, .held, [3])])
        await database.close()

        let reopened = try folder.open()
        let own = LogState(origin: .roofA, frontier: grown.frontier, notes: [.held: [3]], publishedEnd: 2)
        let other = LogState(origin: .roofB, evidence: [0xee])
        #expect(try await reopened.logs() == [own, other])
        #expect(try await reopened.log(.roofA) == own)
        #expect(try await reopened.log(.named("roof-z")) == nil)
        #expect(try await reopened.registers() == [house: first, pv: second])
        #expect(try await reopened.setting("policy") == [9])
        #expect(try await reopened.setting("empty") == [])
        #expect(try await reopened.setting("other") == nil)
        #expect(try await reopened.mirrorSeed() == seed)
        #expect(try await reopened.integrityCheck() == [])
    }

    @Test("entries come in order, up to a count, a number of bytes or the end, and always at least one")
    func entries() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let grown = growth(.roofA, on: MerkleFrontier(), by: 600)
        try await database.commit([.grow(grown)])
        #expect(try await database.entries(of: .roofA, from: 0, countLimit: 1000, byteLimit: .max) == grown.entries)
        let some = try await database.entries(of: .roofA, from: 250, countLimit: 20, byteLimit: .max)
        #expect(some == Array(grown.entries[250..<270]))
        let limit = grown.entries[590..<595].reduce(0) { $0 + $1.count }
        for (bytes, count) in [(limit, 5), (limit - 1, 4), (limit + 1, 5), (0, 1)] {
            let part = try await database.entries(of: .roofA, from: 590, countLimit: 1000, byteLimit: bytes)
            #expect(part == Array(grown.entries[590..<590 + count]))
        }
        #expect(try await database.entries(of: .roofA, from: 600, countLimit: 9, byteLimit: 9).isEmpty)
        #expect(try await database.entries(of: .roofA, from: .max, countLimit: 9, byteLimit: 9).isEmpty)
        #expect(try await database.entries(of: .roofA, from: 0, countLimit: 0, byteLimit: 9).isEmpty)
        await #expect(throws: StorageError.unknownLog(.roofB)) {
            try await database.entries(of: .roofB, from: 0, countLimit: 9, byteLimit: 9)
        }
    }

    @Test("what was committed is there for whoever opens the files as they are on disk, without any closing")
    func powerCut() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        var frontier = MerkleFrontier()
        for step in 0..<40 {
            let grown = growth(.roofA, on: frontier, by: 1 + step)
            frontier = grown.frontier
            try await database.commit([.grow(grown), .note(.roofA, .held, [UInt8(step)])])
            let copy = try folder.copy()
            let survivor = try copy.open()
            #expect(try await survivor.log(.roofA)?.frontier == frontier)
            #expect(try await survivor.log(.roofA)?.notes[.held] == [UInt8(step)])
            await survivor.close()
        }
    }

    @Test("the database and what lies beside it are for their owner's eyes: the mirror's key is inside")
    func mode() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        try await database.commit([.setting("a", [1])])
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
            #expect(attributes[.posixPermissions] as? UInt16 == 0o600, "\(name)")
        }
    }

    @Test("a closed database says so")
    func closed() async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        await database.close()
        await database.close()
        await #expect(throws: StorageError.closed(path: folder.database)) { try await database.logs() }
        await #expect(throws: StorageError.closed(path: folder.database)) { try await database.commit([]) }
    }
}
