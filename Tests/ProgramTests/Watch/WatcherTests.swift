import Gateway
import Ledger
import Metering
import Signing
import Statements
import Testing

@testable import heliograph

/// What a watcher believes, and what it does not, without a broker.
@Suite("Watcher")
final class WatcherTests {
    private let street: PublishedStreet
    private var watcher: Watcher
    private let origin: Origin

    init() throws {
        street = try PublishedStreet()
        watcher = Watcher(KnownPolicy(street.policy), at: MonotonicTime(nanoseconds: 0))
        origin = street.members[0].origin
    }

    private func time(_ seconds: Int64) -> WatchTime {
        WatchTime(
            monotonic: MonotonicTime(nanoseconds: UInt64(seconds) * 1_000_000_000),
            utc: UnixTime(seconds: PublishedStreet.time + seconds))
    }

    private func see(_ topic: Topic, _ payload: [UInt8], after seconds: Int64 = 0) -> [Sighting] {
        watcher.see(topic.text, payload, at: time(seconds))
    }

    private func see(_ entries: [Entry]) throws -> [Sighting] {
        let topic = Topic.statement(origin, subject: try Name("pv"))
        return entries.flatMap { see(topic, $0.bytes) }
    }

    private func see(genesis entries: [Entry], cosigners: Int = 0) throws -> [Sighting] {
        see(.genesis(origin), try street.announcement(of: entries, cosigners: cosigners))
    }

    private func see(recorded entries: [Entry], cosigners: Int = 3, after seconds: Int64 = 0) throws
        -> [Sighting]
    {
        see(.recorded(origin), try street.note(over: entries, cosigners: cosigners).bytes, after: seconds)
    }

