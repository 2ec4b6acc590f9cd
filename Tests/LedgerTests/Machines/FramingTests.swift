import Ledger
import Metering
import Statements
import Testing

@Suite("Nobody is convicted by what he did not sign") struct FramingTests {
    static func street() async throws -> Neighbourhood {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(16))
        street.isCounting = false
        #expect(await street.run(atMost: .seconds(20)) { street.gateways.allSatisfy { $0.recordedSize == $0.size } })
        return street
    }

    @Test("evidence that proves nothing") func evidence() async throws {
        let street = try await Self.street()
        let (victim, judge) = (street.gateways[0], street.gateways[1])
        let (origin, log) = (victim.origin, victim.own { $0 })
        let newest = try #require(log.notes[.recorded])
        let first = try #require(street.publishedRoots.keys.filter { $0.origin == origin }.map(\.index).min())
        var early = MerkleFrontier()
        for entry in log.entries.prefix(Int(first)) { early.append(leaf: cryptography.leafHash(entry), cryptography) }
        let older = try victim.identity.signHead(of: early).note.bytes
        let proof = try await MerkleTree.consistencyProof(
            from: first, to: UInt64(log.entries.count), log, cryptography)
        let path = try await MerkleTree.inclusionProof(
            index: 1, size: UInt64(log.entries.count), log, cryptography)
        var flipped = log.entries[1]
        flipped[flipped.count - 1] ^= 1
        let other = try street.gateways[1].identity.signHead(of: early).note.bytes
        let otherRoot = cryptography.sha256([0])
        let attempts: [Evidence] = [
            .fork(origin, newest, newest), .fork(origin, older, newest), .fork(origin, newest, other),
            .rewrite(origin, older: older, newer: newest, root: early.root(cryptography), proof: proof),
            .rewrite(origin, older: older, newer: newest, root: otherRoot, proof: proof),
            .rewrite(origin, older: newest, newer: older, root: otherRoot, proof: []),
            .entry(origin, index: 1, entry: log.entries[1], note: newest, proof: path),
            .entry(origin, index: 1, entry: flipped, note: newest, proof: path),
            .entry(origin, index: 2, entry: log.entries[1], note: newest, proof: path),
        ]
        for attempt in attempts {
            let before = judge.refusedCount
            await street.receive(.evidence(attempt.encode(), against: origin), judge)
            #expect(judge.refusedCount == before + 1, "\(attempt)")
            await street.receive(.evidence(attempt.encode(), against: origin), victim)
            #expect(victim.street?.writer.phase == .open)
        }
        await street.receive(
            .evidence(Evidence.fork(origin, newest, newest).encode(), against: judge.origin), street.gateways[2])
        street.isCounting = true
        await street.run(.seconds(20))
        try await street.inspect()
    }

    @Test("bytes under somebody's name, malleated or of another log") func entries() async throws {
        let street = try await Self.street()
        let (victim, judge) = (street.gateways[0], street.gateways[1])
        await street.read(victim)
        let genuine = try #require(victim.own(\.entries).last)
        var flipped = genuine
        flipped[flipped.count - 1] ^= 1
        var trailing = genuine
        trailing.append(0)
        for bytes in [flipped, trailing, [], [0xd2], street.gateways[2].own(\.entries)[1]] {
            await street.receive(.entry(bytes, from: victim.origin), judge)
        }
        #expect(judge.refusedCount >= 4)
        street.isCounting = true
        await street.run(.seconds(30))
        street.isCounting = false
        #expect(await street.run(atMost: .seconds(20)) { victim.recordedSize == victim.size })
        try await street.inspect()
    }

    @Test("notes with lines of strangers, twice the same line, and with a forged one") func lines() async throws {
        let street = try await Self.street()
        let (victim, judge) = (street.gateways[0], street.gateways[1])
        let record = try #require(victim.street?.writer.recorded?.note)
        let stranger = try SimulatedStreet(["a", "b", "c", "d", "e", "f"])
        var padded = record
        for index in 0..<6 { padded.add(try stranger.cosignature(of: record, by: index)) }
        for index in 0..<4 { padded.add(try street.keys.cosignature(of: record, by: index, time: 1_767_999_999)) }
        await street.receive(.note(padded.bytes, of: victim.origin, from: judge.origin), victim)
        #expect(victim.street?.writer.recorded?.cosigners.count == 4)
        #expect(victim.street?.writer.recorded?.note.signatures.count == 5)

        // A head with the two lines of one mirror is no quorum.
        var frontier = victim.own(\.frontier)
        frontier.append(leaf: cryptography.sha256([1]), cryptography)
        var twice = try victim.identity.signHead(of: frontier).note
        for time in [1_767_225_700, 1_767_225_800, 1_767_225_900] as [UInt64] {
            twice.add(try street.keys.cosignature(of: twice, by: 2, time: time))
        }
        await street.receive(.note(twice.bytes, of: victim.origin, from: judge.origin), judge)
        #expect(judge.street?.mirrors[victim.origin]?.recorded?.checkpoint.size == victim.size)
        #expect(judge.street?.mirrors[victim.origin]?.held?.checkpoint.size == victim.size)

        let refused = victim.refusedCount
        var forged = record
        let line = try #require(record.signatures.last)
        var bytes = line.bytes
        bytes[20] ^= 1
        forged.add(NoteSignature(name: line.name, keyID: line.keyID, bytes: bytes))
        await street.receive(.note(forged.bytes, of: victim.origin, from: judge.origin), victim)
        #expect(victim.refusedCount == refused + 1)

        // To a mirror that holds the record whole it is no news, with whatever lines it comes again.
        let known = try #require(judge.street?.mirrors[victim.origin]?.recorded)
        for bytes in [forged.bytes, padded.bytes, known.note.text + [0x0A]] {
            await street.receive(.note(bytes, of: victim.origin, from: judge.origin), judge)
        }
        #expect(judge.street?.mirrors[victim.origin]?.recorded == known)
        #expect(judge.street?.mirrors[victim.origin]?.isFollowing == true)
        #expect(street.violations == [])
    }
}
