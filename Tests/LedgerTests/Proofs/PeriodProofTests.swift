import Chance
import FoundationEssentials
import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("Proofs of a period") struct PeriodProofTests {
    @Test("from any entry to any record, with either kind of key", arguments: PrivateKey.Kind.allCases)
    func valid(kind: PrivateKey.Kind) async throws {
        let period = try SimulatedPeriod(10, signer: .generate(kind))
        for start in 0..<9 {
            for end in start + 1...10 {
                let records = Set([start + 1, (start + end) / 2, end]).filter { $0 > start }.sorted()
                let proven = try period.verify(try await period.items(from: start, records: records))
                #expect(proven.origin == period.log.origin && proven.statementKey == period.log.signer.publicKey)
                #expect(proven.start == UInt64(start) && proven.end == UInt64(end) && proven.isComplete)
                #expect(proven.content.count == UInt64(end - start) && proven.withheld.after == 0)
                #expect(proven.content.eventCount == ((start..<end).contains(4) ? 1 : 0))
                #expect(proven.records.count == records.count && proven.records.fewestMirrors == 4)
            }
        }
    }

    @Test("tells each meter's readings, its energy, and when they were recorded") func content() async throws {
        let period = try SimulatedPeriod(12)
        let proven = try period.verify(try await period.items(from: 1, records: [3, 12], cosigners: 0..<3))
        #expect(proven.content.meters.map(\.name.text) == ["pv", "house"])
        let pv = proven.content.meters[0]
        #expect(pv.count == 6 && pv.first.pulses == Pulses(1) && pv.last.pulses == Pulses(11))
        #expect(pv.energy == Joules(36_000) && pv.changeCount == 0)
        // Three mirrors signed a second after each other: the median is the second one's time.
        let (first, last) = (try #require(proven.records.first), try #require(proven.records.last))
        #expect(first.time == UInt64(SimulatedPeriod.time) + 181 && last.time == UInt64(SimulatedPeriod.time) + 721)
        #expect(first.mirrorCount == 3 && proven.records.fewestMirrors == 3)
    }

    @Test("dates each entry by the first record that covers it, of two middle times by the later") func dates()
        async throws
    {
        let period = try SimulatedPeriod(6)
        var verifier = PeriodVerifier(under: period.policy, cryptography)
        var times: [UInt64] = []
        for item in try await period.items(from: 1, records: [3, 6]) {
            guard let leaf = try verifier.take(item) else { continue }
            times.append(leaf.recordedTime - UInt64(SimulatedPeriod.time))
        }
        #expect(times == [182, 182, 362, 362, 362])
    }

    @Test("entries that are withheld are counted, and cannot be told from a file in which all are shown")
    func withheld() async throws {
        let period = try SimulatedPeriod(20)
        let items = try await period.items(from: 3, records: [8, 20]) { $0.isMultiple(of: 2) && $0 != 4 || $0 > 15 }
        let proven = try period.verify(items)
        #expect(!proven.isComplete && proven.withheld.between == 5 && proven.withheld.after == 4)
        #expect(proven.content.meters.map(\.name.text) == ["pv"] && proven.content.meters[0].energy == Joules(43_200))
        // A whole subtree in the place of its leaves.
        let tail = try await period.withheld(16..<20)
        #expect(tail.count == 1)
        #expect(try period.verify(items.dropLast(4) + tail) == proven)
        let ragged = try await period.withheld(13..<20)
        #expect(ragged.count == 3)
        let cut = try period.verify(items.dropLast(7) + ragged)
        #expect(cut.withheld.after == 7 + 1 && cut.content.meters[0].last.pulses == Pulses(11))
    }

    @Test("a withheld entry in the place of a reading changes what is told") func hiddenReading() async throws {
        let period = try SimulatedPeriod(8)
        var items = try await period.items(from: 1, records: [8])
        #expect(try period.verify(items).isComplete)
        items[4] = .withheld(cryptography.leafHash(period.log.entries[3]), height: 0)
        let proven = try period.verify(items)
        #expect(!proven.isComplete && proven.withheld.between == 1 && proven.content.meters[0].count == 3)
    }

    @Test("any byte flipped, in any of its items") func flipped() async throws {
        let period = try SimulatedPeriod(7)
        let items = try await period.items(from: 2, records: [5, 7], cosigners: 0..<3) { $0 == 3 }
        let bytes = items.flatMap(\.bytes)
        #expect(throws: Never.self) { try period.verify(items) }
        for position in bytes.indices {
            var altered = bytes
            altered[position] ^= 1 << UInt8(position % 8)
            #expect(throws: (any Error).self, "byte \(position)") {
                try SimulatedPeriod.verify(altered, period.policy)
            }
        }
    }

    @Test("thousands of entries in pieces of any size; a byte flipped anywhere in them") func long() async throws {
        let period = try SimulatedPeriod(2500)
        let items = try await period.items(from: 700, records: Array(stride(from: 760, to: 2500, by: 60)) + [2500])
        let bytes = items.flatMap(\.bytes)
        for pieceSize in [997, 1 << 18] {
            let proven = try SimulatedPeriod.verify(bytes, period.policy, pieceSize: pieceSize)
            #expect(proven.content.count == 1800 && proven.content.meters.map(\.count) == [900, 900])
        }
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<12 {
            var altered = bytes
            let position = Int.random(in: 0..<bytes.count, using: &generator)
            altered[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            #expect(throws: (any Error).self, "byte \(position)") {
                try SimulatedPeriod.verify(altered, period.policy)
            }
        }
    }

    @Test("the vector of FORMAT.md, made by other people's programs") func vector() throws {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: repository.appending(path: "Sources/Statements/FORMAT.md"), encoding: .utf8)
        let block = try #require(text.split(separator: "\n```").first { $0.hasPrefix("hex period\n") }).dropFirst(11)
        let digits = block.compactMap(\.hexDigitValue)
        let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        // RFC 8032's first test key for the log and its statements; the mirrors' keys are the street's own.
        let seed: [UInt8] = [
            0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49,
            0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
        ]
        let street = try SimulatedStreet()
        let key = try PrivateKey(rawEd25519: seed).publicKey
        let policy = try Policy(
            logs: [NoteKey.log(of: street.gateways[0].origin, key, cryptography)],
            mirrors: street.gateways.map(\.mirrorKey), cryptography)
        let proven = try SimulatedPeriod.verify(bytes, policy)
        #expect(proven.start == 1 && proven.end == 5 && proven.withheld.between == 1 && proven.withheld.after == 1)
        #expect(proven.statementKey == key && proven.content.meters.map(\.count) == [2])
        #expect(proven.records.fewestMirrors == 3)
        #expect(proven.records.first?.time == 1_767_225_606 && proven.records.last?.time == 1_767_229_207)
        var sequence = CBORSequence(limits: PeriodItem.limits)
        sequence.append(bytes)
        var again: [UInt8] = []
        while let item = try sequence.next() { again += try PeriodItem(item).bytes }
        #expect(again == bytes)
    }
}
