import Gateway
import Ledger
import Metering
import Statements
import Synchronization
import Testing

@Suite("A dial that the owner read")
struct AdjustmentTests {
    private func adjust(
        _ dial: Int64, _ reason: String = "read in the cellar", meter: String = "pv", apply: Bool = true,
        sure: Bool = false
    ) -> OwnerCommand { .adjust(meter: meter, dial_j: dial, reason: reason, apply: apply, sure: sure) }

    @Test("is signed with its offset, in the transaction that keeps it, and readings carry it from then on")
    func signed() async throws {
        let owned = try OwnedGateway()
        try await owned.run {
            try await owned.awaits { $0.count { if case .reading = $0 { true } else { false } } > 0 }
            let computed = try await owned.owner.ask(adjust(3_600_000_000, apply: false))
            #expect(computed.outcome == .computed && computed.index == nil)
            let answer = try await owned.owner.ask(adjust(3_600_000_000))
            let adjustment = try #require(answer.adjustment)
            #expect(answer.outcome == .applied && adjustment.old_dial_j == nil)
            #expect(adjustment.new_offset_j == 3_600_000_000 - adjustment.energy_j)
            let index = Int(try #require(answer.index))
            let log = try await owned.log
            guard case .event(let event) = log[index], case .adjustment(let signed) = event.kind else {
                Issue.record("statement \(index) is \(log[index])")
                return
            }
            #expect(signed.newOffset == Joules(adjustment.new_offset_j) && signed.oldOffset == nil)
            let stored = await owned.gateway.store.registers()[try Name("pv")]
            #expect(stored?.dialOffset == signed.newOffset)
            let count = log.count
            try await owned.awaits { $0.dropFirst(count).contains { if case .reading = $0 { true } else { false } } }
            let reading = try #require(try await owned.readings(of: "pv").last)
            #expect(reading.dial == Joules(reading.energy.rawValue + signed.newOffset.rawValue))
        }
    }

    @Test("is not believed when it is far from what was counted, unless the owner is sure")
    func doubtful() async throws {
        let owned = try OwnedGateway()
        try await owned.run {
            #expect(try await owned.owner.ask(adjust(3_600_000_000)).outcome == .applied)
            let refused = try await owned.owner.ask(adjust(36_000_000_000))
            #expect(refused.outcome == .refused && refused.adjustment?.doubt != nil, "\(refused)")
            #expect(try await owned.owner.ask(adjust(3_603_600_000)).outcome == .applied, "1 kWh is no wonder")
            let sure = try await owned.owner.ask(adjust(36_000_000_000, sure: true))
            #expect(sure.outcome == .applied && sure.adjustment?.old_offset_j != nil)
        }
        #expect(try await owned.events.count { if case .adjustment = $0.kind { true } else { false } } == 3)
    }

    @Test("is refused as a whole when it cannot be kept, and told when it was kept after all")
    func failedCommit() async throws {
        let quiet = try OwnedGateway.quiet()
        let (applied, refusedCount) = try await outcomes(of: quiet)
        #expect(refusedCount > 0, "the store failed, and it was said")
        let dials = try await quiet.events.compactMap { event in
            if case .adjustment(let adjustment) = event.kind { adjustment.dial.rawValue } else { nil }
        }
        #expect(dials == applied, "what was refused left nothing, and what was told as done is there")
    }

    /// Asks while the store fails, in every way that it can; another commit may meet the failure first, and then
    /// the request is refused because the store is left alone, or finds it well again.
    private func outcomes(of owned: OwnedGateway) async throws -> (applied: [Int64], refusedCount: Int) {
        let outcomes = Mutex<(applied: [Int64], refusedCount: Int)>(([], 0))
        try await owned.run {
            try await owned.awaits { $0.count >= 2 }
            for step in 0..<24 {
                try await settle(owned)
                let fates = SimulatedStore.Fate.allCases.filter(\.isFailure)
                await owned.gateway.store.foretell(fates[step % fates.count])
                let dial = 3_600_000_000 + Int64(step) * 3_600
                let answer = try await owned.owner.ask(adjust(dial))
                outcomes.withLock { outcomes in
                    if answer.outcome == .applied { outcomes.applied.append(dial) } else { outcomes.refusedCount += 1 }
                }
            }
        }
        return outcomes.withLock { ($0.applied, $0.refusedCount) }
    }

    @Test("is answered when the service ends before the disk has said anything", .timeLimit(.minutes(5)))
    func neverKnown() async throws {
        let quiet = try OwnedGateway.quiet()
        let store = quiet.gateway.store
        await store.neverHeal()
        var asked: Task<OwnerAnswer, any Error>?
        try await quiet.gateway.runToTheEnd {
            try await quiet.awaits { $0.count >= 2 }
            await store.foretell(.doneAndUnreadable) { isAdjustment($0) }
            asked = Task { try await quiet.owner.ask(adjust(3_600_000_000)) }
            while await store.isEntryAwaited { try await Task.sleep(for: .milliseconds(20)) }
        }
        let answer = try #require(try await asked?.value)
        #expect(answer.outcome == .refused)
        #expect(answer.words == ["\(OwnerFault.inDoubt)"])
    }

    private func isAdjustment(_ entry: Entry) -> Bool {
        guard case .event(let event)? = try? Message.decode(entry), case .adjustment = event.kind else { return false }
        return true
    }

    /// Waits until everything that is signed is acknowledged, so that nothing else is committed.
    private func settle(_ owned: OwnedGateway) async throws {
        var count = -1
        while count != (await owned.gateway.store.commitCount) {
            count = await owned.gateway.store.commitCount
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    @Test("is refused with a reason where it makes no sense")
    func refused() async throws {
        let owned = try OwnedGateway()
        try await owned.run {
            for (command, word) in [
                (adjust(1, meter: "none"), "there are: pv"), (adjust(-1), "dial_j"), (adjust(1, ""), "reason"),
                (adjust(1, "a\nb"), "reason"), (adjust(1, String(repeating: "x", count: 257)), "reason"),
                (adjust(1, meter: "NOT A NAME"), "meter"), (adjust(.max), "dial_j"),
            ] {
                let answer = try await owned.owner.ask(command)
                #expect(answer.outcome == .refused && answer.words.first?.contains(word) == true, "\(answer)")
            }
            for garbage in ["", "{", "[]", "null", "{\"request\":\"format\"}", "{\"request\":1}", "\u{0}", "{}"] {
                let answer = try OwnerAnswer(json: await owned.owner.ask(Array(garbage.utf8)))
                #expect(answer.outcome == .refused)
            }
        }
        #expect(try await owned.events.allSatisfy { if case .adjustment = $0.kind { false } else { true } })
    }
}