    @Test("verifies from genesis to signature, then sees the record")
    func life() throws {
        let log = try street.log(readings: 3)
        let genesis = try see(genesis: [log[0]])
        #expect(genesis.indices(of: \.statementIndex) == [0])
        let statements = try see(Array(log.dropFirst()))
        #expect(statements.indices(of: \.statementIndex) == [1, 2, 3])
        #expect(statements.allSatisfy { !$0.isFailure && $0.statementRecord == nil })

        let recorded = try see(recorded: Array(log.prefix(3)))
        guard case .recorded(origin, let indices, let record) = try #require(recorded.first) else {
            Issue.record("\(recorded)")
            return
        }
        #expect(indices == [0, 1, 2] && record.cosigners == 3 && record.isTreeChecked)
        #expect(watcher.summary.verified == 4 && watcher.summary.recorded == 3 && watcher.summary.isSound)
    }

    @Test("a repetition changes nothing, and neither does an old record, nor an empty message")
    func repetition() throws {
        let log = try street.log(readings: 3)
        _ = try see(genesis: [log[0]])
        _ = try see(log)
        _ = try see(recorded: log)
        let again =
            try see(genesis: [log[0]], cosigners: 3) + see(log) + see(recorded: log)
            + see(recorded: Array(log.prefix(2)))
            + see(.recorded(origin), []) + see(.genesis(origin), [])
        #expect(again.isEmpty, "\(again)")
        #expect(watcher.summary.verified == 4)
    }

    @Test("a statement that comes after its record is shown as recorded")
    func lateStatement() throws {
        let log = try street.log(readings: 3)
        _ = try see(genesis: [log[0]])
        _ = try see(recorded: log)
        let late = try see([log[2]])
        #expect(late.first?.statementRecord?.cosigners == 3)
        #expect(late.first?.statementRecord?.isTreeChecked == false, "the watcher did not see entry 1")
    }

    @Test("statements wait for their genesis, and are unverifiable without one")
    func waiting() throws {
        let log = try street.log(readings: 2)
        #expect(try see([log[1]]).isEmpty)
        #expect(try see(genesis: [log[0]]).indices(of: \.statementIndex) == [0, 1])

        var lonely = Watcher(KnownPolicy(street.policy), at: MonotonicTime(nanoseconds: 0))
        _ = lonely.see(Topic.statement(origin, subject: try Name("pv")).text, log[1].bytes, at: time(0))
        let end = lonely.finish()
        #expect(end.faults == [.noGenesis] && lonely.summary.isSound == false)
    }

    @Test("what waits for a genesis is bounded")
    func waitingIsBounded() throws {
        let entry = try street.reading(at: 1)
        let room = WatchedLog.waitingLimit / entry.bytes.count
        for _ in 0..<room { #expect(try see([entry]).isEmpty) }
        #expect(try see([entry]).faults == [.noGenesis])
    }

    @Test("any one byte flipped makes a statement unverifiable, never a contradiction")
    func flippedByte() throws {
        let log = try street.log(readings: 2)
        _ = try see(genesis: [log[0]])
        _ = try see([log[1]])
        let topic = Topic.statement(origin, subject: try Name("pv"))
        for offset in log[1].bytes.indices {
            var bytes = log[1].bytes
            bytes[offset] ^= 0x01
            let sightings = see(topic, bytes)
            #expect(sightings.count == 1 && sightings.faults.count == 1, "byte \(offset): \(sightings)")
        }
        #expect(watcher.summary.unverifiable == log[1].bytes.count && watcher.summary.contradictions == 0)
    }

    @Test("a genesis without the log's own signature leads nowhere")
    func foreignGenesis() throws {
        let log = try street.log(readings: 1)
        let other = try street.announcement(of: [try street.genesis(of: 1)], by: 1)
        #expect(see(.genesis(origin), other).faults == [.otherLog(street.members[1].origin)])
        var broken = try street.announcement(of: [log[0]])
        broken[broken.count / 2] ^= 1
        #expect(see(.genesis(origin), broken).faults.count == 1)
        #expect(try see([log[1]]).isEmpty, "it still waits")
        #expect(watcher.finish().faults == [.noGenesis])
    }

    @Test("a sender that the policy does not name is unverifiable")
    func unknownLog() throws {
        let stranger = try Origin("linden.energy/stranger")
        let topic = Topic.statement(stranger, subject: try Name("pv"))
        #expect(see(topic, try street.reading(at: 1).bytes).faults == [.unknownLog])
    }

    @Test("a statement on another gateway's topic is unverifiable there")
    func foreignTopic() throws {
        _ = try see(genesis: [try street.genesis()])
        let foreign = try street.reading(of: 1, at: 1)
        guard case .unverifiable(_, 1, .statement(.check)) = try #require(try see([foreign]).first) else {
            Issue.record("it was accepted")
            return
        }
    }

    @Test("two different statements at one index are a contradiction, and the log's records count no more")
    func twoStatements() throws {
        let log = try street.log(readings: 2)
        _ = try see(genesis: [log[0]])
        _ = try see(log)
        let second = try see([try street.reading(at: 2, pulses: 7)])
        #expect(second == [.contradiction(origin, .twoStatements(index: 2))])
        #expect(try see(recorded: log).isEmpty)
        #expect(!watcher.summary.isSound && watcher.summary.contradictions == 1)
    }

    @Test("another genesis under the same log key is a contradiction")
    func twoGeneses() throws {
        _ = try see(genesis: [try street.genesis()])
        let second = try see(genesis: [try street.genesis(software: "another life")])
        #expect(second == [.contradiction(origin, .twoStatements(index: 0))])
    }

    @Test("a record of other statements than the published ones is a contradiction")
    func recordOfOthers() throws {
        let log = try street.log(readings: 2)
        _ = try see(genesis: [log[0]])
        _ = try see(log)
        let other = [log[0], log[1], try street.reading(at: 2, pulses: 7)]
        #expect(try see(recorded: other) == [.contradiction(origin, .otherStatements(size: 3))])
    }

    @Test("two records of one size with different roots are a contradiction")
    func twoRecords() throws {
        let log = try street.log(readings: 2)
        _ = try see(recorded: log)
        let other = [log[0], log[1], try street.reading(at: 2, pulses: 7)]
        #expect(try see(recorded: other) == [.contradiction(origin, .twoRecords(size: 3))])
    }

    @Test("a “record” with too few mirrors, of another log, or with a broken line is unverifiable")
    func falseRecords() throws {
        let log = try street.log(readings: 1)
        #expect(try see(recorded: log, cosigners: 2).faults == [.tooFewMirrors(count: 2, quorum: 3)])
        let foreign = try street.note(over: [try street.genesis(of: 1)], of: 1)
        #expect(see(.recorded(origin), foreign.bytes).faults == [.otherLog(street.members[1].origin)])
        let note = try street.note(over: log).bytes
        for offset in note.indices {
            var bytes = note
            bytes[offset] ^= 0x01
            let sightings = see(.recorded(origin), bytes)
            #expect(sightings.count == 1 && sightings.faults.count == 1, "byte \(offset): \(sightings)")
        }
        #expect(try see(recorded: log).isEmpty, "there is nothing yet to call recorded, and it is accepted")
    }

    @Test("signed content that says nothing sensible is unverifiable")
    func malformedContent() throws {
        let entries = try street.log(readings: 1)
        _ = try see(genesis: [entries[0]])
        let member = street.members[0]
        var header = try StatementHeader(of: entries[1])
        let malformed = try Entry.sign(
            header: header, payload: [0x80], signer: member.statementSigner, PublishedStreet.cryptography)
        #expect(try see([malformed]).faults.count == 1)
        header.contentType = .number(60)
        header.index = 2
        let unknown = try Entry.sign(
            header: header, payload: [0x80], signer: member.statementSigner, PublishedStreet.cryptography)
        guard case .statement(let statement) = try #require(try see([unknown]).first) else {
            Issue.record("a kind of a later version is no fault")
            return
        }
        #expect(statement.message == nil)
    }

    @Test("proven evidence convicts, noise does not")
    func evidence() throws {
        let log = try street.log(readings: 2)
        let one = try street.note(over: log)
        let other = try street.note(over: [log[0], log[1], try street.reading(at: 2, pulses: 7)], cosigners: 1)
        let witness = street.members[1].origin
        let topic = Topic.evidence(witness, against: origin.gateway)
        #expect(see(topic, Evidence.fork(origin, one.bytes, one.bytes).encode()).isEmpty)
        let sightings = see(topic, Evidence.fork(origin, one.bytes, other.bytes).encode())
        #expect(sightings == [.evidence(against: origin, by: witness, mirrors: [origin])])
        #expect(!watcher.summary.isSound)
    }

    @Test("memory is bounded: old places are forgotten, and said to be")
    func bounded() throws {
        _ = try see(genesis: [try street.genesis()])
        let first = try street.reading(at: 1)
        _ = try see([first])
        _ = try see([try street.reading(at: WatchedLog.memory + 1)])
        #expect(try see([try street.reading(at: 2)]).faults.isEmpty)
        _ = try see([try street.reading(at: 2 * WatchedLog.memory)])
        #expect(try see([try street.reading(at: 3)]).faults == [.tooOld(newest: 2 * WatchedLog.memory)])
        #expect(try see(genesis: [try street.genesis()]).isEmpty, "the genesis is never forgotten")
    }
}

extension Sighting {
    var statementIndex: UInt64? { if case .statement(let statement) = self { statement.index } else { nil } }
    var statementRecord: WatchedRecord? { if case .statement(let statement) = self { statement.record } else { nil } }
    var fault: WatchFault? { if case .unverifiable(_, _, let fault) = self { fault } else { nil } }
}

extension [Sighting] {
    var faults: [WatchFault] { compactMap(\.fault) }

    func indices(of path: KeyPath<Sighting, UInt64?>) -> [UInt64] { compactMap { $0[keyPath: path] } }
}
