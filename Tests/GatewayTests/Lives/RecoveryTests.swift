import FoundationEssentials
import Gateway
import Ledger
import Metering
import Statements
import Testing

/// A gateway that may not sign, because its database is not the one that signed last. Its policy names no other mirror, so
/// that nothing ends the recovery but its owner.
@Suite("A gateway whose log is being recovered")
struct RecoveryTests {
    @Test("counts and holds, signs nothing, says so, and begins when its owner chose")
    func chosen() async throws {
        let owned = try OwnedGateway()
        try await owned.gateway.store.commit([.setting(Recovery.setting, Recovery(.missing).bytes)])
        try await owned.run {
            var held = 0
            while held < 2 {
                let answer = try await owned.owner.ask(.recover(without: [], apply: false))
                #expect(answer.outcome == .computed && answer.recovery?.cause == "missing", "\(answer)")
                held = answer.recovery?.held ?? 0
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await owned.log.isEmpty)
            let dial = OwnerCommand.adjust(meter: "pv", dial_j: 1, reason: "read", apply: true, sure: true)
            #expect(try await owned.owner.ask(dial).words.first?.contains("heliograph recover") == true)
            let other = try await owned.owner.ask(.recover(without: ["test.street/roof-b"], apply: true))
            #expect(other.outcome == .refused && other.words[0].contains("no mirror of the policy"))

            let chosen = Int64(Date().timeIntervalSince1970)
            #expect(try await owned.owner.ask(.recover(without: [], apply: true)).outcome == .applied)
            try await owned.awaits { $0.count { if case .reading = $0 { true } else { false } } >= held + 1 }
            let readings = try await owned.readings(of: "pv").count { $0.end.seconds <= chosen }
            let events = try await owned.events.count {
                if case .configuration = $0.kind { false } else { $0.stamp.time.seconds <= chosen }
            }
            #expect(readings >= 1 && readings + events >= held, "a statement that was held is missing")
            let after = try await owned.owner.ask(.recover(without: [], apply: false))
            #expect(after.outcome == .unchanged && after.recovery == nil)
        }
        let log = try await owned.log
        guard case .genesis = log.first else {
            Issue.record("entry 0 is no genesis")
            return
        }
        // Reading after reading, with totals that never go back.
        let readings = try await owned.readings(of: "pv")
        for (reading, next) in zip(readings, readings.dropFirst()) {
            #expect(next.end > reading.end && next.pulses >= reading.pulses)
        }
        #expect(await owned.gateway.store.setting(Recovery.setting) == [])
    }

    @Test(
        "begins all the same when the disk fails in the moment of release", arguments: SimulatedStore.Fate.allCases)
    func failingDisk(_ fate: SimulatedStore.Fate) async throws {
        let owned = try OwnedGateway()
        try await owned.gateway.store.commit([.setting(Recovery.setting, Recovery(.missing).bytes)])
        try await owned.run {
            while try await owned.owner.ask(.recover(without: [], apply: false)).recovery?.held ?? 0 < 2 {
                try await Task.sleep(for: .milliseconds(50))
            }
            // The first is the choice, the second what was held.
            await owned.gateway.store.foretell(.done, fate)
            #expect(try await owned.owner.ask(.recover(without: [], apply: true)).outcome == .applied)
            try await owned.awaits { $0.count { if case .reading = $0 { true } else { false } } >= 4 }
        }
        let log = try await owned.log
        #expect(log.count { if case .genesis = $0 { true } else { false } } == 1)
        #expect(try await owned.events.count { if case .configuration = $0.kind { true } else { false } } == 1)
        let ends = try await owned.readings(of: "pv").map(\.end.seconds)
        #expect(Set(ends).count == ends.count && ends == ends.sorted())
    }

    @Test("goes on in a log that it has, with one restart, and its registers do not go back")
    func foreign() async throws {
        let first = try OwnedGateway()
        try await first.run { try await first.awaits { $0.count >= 5 } }
        var second = try OwnedGateway()
        second.gateway.parts.store = await first.gateway.store.copy()
        second.gateway.parts.identity = first.gateway.parts.identity
        second.gateway.parts.registers = try await second.gateway.parts.store.registers()
        try await second.gateway.parts.store.commit([.setting(Recovery.setting, Recovery(.foreign).bytes)])
        let (owned, store) = (second, second.gateway.parts.store)
        let before = try await first.log.count
        try await owned.run {
            while try await owned.owner.ask(.recover(without: [], apply: false)).recovery?.held ?? 0 < 2 {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await owned.owner.ask(.recover(without: [], apply: true)).outcome == .applied)
            while try await store.logs().first?.frontier.size ?? 0 < UInt64(before + 4) {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        let entries = try await store.entries(of: owned.gateway.origin, from: 0, countLimit: .max, byteLimit: .max)
        let messages = try entries.map { try Message.decode(Entry(parsing: $0)) }
        guard case .event(let event) = messages[before], case .restart = event.kind else {
            Issue.record("what comes first is \(messages[before])")
            return
        }
        let events = messages.dropFirst(before).compactMap { message in
            if case .event(let event) = message { event.kind } else { nil }
        }
        #expect(events.count { if case .restart = $0 { true } else { false } } == 1, "\(events)")
        #expect(!events.contains { if case .meter = $0 { true } else { false } }, "the log knows its meters")
        var pulses = Pulses(0)
        for case .reading(let reading) in messages {
            #expect(reading.pulses >= pulses)
            pulses = reading.pulses
        }
    }
}
