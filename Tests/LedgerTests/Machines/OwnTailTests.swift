import Metering
import Statements
import Testing

@testable import Ledger

/// The own log's end beside what others have of it: read, compared and signed again a page at a time.
@Suite("The own log's tail") struct OwnTailTests {
    private let street: Neighbourhood
    private var gateway: SimulatedGateway { street.gateways[0] }

    init() throws { street = try Neighbourhood() }

    private func draft(_ mark: UInt8) -> Draft {
        Draft(.configuration(cryptography.sha256([mark])), at: street.moment(of: gateway).stamp)
    }

    /// What the log says from entry 1 on, by its marks; all else is 0.
    private var marks: [UInt8] {
        get throws {
            let digests = Dictionary(uniqueKeysWithValues: (UInt8(1)...20).map { (cryptography.sha256([$0]), $0) })
            return try gateway.own(\.entries).dropFirst().map { bytes in
                guard case .event(let event) = try Message.decode(Entry(parsing: bytes)),
                    case .configuration(let digest) = event.kind
                else { return 0 }
                return digests[digest] ?? 0
            }
        }
    }

    /// Has a log of the genesis and 1, published, and some marks more compared with what lies loose elsewhere.
    private func gather(_ own: [UInt8], _ loose: [UInt64: UInt8], isExposed: Bool = false) async throws {
        try await street.start(gateway, isOnline: false)
        await street.append([draft(1)], by: gateway)
        try gateway.disk.commit([.published(gateway.origin, end: 2)])
        try await street.start(gateway, isOnline: false)
        var tail = LooseTail()
        let start = gateway.size  // behind the restart
        await street.append(own.map(draft), by: gateway)
        var entries: [[UInt8]] = []
        for (place, mark) in loose.sorted(by: { $0.key < $1.key }) {
            let index = start + place
            let isOwn = place < own.count && own[Int(place)] == mark
            entries.append(
                isOwn
                    ? gateway.own(\.entries)[Int(index)]
                    : try gateway.identity.entry(draft(mark), index: index, record: nil).bytes)
        }
        tail.keep(entries, of: gateway.identity, from: 2)
        street.pageCount = 0
        gateway.street?.isConnected = true
        if isExposed { gateway.street?.writer.exposedEnd = gateway.size }
        gateway.street?.writer.phase = .gathering(
            Gathering(
                loose: tail, next: 2, asked: street.now, isIncompletenessSaid: false, isWithholdingSaid: false))
        street.now = street.now + Mirror.patience
        await street.process(gateway) { try $0.tick(at: street.moment(of: gateway)) }
        #expect(street.violations == [])
    }

    @Test("gives way to what lies loose elsewhere, and is signed again behind it", arguments: [1, 2, 3, 256])
    func loose(pageLimit: Int) async throws {
        // Own marks, loose ones by place behind the start, and what the log says in the end.
        let cases: [([UInt8], [UInt64: UInt8], [UInt8])] = [
            ([2, 3, 4], [1: 3], [2, 3, 4]), ([2, 3, 4], [1: 9], [2, 9, 3, 4]),
            ([2, 3, 4], [1: 9, 3: 10], [2, 9, 3, 4]), ([2, 3, 4], [1: 9, 2: 10], [2, 9, 10, 3, 4]),
            ([2, 3, 4], [3: 9], [2, 3, 4, 9]), ([2, 3, 4], [0: 2, 4: 9], [2, 3, 4]), ([], [1: 9], []),
            ([], [0: 9], [9]), ([2], [0: 9, 1: 10, 2: 11], [9, 10, 11, 2]),
        ]
        for (own, loose, expected) in cases {
            let test = try Self()
            test.street.pageLimit = pageLimit
            try await test.gather(own, loose)
            #expect(try test.marks == [1, 0] + expected, "\(own) beside \(loose)")
        }
    }

    @Test("gives way to nothing where it may be in somebody's hands", arguments: [1, 256])
    func exposed(pageLimit: Int) async throws {
        street.pageLimit = pageLimit
        try await gather([2, 3, 4], [1: 9, 2: 10], isExposed: true)
        #expect(try marks == [1, 0, 2, 3, 4])
        #expect(gateway.street?.writer.phase == .open)
    }

    @Test("is read no further than others can have seen it")
    func bounded() async throws {
        try await gather([UInt8](repeating: 2, count: 3000), [5: 2])
        #expect(gateway.street?.writer.phase == .open)
        #expect(street.pageCount == 1, "of \(gateway.size) entries")
    }

    @Test("of a month is signed again a page at a time, with what is signed meanwhile")
    func long() async throws {
        try await street.startAll()
        await street.run(.seconds(11))
        let copy = gateway.disk
        await street.run(.seconds(60))
        street.kill(gateway)
        gateway.disk = copy
        gateway.isRolledBack = true
        try await street.start(gateway, isOnline: false)
        let waiting = 1500
        for mark in 0..<waiting { await street.append([draft(UInt8(mark % 20 + 1))], by: gateway) }
        street.isCounting = false
        street.pageLimit = 64
        // While it reads its own log for the second time, something more is signed.
        let (expected, late) = (try marks.filter { $0 > 0 }, draft(7))
        street.pageCount = 0
        street.afterPage = { [street] gateway in
            if street.pageCount == 10 { await street.append([late], by: gateway) }
        }
        await street.connect(gateway)
        #expect(await street.run(atMost: .seconds(60)) { gateway.recordedSize == gateway.size })
        #expect(street.pageCount >= waiting / 64)
        #expect(try marks.filter { $0 > 0 } == expected + [7], "each once, in their order")
        let adopted = gateway.alarms.compactMap { alarm in
            if case .adopted(_, let count, let leftOut) = alarm { (count, leftOut) } else { nil }
        }
        #expect(adopted.count == 1 && adopted[0].0 >= waiting + 1 && adopted[0].1 == 0)
        try await street.inspect()
    }
}
