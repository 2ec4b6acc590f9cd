import Gateway
import Ledger
import Metering
import Statements
import Testing

@testable import heliograph

/// When a watcher raises the alarm.
@Suite("Age of records")
final class RecordAgeTests {
    private let street: PublishedStreet
    private var watcher: Watcher
    private let origin: Origin

    init() throws {
        street = try PublishedStreet(2)
        watcher = Watcher(KnownPolicy(street.policy), at: MonotonicTime(nanoseconds: 0))
        origin = street.members[0].origin
    }

    private func monotonic(_ seconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: UInt64(seconds) * 1_000_000_000)
    }

    private func see(_ topic: Topic, _ payload: [UInt8], at seconds: Int64, utc: Int64) -> [Sighting] {
        watcher.see(
            topic.text, payload,
            at: WatchTime(monotonic: monotonic(seconds), utc: UnixTime(seconds: PublishedStreet.time + utc)))
    }

    /// The alarms of a look at the time, of the first log.
    private func alarms(at seconds: Int64) -> [Sighting] {
        watcher.advance(to: monotonic(seconds)).filter {
            if case .overdue(origin, _, _) = $0 { true } else { false }
        }
    }

    @Test("a log that nothing was seen of is overdue after three usual intervals, and said to be so once")
    func silence() {
        #expect(alarms(at: 180).isEmpty)
        #expect(alarms(at: 181) == [.overdue(origin, age: 181, limit: 180)])
        #expect(alarms(at: 182).isEmpty)
        #expect(watcher.summary.alarms == 2, "both logs of the policy")
        #expect(watcher.summary.isSound, "late is not wrong")
    }

    @Test("the interval comes from the readings, and a new record ends the alarm")
    func interval() throws {
        let log = try street.log(readings: 3, interval: 5)
        _ = see(.genesis(origin), try street.announcement(of: [log[0]]), at: 0, utc: 0)
        for entry in log.dropFirst() {
            _ = see(.statement(origin, subject: try Name("pv")), entry.bytes, at: 0, utc: 0)
        }
        _ = see(.recorded(origin), try street.note(over: Array(log.prefix(2)), cosigners: 2).bytes, at: 1, utc: 0)
        #expect(alarms(at: 16).isEmpty)
        #expect(alarms(at: 17) == [.overdue(origin, age: 16, limit: 15)])
        let note = try street.note(over: log, cosigners: 2, time: PublishedStreet.time + 18).bytes
        let renewed = see(.recorded(origin), note, at: 18, utc: 18)
        #expect(renewed.first == .resumed(origin))
        #expect(alarms(at: 20).isEmpty)
    }

    @Test("a record that a broker held back is as old as its mirrors' times say")
    func heldBack() throws {
        let log = try street.log(readings: 1)
        _ = see(.recorded(origin), try street.note(over: log, cosigners: 2).bytes, at: 1, utc: 500)
        #expect(alarms(at: 1) == [.overdue(origin, age: 500, limit: 180)])
    }

    @Test("a gateway without meters signs nothing, and is not overdue until it has one")
    func withoutMeters() throws {
        let log = try street.log(readings: 1)
        _ = see(.genesis(origin), try street.announcement(of: [log[0]]), at: 0, utc: 0)
        #expect(alarms(at: 1000).isEmpty)
        _ = see(.statement(origin, subject: try Name("pv")), log[1].bytes, at: 1000, utc: 0)
        #expect(alarms(at: 1001) == [.overdue(origin, age: 1001, limit: 180)])
    }

    @Test("one broken interval does not shorten what is expected, and an endless one does not silence the alarm")
    func oddIntervals() throws {
        var age = RecordAge(from: monotonic(0))
        func note(_ seconds: Int64) throws {
            age.note(try Message.decode(try street.reading(at: 1, interval: seconds)))
        }
        try note(900)
        try note(3)
        #expect(age.interval == 900)
        try note(3)
        #expect(age.interval == 3)
        try note(500_000_000)
        #expect(age.interval == 86_400)
    }
}
