import Ledger
import Statements
import System
import Testing

/// A gateway's account that publishes what the gateway signed, but not as a gateway does.
@Suite("A statement arrives twice, late or out of order", .needs(.mosquittoSub))
struct DisorderTests {
    private let author = "roof-2"

    @Test("same result as once, in time, in order: every neighbour holds the same bytes and cosigns the same head")
    func disorder() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let folder = street.folder
        let wire = try await folder.startWire()
        try await street.start(StreetFolder.roofs)
        #expect(try await street.waits { try await street.head(of: author).recorded >= 6 })
        #expect(await street.stop(author) == .code(0))
        let old = try Self.statements(of: author, in: try folder.wire())
        #expect(old.count >= 2)

        // Its head first, then the statements below it, and those that everybody has had for long.
        let keys = try await EquivocatingGateway(author, in: folder)
        let history = try keys.history(saying: 1, length: 8)
        try await keys.publish(head: history.note)
        for place in [5, 5, 2, 7, 0, 4, 4, 1, 6, 0, 3] {
            try await keys.publish(history.entries[place])
            try await keys.publish(try Entry(parsing: old[place % old.count]))
        }
        let others = StreetFolder.roofs.filter { $0 != author }
        let isWhole = try await street.waits {
            for other in others where try await log(on: other, folder).entries.count < history.size { return false }
            return true
        }
        #expect(isWhole)
        try await keys.publish(history.entries[1])  // and once more, when all is over
        await street.end()
        wire.signal(SignalNumber.terminate)
        _ = await wire.wait()

        let own = try await log(on: author, folder).entries
        let heads = try await others.asyncMap { try await log(on: $0, folder) }
        for (other, held) in zip(others, heads) {
            #expect(held.entries == own + history.entries.map(\.bytes), "\(other) holds something else")
            #expect(held.text == heads[0].text && !held.hasEvidence)
        }
    }

    /// What a gateway has on its disk of the author's log.
    private func log(
        on holder: String, _ folder: StreetFolder
    ) async throws -> (entries: [[UInt8]], text: [UInt8], hasEvidence: Bool) {
        let disks = StreetDisks(folder: folder)
        let entries = try await disks.entries(of: author, on: holder)
        let state = try #require(await disks.state(of: author, on: holder))
        let note = try SignedNote(parsing: try #require(state.notes[.held]))
        return (entries, note.text, state.evidence != nil)
    }

    private static func statements(of roof: String, in messages: [WireMessage]) throws -> [[UInt8]] {
        messages.filter { $0.parts.count == 6 && $0.parts[3] == roof && $0.parts[4] == "statement" }.map(\.payload)
    }
}

extension [String] {
    fileprivate func asyncMap<Result>(_ transform: (String) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
