import Ledger
import Metering
import Statements
import Testing

@Suite("Records that are kept for ever") struct KeptRecordTests {
    private static let hour: UInt64 = 1_767_225_600
    private let street: SimulatedStreet
    private let policy: Policy

    init() throws {
        street = try SimulatedStreet()
        policy = try street.policy()
    }

    private func note(size: UInt64, at time: UInt64, lines: Int = 3) throws -> VerifiedNote {
        var note = try street.note(size: size, root: cryptography.sha256([UInt8(size)]))
        for mirror in 0..<lines { note.add(try street.cosignature(of: note, by: mirror, time: time)) }
        return try policy.check(note, cryptography)
    }

    @Test("are the first of each hour of their recorded time, also when clocks go back")
    func hours() throws {
        var keeping = RecordKeeping()
        let steps: [(size: UInt64, time: UInt64, isKept: Bool)] = [
            (1, Self.hour, true), (2, Self.hour + 60, false), (3, Self.hour + 3599, false),
            (4, Self.hour + 3600, true), (5, Self.hour + 3599, true), (6, Self.hour + 3600, true),
            (7, Self.hour + 86_400 * 365, true), (8, Self.hour + 3700, true), (9, Self.hour + 3760, false),
        ]
        for step in steps {
            let note = try note(size: step.size, at: step.time)
            let changes = keeping.changes(recording: note, cryptography)
            #expect(changes.first == .note(note.checkpoint.origin, .recorded, note.note.bytes))
            #expect(changes.count == (step.isKept ? 2 : 1), "size \(step.size)")
            guard step.isKept else { continue }
            let record = KeptRecord(
                size: step.size, time: step.time, digest: cryptography.sha256(note.note.bytes), note: note.note.bytes)
            #expect(changes.last == .keptRecord(note.checkpoint.origin, record))
            #expect(keeping.newest == record)
        }
    }

    @Test("keep the lines that they had first, whatever comes later, and by whatever hour")
    func laterLines() throws {
        var keeping = RecordKeeping()
        _ = keeping.changes(recording: try note(size: 5, at: Self.hour), cryptography)
        let first = keeping.newest
        var more = try note(size: 5, at: Self.hour).note
        more.add(try street.cosignature(of: more, by: 3, time: Self.hour + 9))
        for note in [try policy.check(more, cryptography), try note(size: 5, at: Self.hour + 7200)] {
            #expect(keeping.changes(recording: note, cryptography).count == 1)
            #expect(keeping.newest == first)
        }
        var continued = RecordKeeping(newest: first)
        #expect(continued.changes(recording: try note(size: 6, at: Self.hour + 1), cryptography).count == 1)
        #expect(continued.changes(recording: try note(size: 7, at: Self.hour + 3600), cryptography).count == 2)
    }

    @Test("need a quorum, and a size that a store can hold") func refused() throws {
        var keeping = RecordKeeping()
        #expect(keeping.changes(recording: try note(size: 1, at: Self.hour, lines: 2), cryptography).count == 1)
        var note = try street.note(size: 1 << 63, root: cryptography.sha256([1]), cosigners: 0..<3)
        #expect(keeping.changes(recording: try policy.check(note, cryptography), cryptography).count == 1)
        note = try street.note(size: 1 << 63 - 1, root: cryptography.sha256([1]), cosigners: 0..<3)
        #expect(keeping.changes(recording: try policy.check(note, cryptography), cryptography).count == 2)
    }

    @Test(
        "have the same bytes wherever one of that size is kept, however late cosignatures come", arguments: [0, 2, 4])
    func sameBytes(delay_s: Int) async throws {
        let street = try Neighbourhood((0..<7).map { "roof-\($0)" })
        street.faults.delay = .seconds(delay_s)
        street.now = MonotonicTime(nanoseconds: 3_580 * 1_000_000_000)
        try await street.startAll()
        await street.run(.seconds(60))
        var sharedCount = 0
        for gateway in street.gateways {
            let own = Dictionary(uniqueKeysWithValues: gateway.own(\.kept).map { ($0.size, $0) })
            for holder in street.gateways where holder !== gateway {
                for record in holder.disk.logs[gateway.origin]?.kept ?? [] {
                    guard let same = own[record.size] else { continue }
                    sharedCount += 1
                    #expect(same == record, "\(holder.origin) keeps another record of \(gateway.origin)")
                }
            }
        }
        #expect(sharedCount > 20)
        try await street.inspect()
    }

    @Test("are one an hour in every log and every mirror of a street, and statements name the newest of their log")
    func wholeStreet() async throws {
        let street = try Neighbourhood()
        street.now = MonotonicTime(nanoseconds: 3_570 * 1_000_000_000)
        try await street.startAll()
        await street.run(.seconds(60))
        for gateway in street.gateways {
            street.kill(gateway)
            try await street.start(gateway)
        }
        await street.run(.seconds(30))
        for gateway in street.gateways {
            for holder in street.gateways {
                let kept = try #require(holder.disk.logs[gateway.origin]).kept
                #expect(kept.map { $0.time / 3600 } == [Self.hour / 3600, Self.hour / 3600 + 1])
                #expect(kept.map(\.digest) == gateway.own(\.kept).map(\.digest), "all keep the same bytes")
                for record in kept {
                    let note = try policy.check(SignedNote(parsing: record.note), cryptography)
                    #expect(note.checkpoint.size == record.size && note.recordedTime == record.time)
                }
            }
            let named = try gateway.own(\.entries).map { try StatementHeader(of: Entry(parsing: $0)).record }
            let kept = gateway.own(\.kept)
            #expect(named.first == .some(nil) && named.last == kept.last?.digest)
            let known = Set(kept.map(\.digest))
            #expect(named.compactMap(\.self).allSatisfy(known.contains), "what is named is kept")
        }
        try await street.inspect()
    }
}
