import Ledger
import Metering
import Statements
import System
import Testing

/// What must be true of a street after whatever happened to it.
enum StreetInspection {
    /// Lets the street come to rest, ends it, and looks at its disks and at all that a subscriber saw.
    ///
    /// All that was signed is recorded, and lies on every disk; every signature, tree and record holds; what was published
    /// is in its log, byte for byte, and nothing else was ever published at its place; nobody was convicted.
    /// - Parameter excused: gateways whose mirror has lost its key: they take in the others' logs, and sign none of them.
    static func finish(
        _ street: RunningStreet, _ wire: ChildProcess, apartFrom excused: Set<String> = []
    ) async throws {
        let disks = StreetDisks(folder: street.folder)
        // A gateway that has only just begun would end by the signal.
        #expect(try await disks.grow(by: 1, street), "not every gateway signs")
        await street.rest()
        // The last readings are signed when the signal has arrived.
        try await Task.sleep(for: .seconds(1))
        let isAtRest = try await street.waits { await disks.areRecorded(await disks.sizes(), apartFrom: excused) }
        #expect(isAtRest, "the street does not come to rest")
        await street.end()
        wire.signal(SignalNumber.terminate)
        _ = await wire.wait()
        for roof in StreetFolder.roofs {
            let verify = try await HeliographProgram.run("ledger", "verify", "--state", street.folder.roof(roof))
            #expect(verify.exit == .code(0), "\(roof): \(verify.lines)")
        }
        let heads = try await StreetAudit.heads(of: street.folder).filter { head in
            !excused.contains(head.roof) || head.origin.gateway.text == head.roof
        }
        #expect(heads.count == 16 - 3 * excused.count)
        #expect(
            Dictionary(grouping: heads, by: \.origin).values.allSatisfy { Set($0.map(\.root)).count == 1 }, "\(heads)")
        #expect(heads.allSatisfy { $0.size == $0.recordedSize }, "\(heads)")
        try await checkWire(street.folder)
    }

    /// Each published statement against its log.
    private static func checkWire(_ folder: StreetFolder) async throws {
        let messages = try folder.wire()
        #expect(try WireEntries(messages).contradictions.isEmpty)
        #expect(!messages.contains { $0.parts.count > 4 && $0.parts[4] == "evidence" && !$0.payload.isEmpty })
        var logs: [String: [[UInt8]]] = [:]
        for roof in StreetFolder.roofs {
            logs[roof] = try await StreetDisks(folder: folder).entries(of: roof, on: roof)
        }
        var count = 0
        for message in messages where message.parts.count == 6 && message.parts[4] == "statement" {
            let index = Int(try Entry(parsing: message.payload).index)
            let log = logs[String(message.parts[3])] ?? []
            #expect(index < log.count && log[index] == message.payload, "\(message.topic), entry \(index)")
            count += 1
        }
        #expect(count > 0, "nothing was published")
        print("\(count) published statements, each in its log: \(logs.sorted { $0.key < $1.key }.map(\.value.count))")
    }
}
