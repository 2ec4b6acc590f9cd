import Ledger
import Metering
import Statements
import Testing

/// A log whose owner signs whatever suits him: its first entries are shared, what follows differs.
struct EquivocatingLog {
    let gateway: SimulatedGateway
    private(set) var entries: [[UInt8]] = []
    private(set) var growth: LogGrowth

    init(_ gateway: SimulatedGateway, on entries: [[UInt8]] = []) {
        self.gateway = gateway
        growth = LogGrowth(origin: gateway.origin, onTopOf: MerkleFrontier())
        for entry in entries { append(entry) }
    }

    mutating func append(_ entry: [UInt8]) {
        entries.append(entry)
        growth.append(entry, cryptography)
    }

    /// A valid entry that says `word`.
    mutating func say(_ word: UInt8, in street: Neighbourhood) throws {
        let draft = Draft(.configuration(cryptography.sha256([word])), at: street.moment(of: gateway).stamp)
        let index = growth.frontier.size
        append(try gateway.identity.entry(draft, index: index, record: nil).bytes)
    }

    func note() throws -> [UInt8] { try gateway.identity.signHead(of: growth.frontier).note.bytes }
}

@Suite("A log that contradicts itself") struct ContradictionTests {
    /// Three honest gateways that hold some entries of the fourth, which lies from now on.
    static func street() async throws -> (Neighbourhood, EquivocatingLog) {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(16))
        street.isCounting = false
        #expect(await street.run(atMost: .seconds(20)) { street.gateways.allSatisfy { $0.recordedSize == $0.size } })
        await street.run(.seconds(3))
        let liar = street.gateways[3]
        street.kill(liar)
        return (street, EquivocatingLog(liar, on: liar.own(\.entries)))
    }

    static func evidence(of gateway: SimulatedGateway, against liar: SimulatedGateway) throws -> Evidence? {
        try gateway.disk.logs[liar.origin]?.evidence.map { try Evidence(decoding: $0) }
    }

    /// The honest three convict the liar by this evidence, go on with each other, and cosign the liar no more.
    static func expectConviction(
        _ street: Neighbourhood, _ log: EquivocatingLog, isKind: (Evidence) -> Bool
    ) async throws {
        let liar = log.gateway
        await street.run(.seconds(3))
        for gateway in street.gateways.dropLast() {
            let evidence = try #require(try evidence(of: gateway, against: liar))
            #expect(isKind(evidence))
            let author = gateway.street?.mirrors[liar.origin]?.rules.author(at: 0)
            #expect(try evidence.check(under: street.policy, author: author, cryptography).origin == liar.origin)
        }
        let cosigned = street.cosignedSizes
        var next = log
        try next.say(200, in: street)
        for gateway in street.gateways.dropLast() {
            for entry in next.entries { await street.receive(.entry(entry, from: liar.origin), gateway) }
            await street.receive(.note(try next.note(), of: liar.origin, from: liar.origin), gateway)
        }
        street.isCounting = true
        await street.run(.seconds(21))
        #expect(
            street.cosignedSizes.filter { $0.key.hasSuffix("/\(liar.origin)") }
                == cosigned.filter { $0.key.hasSuffix("/\(liar.origin)") })
        #expect(street.gateways.dropLast().allSatisfy { $0.recordedSize + 2 >= $0.size })
        // A restart remembers, and says it again.
        let witness = street.gateways[0]
        street.kill(witness)
        try await street.start(witness)
        #expect(witness.street?.mirrors[liar.origin]?.isFollowing == false)
        #expect(street.violations == [])
    }

    @Test("two heads of one size: refused, proven, believed by everybody") func fork() async throws {
        let (street, log) = try await Self.street()
        var (left, right) = (log, log)
        try left.say(1, in: street)
        try right.say(2, in: street)
        for entry in left.entries { await street.receive(.entry(entry, from: log.gateway.origin), street.gateways[0]) }
        await street.receive(
            .note(try left.note(), of: log.gateway.origin, from: log.gateway.origin), street.gateways[0])
        #expect(street.gateways[0].disk.logs[log.gateway.origin]?.entries == left.entries)
        await street.receive(
            .note(try right.note(), of: log.gateway.origin, from: log.gateway.origin), street.gateways[0])
        try await Self.expectConviction(street, left) { if case .fork = $0 { true } else { false } }
    }

    @Test("two heads beyond what is held, of which no entry came") func forkAhead() async throws {
        let (street, log) = try await Self.street()
        var (left, right) = (log, log)
        for word in 1...5 as ClosedRange<UInt8> {
            try left.say(word, in: street)
            try right.say(word + 50, in: street)
        }
        let origin = log.gateway.origin
        await street.receive(.note(try left.note(), of: origin, from: origin), street.gateways[1])
        await street.receive(.note(try right.note(), of: origin, from: origin), street.gateways[1])
        try await Self.expectConviction(street, left) { if case .fork = $0 { true } else { false } }
    }

    @Test(
        "a smaller head with another root than the own copy has: a rewrite, with a proof that verifies",
        arguments: 1...4)
    func rewrite(depth: Int) async throws {
        let (street, log) = try await Self.street()
        var (left, right) = (log, log)
        try right.say(90, in: street)
        for word in 0..<UInt8(depth) + 1 { try left.say(word, in: street) }
        let (origin, witness) = (log.gateway.origin, street.gateways[2])
        for entry in left.entries { await street.receive(.entry(entry, from: origin), witness) }
        await street.receive(.note(try left.note(), of: origin, from: origin), witness)
        #expect(witness.disk.logs[origin]?.entries == left.entries)
        await street.receive(.note(try right.note(), of: origin, from: origin), witness)
        try await Self.expectConviction(street, left) { if case .rewrite = $0 { true } else { false } }
    }

    @Test("a smaller head that came while the larger one's entries were missing is compared once they are here")
    func rewriteWhileBehind() async throws {
        let (street, log) = try await Self.street()
        var (left, right) = (log, log)
        try right.say(90, in: street)
        for word in 0..<UInt8(4) { try left.say(word, in: street) }
        let (origin, witness) = (log.gateway.origin, street.gateways[2])
        await street.receive(.note(try left.note(), of: origin, from: origin), witness)
        await street.receive(.note(try right.note(), of: origin, from: origin), witness)
        #expect(witness.disk.logs[origin]?.evidence == nil)
        for entry in left.entries { await street.receive(.entry(entry, from: origin), witness) }
        try await Self.expectConviction(street, left) { if case .rewrite = $0 { true } else { false } }
    }

    @Test("an invalid entry that its checkpoint covers, wherever it stands", arguments: 0..<6)
    func invalidEntry(position: Int) async throws {
        let (street, log) = try await Self.street()
        var bad = log
        for place in 0..<6 {
            try bad.say(UInt8(place), in: street)
            guard place == position else { continue }
            var entries = bad.entries
            entries[entries.count - 1][entries[entries.count - 1].count - 1] ^= 1
            bad = EquivocatingLog(log.gateway, on: entries)
        }
        let (origin, witness) = (log.gateway.origin, street.gateways[position % 3])
        for entry in bad.entries { await street.receive(.entry(entry, from: origin), witness) }
        await street.receive(.note(try bad.note(), of: origin, from: origin), witness)
        #expect(witness.disk.logs[origin]?.entries == log.entries, "nothing of it is taken")
        let index = UInt64(log.entries.count + position)
        try await Self.expectConviction(street, bad) {
            if case .entry(_, index, bad.entries[Int(index)], _, _) = $0 { true } else { false }
        }
        #expect(witness.alarms.contains { if case .invalidEntry(origin, index, _) = $0 { true } else { false } })
    }

    @Test("garbage that is covered, and that is no entry at all") func coveredGarbage() async throws {
        let (street, log) = try await Self.street()
        var bad = log
        try bad.say(1, in: street)
        bad.append([1, 2, 3])
        try bad.say(2, in: street)
        // It cannot arrive as a statement, only in a bundle.
        let (origin, witness) = (log.gateway.origin, street.gateways[0])
        await street.receive(.note(try bad.note(), of: origin, from: origin), witness)
        street.answering = { _, ask in
            guard case .entries(origin, let start, let end, _) = ask else { return nil }
            return .entries(
                start: start, bundle: EntryBundle.encode(bad.entries[Int(start)..<Int(end)]), proof: [])
        }
        await street.run(.seconds(15))
        try await Self.expectConviction(street, bad) { if case .entry = $0 { true } else { false } }
    }

    @Test("an invalid entry below a record, found when the signatures are checked afterwards") func belowRecord()
        async throws
    {
        let (street, log) = try await Self.street()
        var bad = log
        try bad.say(1, in: street)
        var entries = bad.entries
        entries[entries.count - 1][entries[entries.count - 1].count - 1] ^= 1
        bad = EquivocatingLog(log.gateway, on: entries)
        try bad.say(2, in: street)
        // Three mirrors that do not look at signatures cosigned it.
        var note = try SignedNote(parsing: bad.note())
        for index in 1...3 { note.add(try street.keys.cosignature(of: note, by: index)) }
        let (origin, witness) = (log.gateway.origin, street.gateways[0])
        for entry in bad.entries { await street.receive(.entry(entry, from: origin), witness) }
        await street.receive(.note(note.bytes, of: origin, from: origin), witness)
        #expect(witness.disk.logs[origin]?.entries == bad.entries)
        street.cosignedSizes = street.cosignedSizes.filter { !$0.key.hasSuffix("/\(origin)") }
        try await Self.expectConviction(street, bad) { if case .entry = $0 { true } else { false } }
    }
}
