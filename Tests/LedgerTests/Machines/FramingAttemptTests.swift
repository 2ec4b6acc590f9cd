import Ledger
import Metering
import Statements
import Testing

/// Each attempt by itself: it is refused by a judge and by the victim, and the street goes on recording the victim.
@Suite("An honest log is not convicted by") struct FramingAttemptTests {
    /// After the attempt: everything is recorded again, nobody is convicted, nothing is left of it.
    private func expectUnharmed(_ street: Neighbourhood) async throws {
        let victim = street.gateways[0]
        street.isCounting = true
        await street.run(.seconds(16))
        street.isCounting = false
        #expect(await street.run(atMost: .seconds(40)) { victim.recordedSize == victim.size })
        #expect(street.gateways.allSatisfy { $0.street?.mirrors[victim.origin]?.isFollowing ?? true })
        #expect(victim.street?.writer.phase == .open)
        try await street.inspect()
    }

    @Test("evidence:", arguments: FramingAttempt.allCases) func evidence(attempt: FramingAttempt) async throws {
        let street = try await FramingTests.street()
        let (victim, judge) = (street.gateways[0], street.gateways[1])
        let piece = try await attempt.evidence(FramingAttempt.Material(street))
        for gateway in [judge, victim] {
            let before = gateway.refusedCount
            await street.receive(.evidence(piece.encode(), against: victim.origin), gateway)
            #expect(gateway.refusedCount == before + 1)
        }
        try await expectUnharmed(street)
    }

    @Test(
        "what is sent under its name as its next entry",
        arguments: [
            "garbage", "nothing", "a bent signature", "a malleated signature", "a byte behind it", "another log's",
        ])
    func entry(kind: String) async throws {
        let street = try await FramingTests.street()
        let (victim, judge) = (street.gateways[0], street.gateways[1])
        await street.read(victim)
        let genuine = try #require(victim.own(\.entries).last)
        let bytes: [UInt8] =
            switch kind {
            case "garbage": [1, 2, 3]
            case "nothing": []
            case "a bent signature": genuine.dropLast() + [genuine[genuine.count - 1] ^ 1]
            case "a malleated signature": FramingAttempt.malleated(genuine)
            case "a byte behind it": genuine + [0]
            default: street.gateways[2].own(\.entries)[1]
            }
        await street.receive(.entry(bytes, from: victim.origin), judge)
        try await expectUnharmed(street)
    }

    @Test(
        "an answer with its entries that is not them",
        arguments: ["garbage in place of one", "a malleated signature", "a made-up proof", "none", "another log's"])
    func answer(kind: String) async throws {
        let street = try await CatchUpTests.behind(entryCount: 300)
        let (victim, judge, liar) = (street.gateways[0], street.gateways[3], street.gateways[1])
        var lies = 0
        street.forge = { wire in
            guard case .answer(let bytes, let sender, judge.origin, let correlation) = wire,
                [victim.origin, liar.origin].contains(sender),
                case .entries(let start, let bundle, var proof)? = try? Answer(decoding: bytes)
            else { return wire }
            lies += 1
            var entries = (try? EntryBundle.decode(bundle)) ?? []
            switch kind {
            case "garbage in place of one": entries[entries.count / 2] = [1, 2, 3]
            case "a malleated signature": entries[0] = FramingAttempt.malleated(entries[0])
            case "a made-up proof": proof = proof.map { _ in cryptography.sha256([7]) } + [cryptography.sha256([8])]
            case "none": entries = []
            default: entries = Array(street.gateways[2].own(\.entries).prefix(entries.count))
            }
            let answer = Answer.entries(start: start, bundle: EntryBundle.encode(entries), proof: proof)
            return .answer(answer.encode(), from: sender, to: judge.origin, correlation: correlation)
        }
        try await street.start(judge)
        #expect(
            await street.run(atMost: .seconds(120)) {
                judge.disk.logs[victim.origin]?.entries.count == victim.own(\.entries).count
            })
        #expect(lies > 0)
        try await expectUnharmed(street)
    }

    @Test(
        "notes of its heads",
        arguments: [
            "lines of strangers", "a mirror's line many times", "a mirror's line moved from another head",
            "a mirror's line with a bit changed", "no line of the log", "an older head again", "as many lines as fit",
        ])
    func note(kind: String) async throws {
        let street = try await FramingTests.street()
        let (victim, judge) = (street.gateways[0], street.gateways[1])
        let material = try FramingAttempt.Material(street)
        let stranger = try SimulatedStreet(["a", "b", "c", "d", "e", "f"])
        var note = SignedNote(text: material.newest.text, signature: material.newest.signatures[0])
        switch kind {
        case "lines of strangers":
            for index in 0..<6 { note.add(try stranger.cosignature(of: note, by: index)) }
        case "a mirror's line many times":
            for time in 1...20 as ClosedRange<UInt64> {
                note.add(try street.keys.cosignature(of: note, by: 3, time: time))
            }
        case "a mirror's line moved from another head":
            note.add(try street.keys.cosignature(of: material.older, by: 3))
        case "a mirror's line with a bit changed":
            var bytes = try street.keys.cosignature(of: note, by: 3).bytes
            bytes[30] ^= 1
            let key = street.keys.gateways[3].mirrorKey
            note.add(NoteSignature(name: key.name, keyID: key.keyID, bytes: bytes))
        case "no line of the log":
            note = SignedNote(text: note.text, signature: try street.keys.cosignature(of: note, by: 3))
        case "an older head again": note = material.older
        default:
            while note.add(
                NoteSignature(
                    name: street.keys.gateways[3].mirrorKey.name, keyID: UInt32(note.signatures.count), bytes: [1]))
            {}
            #expect(note.signatures.count == SignedNote.signatureLimit)
        }
        let held = judge.street?.mirrors[victim.origin]?.held
        for gateway in [judge, victim] {
            await street.receive(.note(note.bytes, of: victim.origin, from: street.gateways[3].origin), gateway)
        }
        #expect(judge.street?.mirrors[victim.origin]?.held == held)
        try await expectUnharmed(street)
    }
}
