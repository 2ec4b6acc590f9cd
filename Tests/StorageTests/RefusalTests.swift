import Ledger
import Metering
import Statements
import Storage
import Testing

@Suite("What a transaction refuses, it refuses whole") struct RefusalTests {
    /// A log of 300 entries, 100 published, and a transaction that fails at its last change.
    private func expectNothing(
        of changes: [LedgerChange], _ expected: StorageError, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let folder = try TestFolder()
        let database = try folder.create()
        let grown = growth(.roofA, on: MerkleFrontier(), by: 300)
        try await database.commit([.grow(grown), .published(.roofA, end: 100), .setting("s", [1])])
        let before = try await database.logs()

        let good: [LedgerChange] = [
            .grow(growth(.roofA, on: grown.frontier, by: 700)), .setting("s", [2]), .note(.roofA, .held, [2]),
            .register(
                try Name("pv"), StoredRegister(register: Register(), dialOffset: nil, savedAt: UnixTime(seconds: 0))),
            .grow(growth(.roofB, on: MerkleFrontier(), by: 10)), .evidence(.roofA, [1]), .published(.roofA, end: 200),
            .truncate(.roofA, size: 400),
        ]
        await #expect(throws: expected, sourceLocation: sourceLocation) { try await database.commit(good + changes) }
        #expect(try await database.logs() == before, sourceLocation: sourceLocation)
        #expect(try await database.setting("s") == [1], sourceLocation: sourceLocation)
        #expect(try await database.registers().isEmpty, sourceLocation: sourceLocation)

        try await database.commit(good)
        await database.close()
        let reopened = try folder.open()
        #expect(try await reopened.logs().map(\.frontier.size) == [400, 10], sourceLocation: sourceLocation)
        #expect(try await reopened.integrityCheck() == [], sourceLocation: sourceLocation)
    }

    @Test("entries that begin before or after the log's end", arguments: [0, 399, 401])
    func wrongStart(start: Int) async throws {
        let ground = growth(.roofA, on: MerkleFrontier(), by: start).frontier
        try await expectNothing(
            of: [.grow(growth(.roofA, on: ground, by: 5))],
            .wrongStart(.roofA, start: UInt64(start), size: 400))
    }

    @Test("entries on top of another history of the same size")
    func otherHistory() async throws {
        let other = growth(.roofA, on: MerkleFrontier(), by: 400, generation: 1).frontier
        try await expectNothing(of: [.grow(growth(.roofA, on: other, by: 5))], .otherHistory(.roofA, size: 400))
    }

    @Test("a cut into what was published, or above the end", arguments: [0, 199, 401])
    func wrongCut(size: UInt64) async throws {
        try await expectNothing(
            of: [.truncate(.roofA, size: size)], .wrongCut(.roofA, size: 400, published: 200, cut: size))
    }

    @Test("a published end that goes back, or above the end", arguments: [0, 199, 401])
    func wrongPublishedEnd(end: UInt64) async throws {
        try await expectNothing(
            of: [.published(.roofA, end: end)],
            .wrongPublishedEnd(.roofA, size: 400, published: 200, end: end))
    }

    @Test("logs that are not there")
    func unknownLog() async throws {
        let stranger = Origin.named("nobody")
        try await expectNothing(of: [.truncate(stranger, size: 0)], .unknownLog(stranger))
        try await expectNothing(of: [.published(stranger, end: 0)], .unknownLog(stranger))
    }
}
