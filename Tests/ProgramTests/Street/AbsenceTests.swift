import FoundationEssentials
import Statements
import System
import Testing

/// A street of which something is away for a while: neighbours, or the broker.
@Suite("A street while something is away", .needs(.mosquittoSub))
struct AbsenceTests {
    private struct Head: Decodable {
        var origin: String
        var entries: Int
        var published: Int?
        var recorded: Int?
    }

    @Test("Fewer than a quorum of mirrors answer")
    func quorum() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let folder = street.folder
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded >= 6 })

        // Two of four are left, of three that are needed.
        let wire = try await folder.startWire()
        #expect(await street.stop("roof-3") == .code(0))
        #expect(await street.stop("roof-4") == .code(0))
        let before = try await street.head(of: "roof-1")
        // What was on its way when they went may still be recorded; nothing that comes after it.
        let reach = before.entries + 1
        #expect(
            try await street.waits { try Self.published(by: "roof-1", in: folder).last ?? 0 >= UInt64(reach + 6) })
        let alone = try await street.head(of: "roof-1")
        #expect(alone.recorded <= reach && alone.entries > reach + 6, "\(alone) after \(before)")

        try await street.start(["roof-4"])
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded >= alone.entries })
        await street.end()
        wire.signal(SignalNumber.terminate)
        _ = await wire.wait()
        let indices = try Self.published(by: "roof-1", in: folder)
        #expect(Self.isGapless(indices), "\(indices)")
        try await StreetAudit.checkOwnLogs(of: folder)
    }

    @Test("The broker is gone for a while")
    func broker() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let folder = street.folder
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: "roof-1").recorded >= 4 })
        _ = await street.stop("broker")
        let before = try await street.head(of: "roof-1")
        #expect(try await street.waits { try await street.head(of: "roof-1").entries >= before.entries + 8 })
        let alone = try await street.head(of: "roof-1")
        #expect(alone.recorded <= before.entries)

        // Somebody listens before the first gateway is back, since each waits a little before it tries again.
        try await street.startBroker()
        let wire = try await folder.startWire()
        for roof in StreetFolder.roofs {
            #expect(
                try await street.waits { try await street.head(of: roof).recorded >= alone.entries },
                "\(roof) is not back")
        }
        await street.rest()
        await street.end()
        wire.signal(SignalNumber.terminate)
        _ = await wire.wait()
        let messages = try folder.wire()
        #expect(try WireEntries(messages).contradictions.isEmpty, "a repetition had other bytes")
        for roof in StreetFolder.roofs {
            let indices = try Self.published(by: roof, in: folder)
            #expect(Self.isGapless(indices), "\(roof): \(indices)")
        }
        try await StreetAudit.checkOwnLogs(of: folder)
    }

    /// The indices of a gateway's statements, as they came by.
    private static func published(by roof: String, in folder: StreetFolder) throws -> [UInt64] {
        try folder.wire().filter { $0.parts.count == 6 && $0.parts[3] == roof && $0.parts[4] == "statement" }
            .map { try Entry(parsing: $0.payload).index }
    }

    /// Whether each statement is a repetition, or the one after the last that was new.
    private static func isGapless(_ indices: [UInt64]) -> Bool {
        guard var end = indices.first else { return false }
        for index in indices {
            guard index <= end else { return false }
            end = max(end, index + 1)
        }
        return true
    }
}
