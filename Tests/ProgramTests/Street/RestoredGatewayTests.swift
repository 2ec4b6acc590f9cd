import FoundationEssentials
import Statements
import System
import Testing

/// A gateway whose folder is replaced by an older copy, as when an image of a card is written back.
@Suite("An old image of the card is restored", .needs(.mosquittoSub))
struct RestoredGatewayTests {
    @Test("comes back without a fork, and a watcher tells forged statements from its own")
    func comesBack() async throws {
        let temporary = try TemporaryFolder()
        let street = try await RunningStreet(in: temporary.path)
        let folder = street.folder
        let wire = try await folder.startWire()
        try await street.start(StreetFolder.roofs)

        // A copy of a moment at which it does not run.
        #expect(try await street.waits { try await street.head(of: "roof-2").recorded >= 6 })
        #expect(await street.stop("roof-2") == .code(0))
        let copy = "\(temporary.path)/copy"
        try FileManager.default.copyItem(atPath: folder.roof("roof-2"), toPath: copy)
        let copied = try await street.head(of: "roof-2")

        // Twenty seconds later its folder is replaced by the copy.
        try await street.start(["roof-2"])
        #expect(try await street.waits { try await street.head(of: "roof-2").recorded >= copied.entries + 10 })
        #expect(await street.stop("roof-2") == .code(0))
        let lost = try await street.head(of: "roof-2")
        try FileManager.default.removeItem(atPath: folder.roof("roof-2"))
        try FileManager.default.moveItem(atPath: copy, toPath: folder.roof("roof-2"))
        #expect(try await street.head(of: "roof-2").entries == copied.entries)

        // It takes back what its neighbours hold, and goes on behind it.
        try await street.start(["roof-2"])
        let goesOn = try await street.waits { try await street.head(of: "roof-2").recorded >= lost.entries + 3 }
        let head = try await street.head(of: "roof-2")
        #expect(goesOn, "\(head) after \(lost)")

        try await watchesForgery(folder)
        await street.rest()
        #expect(
            try await street.waits {
                try await StreetFolder.roofs.asyncAllSatisfy { roof in
                    let head = try await street.head(of: roof)
                    return head.entries == head.recorded
                }
            })
        await street.end()
        wire.signal(SignalNumber.terminate)
        _ = await wire.wait()

        let everything = try folder.wire()
        let forged = Self.forged(everything)
        let messages = everything.filter { $0.payload != forged }
        #expect(messages.count + 1 == everything.count, "the forged statement was on the wire once")
        #expect(try WireEntries(messages).contradictions.isEmpty)
        #expect(!messages.contains { $0.parts.count > 4 && $0.parts[4] == "evidence" })
        let heads = try await StreetAudit.heads(of: folder)
        #expect(heads.count == 16 && heads.allSatisfy { $0.size == $0.recordedSize }, "\(heads)")
        #expect(Dictionary(grouping: heads, by: \.origin).values.allSatisfy { Set($0.map(\.root)).count == 1 })
    }

    /// A statement of roof-1's with a byte of its signature flipped, published under roof-1's own account.
    private func watchesForgery(_ folder: StreetFolder) async throws {
        let forged = try #require(Self.forged(try folder.wire()))
        let file = "\(folder.path)/forged"
        try Data(forged).write(to: URL(filePath: file))
        let watch = try await ChildProcess.start(
            ChildCommand(
                try HeliographProgram.path, ["watch"] + folder.watchOptions + ["--for", "60s"], output: .lines,
                errors: .lines, endsWithParent: true))
        var lines: [String] = []
        for await line in watch.lines {
            lines.append(line)
            if lines.count == 8 {
                let (exit, output) = try await ChildProcess.run(
                    "mosquitto_pub",
                    try folder.clientOptions(as: "roof-1")
                        + ["-t", "heliograph/1/demo.street/roof-1/statement/pv", "-f", file])
                #expect(exit == .code(0), "\(output)")
            }
            if line.hasPrefix("UNVERIFIABLE") { watch.signal(SignalNumber.interrupt) }
        }
        #expect(await watch.wait() == .code(1))
        #expect(
            lines.count { $0.hasPrefix("UNVERIFIABLE") && $0.contains("signature does not verify") } == 1, "\(lines)")
        #expect(lines.last?.contains("; 1 unverifiable") == true, "\(lines)")
    }

    /// The first statement about roof-1's meter, with its last byte flipped.
    private static func forged(_ messages: [WireMessage]) -> [UInt8]? {
        guard
            var bytes = messages.first(where: { $0.topic == "heliograph/1/demo.street/roof-1/statement/pv" })?.payload,
            let last = bytes.indices.last
        else { return nil }
        bytes[last] ^= 0x01
        return bytes
    }
}

extension [String] {
    fileprivate func asyncAllSatisfy(_ condition: (String) async throws -> Bool) async rethrows -> Bool {
        for element in self where try await !condition(element) { return false }
        return true
    }
}
