import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("Proofs of a period that are refused") struct PeriodRefusalTests {
    private let period: SimulatedPeriod
    /// Header, record of 6, leaves 2 to 5, record of 9, leaves 6 to 8.
    private let items: [PeriodItem]

    init() async throws {
        period = try SimulatedPeriod(9)
        items = try await period.items(from: 2, records: [6, 9])
    }

    /// By form, order and tree alone, and all the more with the entries' own words.
    private func expect(
        _ fault: PeriodFault, _ items: [PeriodItem], _ comment: Comment,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: LedgerError.period(fault), comment, sourceLocation: sourceLocation) { try period.take(items) }
        #expect(throws: LedgerError.self, comment, sourceLocation: sourceLocation) { try period.verify(items) }
    }

    /// The sound items with a change.
    private func changed(_ change: (inout [PeriodItem]) throws -> Void) rethrows -> [PeriodItem] {
        var items = items
        try change(&items)
        return items
    }

    @Test("cut short behind any item, or within one") func truncated() throws {
        #expect(throws: Never.self) { try period.verify(items) }
        for count in 1..<items.count {
            let shown = items[1..<count].count { if case .entry = $0 { true } else { false } }
            expect(.cutShort(index: 2 + UInt64(shown), end: 9), Array(items[..<count]), "\(count) items")
            let bytes = items[...count].flatMap(\.bytes).dropLast()
            #expect(throws: LedgerError.self, "within item \(count)") {
                do throws(StatementError) {
                    var sequence = CBORSequence(limits: PeriodItem.limits)
                    sequence.append(Array(bytes))
                    while try sequence.next() != nil {}
                    try sequence.finish()
                } catch {
                    throw LedgerError.statement(error)
                }
            }
        }
        expect(.heading, [], "nothing")
    }

    @Test("items that are missing, moved, doubled or added") func order() async throws {
        expect(.heading, Array(items.dropFirst()), "no header")
        expect(.secondHeader, changed { $0.insert($0[0], at: 2) }, "a second header")
        expect(.noRecord(index: 2), removed(1), "no first record")
        expect(.noRecord(index: 6), removed(6), "no last record")
        expect(.otherTree(size: 6), changed { $0.swapAt(2, 3) }, "two entries swapped")
        expect(.otherTree(size: 9), changed { $0.swapAt(7, 9) }, "two entries of the second part swapped")
        expect(.recordWithin(index: 5, size: 6), removed(3), "an entry left out")
        expect(.otherTree(size: 6), changed { $0.insert($0[3], at: 3) }, "an entry twice")
        expect(.recordWithin(index: 3, size: 6), changed { $0.swapAt(3, 6) }, "the second record too early")
        expect(
            .recordWithin(index: 2, size: 9),
            changed {
                $0.swapAt(1, 6); $0.insert($0[6], at: 2)
            }, "both at once")
        expect(.recordSize(6, above: 6, upTo: 9), changed { $0[6] = $0[1] }, "the first record once more")
        expect(.trailing, items + [items[9]], "an entry behind the last")
        expect(.trailing, items + [items[1]], "a record behind the last")
        expect(.trailing, items + items, "the whole twice")
        let longer = try SimulatedPeriod(12)
        expect(.recordSize(12, above: 6, upTo: 9), try await changed(6, .record(longer.record(12))), "a larger record")
        expect(.otherTree(size: 6), try await changed(1, .record(longer.replacing(5, with: [1]).record(6))), "a fork")
    }

    private func removed(_ place: Int) -> [PeriodItem] { changed { _ = $0.remove(at: place) } }

    private func changed(_ place: Int, _ item: PeriodItem) -> [PeriodItem] { changed { $0[place] = item } }

    @Test("headers that announce other leaves than there are") func header() async throws {
        let sound = try await period.header(from: 2, to: 9)
        func header(_ frontier: MerkleFrontier, _ count: UInt64, _ genesis: PeriodHeader.Genesis?) -> PeriodItem {
            .header(PeriodHeader(origin: period.log.origin, frontier: frontier, count: count, genesis: genesis))
        }
        expect(.cutShort(index: 9, end: 10), changed(0, header(sound.frontier, 8, sound.genesis)), "one more")
        expect(
            .recordSize(9, above: 6, upTo: 8), changed(0, header(sound.frontier, 6, sound.genesis)), "one less")
        let other = try #require(MerkleFrontier(size: 2, hashes: [cryptography.sha256([1])]))
        expect(.genesisElsewhere, changed(0, header(other, 7, sound.genesis)), "another tree before them")
        let later = try await period.header(from: 3, to: 9)
        let extended = try #require(
            MerkleFrontier(size: 3, hashes: [later.frontier.hashes[0], cryptography.sha256([1])]))
        let items = try await period.items(from: 3, records: [6, 9])
        expect(
            .otherTree(size: 6), [header(extended, 6, later.genesis)] + items.dropFirst(),
            "another hash before them that the genesis is not below")
        expect(
            .recordWithin(index: 5, size: 6), [.header(sound)] + items.dropFirst(), "leaves that begin one later")
    }

    @Test(
        "headers that are none",
        arguments: [
            ("name", PeriodFault.heading), ("version", .version("heliograph-period-2")),
            ("key", .header("no key but those of this version")),
            ("left", .header("“left”, a hash for each bit of “start”")),
            ("genesis", .header("“genesis”, unless the leaves begin with it")),
            ("origin", .header("“origin”, a log")),
            ("count", .header("“start” and “count”, which are not negative and add up to a size")),
            ("overflow", .header("“start” and “count”, which are not negative and add up to a size")),
            ("map", .header("one map")), ("path", .header("“genesis”, an entry and its path")),
        ])
    func form(change: String, fault: PeriodFault) throws {
        let value = try CBOR.decode(items[0].bytes, limits: PeriodItem.limits)
        let fields = try #require(value.array)
        var name = PeriodHeader.name
        var pairs = try #require(fields[1].map).pairs.map { ($0.key, $0.value) }
        func set(_ key: String, _ value: CBOR?) {
            pairs.removeAll { $0.0 == .text(key) }
            if let value { pairs.append((.text(key), value)) }
        }
        switch change {
        case "name": name = "fork"
        case "version": name = "heliograph-period-2"
        case "key": set("policies", .array([]))
        case "left": set("left", nil)
        case "genesis": set("genesis", nil)
        case "origin": set("origin", .text("roof-a"))
        case "count": set("count", .unsigned(0))
        case "overflow": set("count", .unsigned(.max))
        case "path": set("genesis", .array([.bytes([1]), .array([.bytes([2])])]))
        default: break
        }
        let map = change == "map" ? CBOR.null : CBOR.map(CBORMap(pairs))
        #expect(throws: LedgerError.period(fault)) { try PeriodItem(.array([.text(name), map])) }
    }

    @Test("the genesis of another log, of another key, or withheld") func genesis() async throws {
        let forged = try SimulatedPeriod(9, signer: SimulatedStreet.signer(8))
        let sound = try await period.header(from: 2, to: 9)
        let path = try #require(sound.genesis).path
        let exchanged = PeriodHeader(
            origin: period.log.origin, frontier: sound.frontier, count: 7,
            genesis: PeriodHeader.Genesis(entry: forged.log.entries[0], path: path))
        expect(.genesisElsewhere, changed(0, .header(exchanged)), "another genesis")
        let whole = try await forged.header(from: 2, to: 9)
        expect(.otherTree(size: 6), changed(0, .header(whole)), "another genesis with its own hashes")
        let hidden = try await period.items(from: 0, records: [4]) { $0 == 0 }
        expect(.genesisWithheld, hidden, "the genesis is withheld")
        let notOwn = try period.replacing(
            0, with: .genesis(Genesis(key: SimulatedStreet.signer(8).publicKey, meters: [], software: "heliograph")))
        let ownItems = try await notOwn.items(from: 0, records: [4])
        #expect(throws: LedgerError.self, "a genesis that names a key which did not sign it") {
            try notOwn.verify(ownItems)
        }
    }

    @Test("records without a quorum, of another log, or with a line that nobody knows") func records() async throws {
        for cosigners in [0..<2, 1..<3, 0..<0] {
            let few = try await period.record(9, cosigners: cosigners)
            expect(
                .notRecorded(size: 9, cosigners: cosigners.count, quorum: 3), changed(6, .record(few)), "\(cosigners)")
        }
        let street = period.log.street
        let other = street.gateways[1]
        let foreign = try Checkpoint(origin: other.origin, size: 9, root: try await period.log.root(size: 9))
            .signed(by: other.logKey, with: other.logSigner)
        expect(.otherLog(other.origin), changed(6, .record(foreign)), "another log's")
        var added = try await period.record(9)
        let stranger = try SimulatedStreet(["roof-x"])
        let line = try stranger.cosignature(of: added, by: 0)
        added.add(line)
        expect(.recordLines(size: 9), changed(6, .record(added)), "a stranger's line")
        var doubled = try await period.record(9)
        doubled.add(try street.cosignature(of: doubled, by: 2, time: 1_900_000_000))
        expect(.recordLines(size: 9), changed(6, .record(doubled)), "a mirror's line twice")
        var reordered = try await period.record(9, cosigners: 1..<3)
        reordered.add(try street.cosignature(of: reordered, by: 0))
        expect(.recordLines(size: 9), changed(6, .record(reordered)), "lines in another order")
    }

    @Test("under a policy that names neither log nor mirrors, or another key") func policy() async throws {
        let elsewhere = try SimulatedStreet(community: "maple.energy")
        #expect(throws: LedgerError.signature(.unknownLog(period.log.origin)), "another community") {
            try SimulatedPeriod.verify(items.flatMap(\.bytes), elsewhere.policy())
        }
        let street = period.log.street
        let key = try NoteKey.log(of: period.log.origin, SimulatedStreet.signer(9).publicKey, cryptography)
        let otherKey = try Policy(logs: [key], mirrors: street.gateways.map(\.mirrorKey), cryptography)
        #expect(throws: LedgerError.signature(.notSignedByLog(period.log.origin)), "another log key") {
            try SimulatedPeriod.verify(items.flatMap(\.bytes), otherKey)
        }
        let fewer = try Policy(
            logs: street.gateways.map(\.logKey), mirrors: street.gateways.dropLast().map(\.mirrorKey), cryptography)
        #expect(throws: LedgerError.period(.recordLines(size: 6)), "a mirror that it does not name") {
            try SimulatedPeriod.verify(items.flatMap(\.bytes), fewer)
        }
    }

    @Test("entries behind the place where the community ended the log, not those before it") func end() async throws {
        let street = period.log.street
        let end = LogEnd(size: 6, root: try await period.log.root(size: 6))
        let policy = try Policy(
            logs: street.gateways.map(\.logKey), mirrors: street.gateways.map(\.mirrorKey),
            ends: [period.log.origin: end], cryptography)
        #expect(throws: LedgerError.proof(.beyondEnd(index: 6, size: 6))) {
            try SimulatedPeriod.verify(items.flatMap(\.bytes), policy)
        }
        let before = try await period.items(from: 2, records: [6]).flatMap(\.bytes)
        #expect(try SimulatedPeriod.verify(before, policy).content.count == 4)
    }

    @Test("leaves that are withheld where they are no subtree") func withheld() async throws {
        let hash = cryptography.sha256([1])
        expect(.withheldPlace(index: 2, height: 2), changed(2, .withheld(hash, height: 2)), "not at a multiple")
        expect(.withheldPlace(index: 2, height: 63), changed(2, .withheld(hash, height: 63)), "far too high")
        expect(
            .withheldPlace(index: 4, height: 2), changed { $0[4] = .withheld(hash, height: 2) }, "beyond the record")
        expect(.otherTree(size: 6), changed(2, .withheld(hash, height: 0)), "another hash")
        let node = TreeNode(level: 1, index: 1)
        let subtree = try await period.log.tree.hashes(of: [node])[0]
        expect(
            .recordWithin(index: 5, size: 6),
            changed {
                $0[2] = .withheld(subtree, height: 0); $0.remove(at: 3)
            }, "a subtree as a leaf")
        expect(.otherTree(size: 6), changed { $0[2] = .withheld(subtree, height: 1) }, "a subtree and a leaf of it")
        for value in [
            CBOR.array([.bytes(hash.bytes), .unsigned(64)]), .array([.bytes(hash.bytes)]),
            .array([.bytes([1]), .unsigned(0)]),
            .bytes(Array(repeating: 0, count: Entry.sizeLimit + 1)), .null, .unsigned(1),
        ] {
            #expect(throws: LedgerError.period(.item)) { try PeriodItem(value) }
        }
    }

    @Test("entries that no mirror accepts, in a tree that a quorum signed") func entries() async throws {
        let stranger = try SimulatedStreet.signer(8)
        let log = period.log
        let reading = Message.reading(try SimulatedPeriod.reading("pv", at: 5))
        let cases: [([UInt8], StatementError, Comment)] = [
            (
                try SimulatedPeriod.entry(reading, at: 5, of: log.author, stranger), .check(.signature),
                "signed by another key"
            ),
            (
                try SimulatedPeriod.entry(reading, at: 6, of: log.author, log.signer),
                .check(.index(6, expected: 5)), "for another place"
            ),
        ]
        for (entry, fault, reason) in cases {
            let liar = period.replacing(5, with: entry)
            let items = try await liar.items(from: 2, records: [6, 9])
            #expect(throws: LedgerError.period(.entry(index: 5, fault)), reason) { try liar.verify(items) }
        }
        let unreadable = period.replacing(
            5,
            with: try SimulatedPeriod.entry(.senML, Name("pv"), [0x80], at: 5, of: log.author, log.signer))
        let items = try await unreadable.items(from: 2, records: [6, 9])
        #expect(throws: LedgerError.self, "a reading that is none") { try unreadable.verify(items) }
        let unknown = period.replacing(
            5,
            with: try SimulatedPeriod.entry(
                .mediaType("text/plain"), Name("pv"), [1], at: 5, of: log.author, log.signer))
        let proven = try unknown.verify(try await unknown.items(from: 2, records: [6, 9]))
        #expect(proven.content.unknownCount == 1 && proven.isComplete, "what a later version may know is carried")
    }

    @Test("registers that go back, unless a meter was added with another one") func registers() async throws {
        for (index, pulses) in [(5, 2), (7, 4)] {
            let back = try period.replacing(
                index, with: .reading(try SimulatedPeriod.reading("pv", at: index, pulses: pulses)))
            let items = try await back.items(from: 2, records: [9])
            #expect(throws: LedgerError.period(.register(try Name("pv"), index: UInt64(index)))) {
                try back.verify(items)
            }
        }
        let same = try period.replacing(7, with: .reading(try SimulatedPeriod.reading("pv", at: 7, pulses: 5)))
        #expect(try same.verify(try await same.items(from: 2, records: [9])).content.count == 7, "nothing was counted")
        let constant = try #require(Rational(parsing: "1000"))
        let pv = try MeterDescription(name: Name("pv"), constant: constant, direction: .production, obis: "1-0:2.8.0")
        for (kind, isAccepted) in [
            (MeterChange.Kind.added(initialDial: nil), true), (.exchanged(finalDial: nil, initialDial: nil), false),
        ] {
            let change = MeterChange(kind: kind, description: pv, energy: Joules(3600), pulses: Pulses(1))
            let event = try SimulatedPeriod.event(.meter(change), of: Name("pv"), at: 6)
            let log = try period.replacing(6, with: .event(event))
                .replacing(7, with: .reading(try SimulatedPeriod.reading("pv", at: 7, pulses: 2)))
            let items = try await log.items(from: 2, records: [9])
            guard isAccepted else {
                #expect(throws: LedgerError.period(.register(try Name("pv"), index: 6))) { try log.verify(items) }
                continue
            }
            let meter = try #require(try log.verify(items).content.meters.first { $0.name.text == "pv" })
            // Readings of 3 and 5 pulses, then the other register at 1, then one of 2.
            #expect(meter.energy == Joules(3 * 3600) && meter.changeCount == 1)
        }
    }
}
