import Metering
import Signing
import Statements
import Testing

/// The vectors of FORMAT.md are what the code writes, and what it reads.
@Suite("FORMAT.md")
struct FormatTests {
    private let vectors: [String: [UInt8]]
    private let card: String

    init() throws { (vectors, card, _) = try VectorFile.format() }

    @Test("shows every format")
    func completeness() { #expect(vectors.count == 45) }

    @Test("shows the genesis")
    func genesis() throws {
        let genesis = try Fixture.genesis()
        let successor = Genesis(
            key: try #require(try Fixture.publicKeys()["p256"]), meters: [], software: "heliograph 0.1.0",
            predecessor: Genesis.Predecessor(
                origin: try Fixture.origin(), size: 35_000, root: Fixture.digest("another root")))
        for (name, value) in [("genesis", genesis), ("genesis-successor", successor)] {
            let bytes = try #require(vectors[name])
            #expect(try value.encode() == bytes)
            #expect(try Genesis(payload: bytes) == value)
        }
    }

    @Test("shows readings")
    func readings() throws {
        let origin = try Fixture.origin()
        let readings = [
            ("reading", try Fixture.reading(clock: .synchronised, dial: Joules(5_112_000))),
            ("reading-unsynchronised", try Fixture.reading(clock: .relative, dial: nil)),
        ]
        for (name, reading) in readings {
            let bytes = try #require(vectors[name])
            #expect(try reading.senML(origin: origin) == bytes)
            #expect(try Reading(senML: bytes, origin: origin) == reading)
            #expect(throws: StatementError.self) { try Reading(senML: bytes, origin: try Origin("linden.energy/b")) }
        }
    }

    @Test("shows events")
    func events() throws {
        let origin = try Fixture.origin()
        let saved = UnixTime(seconds: Fixture.time - 7)
        let adjustment = DialAdjustment(
            dial: Joules(5_112_000), oldOffset: Joules(-3600), newOffset: Joules(3_600_000), reason: "Zähler abgelesen")
        let events = [
            ("tamper", try Fixture.event(.tamper(input: try Name("lid"), isActive: true))),
            ("restart", try Fixture.event(.restart(saved: saved, missingSeconds: 7))),
            ("restart-unknown", try Fixture.event(.restart(saved: saved, missingSeconds: nil), clock: .relative)),
            (
                "clock-step",
                try Fixture.event(
                    .clockStep(before: UnixTime(seconds: 3600), after: UnixTime(seconds: Fixture.time)),
                    clock: .informative)
            ),
            ("anchor", try Fixture.event(.anchor)),
            ("configuration", try Fixture.event(.configuration(Fixture.digest("a recorded note")))),
            ("adjustment", try Fixture.event(.adjustment(adjustment), of: try Name("pv"))),
            (
                "meter-exchanged",
                try Fixture.meterChange(.exchanged(finalDial: Joules(5_112_000), initialDial: Joules(0)))
            ),
            ("meter-added", try Fixture.meterChange(.added(initialDial: nil))),
        ]
        for (name, event) in events {
            let bytes = try #require(vectors[name])
            #expect(try event.senML(origin: origin) == bytes, "\(name)")
            #expect(try Event(senML: bytes, origin: origin) == event)
        }
    }

    @Test("shows changes of a log's rules, which are found by their eighth byte")
    func ruleChanges() throws {
        let cryptography = Fixture.cryptography
        let (one, other) = (Fixture.digest("a recorded note"), Fixture.digest("another root"))
        let (old, next) = (try Fixture.signer(), try Fixture.nextSigner())
        let takeover = KeyChange.message(
            origin: try Fixture.origin(), from: old.publicKey, to: next.publicKey, cryptography)
        #expect(takeover == vectors["takeover"])
        let change = KeyChange(key: next.publicKey, signature: try next.sign(takeover))
        #expect(change.isValid(after: try Fixture.author(), cryptography))
        let changes: [(String, RuleChange)] = [
            ("adoption", .adoption(PolicyAdoption(number: 2, digest: one))),
            ("adoption-record", .record(AdoptionRecord(index: 4, path: [one, other], note: Array("a note\n".utf8)))),
            ("key-change", .key(change)),
        ]
        for (name, change) in changes {
            let bytes = try #require(vectors[name])
            #expect(change.encode() == bytes, "\(name)")
            #expect(try RuleChange(payload: bytes) == change)
            let entry = try Fixture.entry(of: .rule(change), index: 5).bytes
            #expect(RuleChange.isClaimed(by: entry) && RuleChange(entry: entry) == change)
        }
        #expect(!RuleChange.isClaimed(by: try #require(vectors["entry"])))
        let cut = Array(try #require(vectors["adoption"]).dropLast())
        let others: [[UInt8]] = [[], [0xA0], [0x80], cut, try #require(vectors["genesis"])]
        for payload in others {
            #expect(throws: StatementError.self) { try RuleChange(payload: payload) }
        }
    }

    @Test("shows asks and answers")
    func exchange() throws {
        let origin = try Fixture.origin()
        let asks: [(String, Ask)] = [
            ("ask-head", .head(origin)), ("ask-entries", .entries(origin, start: 256, end: 512, size: 1000)),
            ("ask-consistency", .consistency(origin, from: 256, to: 1000)),
            ("ask-inclusion", .inclusion(origin, index: 0, size: 1000)),
        ]
        for (name, ask) in asks {
            let bytes = try #require(vectors[name])
            #expect(ask.encode() == bytes, "\(name)")
            #expect(try Ask(decoding: bytes) == ask)
            #expect(ask.origin == origin)
        }
        let (one, other) = (Fixture.digest("a recorded note"), Fixture.digest("another root"))
        let answers: [(String, Answer)] = [
            ("answer-head", .head(note: Array("a note\n".utf8))), ("answer-nothing", .head(note: nil)),
            (
                "answer-loose",
                .head(
                    note: Array("a note\n".utf8),
                    loose: LooseEnds(note: Array("another note\n".utf8), bundle: [0, 5] + Array("entry".utf8)))
            ),
            ("answer-entries", .entries(start: 256, bundle: [0, 5] + Array("entry".utf8), proof: [one, other])),
            ("answer-hashes", .hashes([one])), ("answer-refused", .refused(reason: "no such log")),
        ]
        for (name, answer) in answers {
            let bytes = try #require(vectors[name])
            #expect(answer.encode() == bytes, "\(name)")
            #expect(try Answer(decoding: bytes) == answer)
        }
    }

    @Test("shows receipts, which say the size that was signed, and nothing of a tree of one")
    func receipts() throws {
        let cryptography = Fixture.cryptography
        let (entry, signer) = (try #require(vectors["entry"]), try Fixture.signer())
        let leaves = [Array("genesis".utf8), entry].map { cryptography.sha256([0] + $0) }
        let root = cryptography.sha256([1] + leaves[0].bytes + leaves[1].bytes)
        let receipt = try Receipt(
            mirror: Origin("linden.energy/roof-b"), log: Fixture.origin(), key: signer.publicKey,
            time: UInt64(Fixture.time), size: 2, index: 1, path: [leaves[0]], cryptography
        ).signed(root: root, with: signer)
        #expect(receipt.encode() == vectors["receipt"])
        #expect(try Receipt(decoding: receipt.encode()) == receipt)
        // What is signed begins as no cosignature does.
        #expect(receipt.message(root: root).starts(with: [0x84, 0x6A] + Array("Signature1".utf8)))
        let statement = TransparentStatement(
            entry: entry, genesis: Array("genesis".utf8), receipts: [.init(receipt, genesisPath: [leaves[1]])])
        #expect(try statement.encode() == vectors["transparent-statement"])
        #expect(try TransparentStatement(decoding: statement.encode()) == statement)
    }

    @Test("shows evidence, announcement and card")
    func publications() throws {
        let origin = try Fixture.origin()
        let (note, other, entry) = (Array("a note\n".utf8), Array("another note\n".utf8), Array("entry".utf8))
        let (hash, root) = (Fixture.digest("a recorded note"), Fixture.digest("another root"))
        let pieces: [(String, Evidence)] = [
            ("evidence-fork", .fork(origin, note, other)),
            ("evidence-rewrite", .rewrite(origin, older: note, newer: other, root: root, proof: [hash])),
            ("evidence-entry", .entry(origin, index: 7, entry: entry, note: note, proof: [hash])),
        ]
        for (name, evidence) in pieces {
            let bytes = try #require(vectors[name])
            #expect(evidence.encode() == bytes, "\(name)")
            #expect(try Evidence(decoding: bytes) == evidence)
            #expect(evidence.origin == origin)
        }
        let announcement = GenesisAnnouncement(entry: entry, proof: Array("c2sp.org/tlog-proof@v1\n".utf8))
        #expect(announcement.encode() == vectors["announcement"])
        #expect(try GenesisAnnouncement(decoding: announcement.encode()) == announcement)
        let file = EvidenceFile(pieces[2].1, genesis: announcement)
        #expect(file.encode() == vectors["evidence-file"])
        #expect(try EvidenceFile(decoding: file.encode()) == file)
        #expect(try EvidenceFile(decoding: pieces[0].1.encode()) == EvidenceFile(pieces[0].1))
        #expect(try MemberCard(parsing: card).text == card)
        #expect(try MemberCard(parsing: card).origin == origin)
    }
}
