import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("By whom a log is judged") struct JudgingTests {
    private let street: SimulatedStreet
    private let old: KnownPolicy
    private let new: KnownPolicy
    private let origin: Origin

    /// Two versions: the last gateway's mirror has another key in the second.
    init() throws {
        let versioned = try {
            var versioned = try VersionedStreet()
            try versioned.exchangeLastMirror()
            return versioned
        }()
        street = versioned.street.keys
        old = try versioned.first()
        new = try versioned.known
        origin = street.gateways[0].origin
    }

    private func rules(_ known: KnownPolicy, _ adoptions: [PolicyAdoption] = []) throws -> LogRules {
        let signer = try SimulatedStreet.signer(7)
        let author = LogAuthor(origin: origin, key: signer.publicKey, cryptography)
        let changes = try zip((1 as UInt64)..., adoptions).map { index, adoption in
            StoredRuleChange(
                index: index,
                entry: try SimulatedLog.entry(
                    author, signer, index: index, .rule, RuleChange.adoption(adoption).encode()))
        }
        return LogRules(of: origin, known, author: author, changes: changes, cryptography)
    }

    @Test("one that adopted nothing is judged alike by whoever knows the first version that names it, and more")
    func nothing() throws {
        #expect(old.newest != new.newest)
        #expect(try rules(old).rule(at: 9) == old.newest.rule && rules(new).rule(at: 9) == old.newest.rule)
        #expect(try rules(new).policy(at: 9) == old.newest && rules(new).version(at: 9) == nil)
    }

    @Test("one that passes the first version over needs its quorum as well") func passedOver() throws {
        let rules = try rules(new, [#require(new.adoption)])
        #expect(rules.rule(at: 1) == old.newest.rule)
        #expect(rules.rule(at: 2) == RecordRule(from: old.newest, to: new.newest))
    }

    @Test("a version that is not known records nothing, and its mirrors' lines are passed all the same")
    func unknown() throws {
        let newest = try #require(new.adoption)
        let forged = PolicyAdoption(number: 2, digest: cryptography.sha256([1]))
        let note = try street.note(size: 2, root: cryptography.sha256([2]), cosigners: 0..<4)
        #expect(try old.newest.check(note, cryptography).isRecorded)
        for (known, adoption) in [(old, newest), (old, forged), (new, forged)] {
            let rule = try rules(known, [adoption]).rule(at: 2)
            let verified = try rule.check(note, cryptography)
            #expect(!verified.isRecorded && rule.mirrors == known.newest.mirrors)
            #expect(verified.cosigners.count == Set(known.newest.mirrors).intersection(old.newest.mirrors).count)
        }
    }

    @Test("a mirror judges a head by what it says itself, also where both came at once") func atOnce() async throws {
        var versioned = try VersionedStreet()
        let street = versioned.street
        try await street.startAll()
        await street.run(.seconds(21))
        try versioned.dismissLast()
        // All mirrors but the last have followed, whose own copy is judged by the version that it knows.
        for gateway in street.gateways.prefix(3) { try await versioned.adopt(gateway) }
        #expect(await versioned.areRecorded(street.gateways.prefix(3)))
        let late = street.gateways[3]
        let log = street.gateways[0].origin
        let adoption = try #require(street.rules(of: street.gateways[0]).adoptions.last)
        let mirror = try #require(late.street?.mirrors[log])
        #expect(mirror.frontier.size > adoption.index && mirror.recorded?.checkpoint.size ?? 0 <= adoption.index)
        try await street.inspect()
    }

    @Test(
        "a mirror that does not hold the entries yet calls nothing recorded by the version before them",
        arguments: [false, true])
    func beforeTheEntries(byBothQuorums: Bool) throws {
        var versioned = try VersionedStreet()
        try versioned.exchangeLastMirror()
        let gateway = versioned.gateways[1]
        try versioned.follow(gateway)
        let (street, signer) = (versioned.street, try SimulatedStreet.signer(7))
        let log = try SimulatedLog(street.keys, count: 1, signer: signer)
        let adoption = RuleChange.adoption(try #require(versioned.known.adoption)).encode()
        let entries = log.entries + [try SimulatedLog.entry(log.author, signer, index: 1, .rule, adoption)]
        var growth = LogGrowth(origin: log.origin, onTopOf: MerkleFrontier())
        for entry in entries { growth.append(entry, cryptography) }
        // A quorum of the first version, and of the second only with the last gateway's new key.
        var note = try street.keys.note(
            size: 2, root: growth.frontier.root(cryptography), cosigners: byBothQuorums ? 0..<4 : 1..<4)
        if byBothQuorums {
            let next = try SimulatedStreet.signer(99)
            let key = try NoteKey.mirror(of: street.keys.gateways[3].origin, next.publicKey, cryptography)
            note.add(try Cosignature.sign(note.text, time: 1_767_225_600, key: key, with: next))
        }
        #expect(try old.newest.check(note, cryptography).isRecorded)
        var mirror = try Mirror(
            of: LogState(origin: log.origin), identity: gateway.identity, genesis: nil, checkedEnd: 0)
        let moment = street.moment(of: gateway)
        _ = try mirror.receive(note: note.bytes, at: moment)
        #expect(mirror.recorded == nil, "it holds nothing of it")
        for entry in entries { _ = try mirror.receive(entry: entry, at: moment) }
        #expect(mirror.frontier.size == 2 && mirror.held != nil)
        _ = try mirror.receive(note: note.bytes, at: moment)
        #expect((mirror.recorded != nil) == byBothQuorums)
    }
}
