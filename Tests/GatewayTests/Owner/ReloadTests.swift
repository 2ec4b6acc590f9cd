import Gateway
import Ledger
import Metering
import Signing
import Statements
import Testing

@Suite("A configuration that is taken over")
struct ReloadTests {
    private func changes(_ events: [Event]) -> [String] {
        events.compactMap { event in
            guard case .meter(let change) = event.kind else { return nil }
            let kind =
                switch change.kind {
                case .added: "added"
                case .removed: "removed"
                case .exchanged: "exchanged"
                case .constant: "constant"
                }
            return "\(kind) \(event.subject)"
        }
    }

    @Test("brings meters, takes meters out, changes intervals, and is signed once")
    func meters() async throws {
        let owned = try OwnedGateway()
        try await owned.run {
            try await owned.awaits { $0.count > 3 }
            let unchanged = try await owned.owner.ask(.reload(digest: nil))
            #expect(unchanged.outcome == .unchanged && unchanged.index == nil)
            let feed = try OwnedGateway.meter("feed")
            owned.write { $0.meters.append(feed) }
            let added = try await owned.owner.ask(.reload(digest: nil))
            #expect(added.outcome == .applied && added.words == ["meter feed: new"], "\(added)")
            try await owned.awaits { log in
                log.contains { if case .reading(let reading) = $0 { reading.meter.text == "feed" } else { false } }
            }
            let total = try #require(try await owned.readings(of: "pv").last).pulses
            owned.write { $0.meters = [feed] }
            #expect(try await owned.owner.ask(.reload(digest: nil)).outcome == .applied)
            owned.write { $0.meters = [] }
            #expect(try await owned.owner.ask(.reload(digest: nil)).outcome == .applied)
            let pv = try OwnedGateway.meter("pv", interval: 2)
            owned.write { $0.meters = [pv] }
            #expect(try await owned.owner.ask(.reload(digest: nil)).outcome == .applied)
            let size = try await owned.log.count
            try await owned.awaits { $0.dropFirst(size).contains { if case .reading = $0 { true } else { false } } }
            let reading = try #require(try await owned.readings(of: "pv").last)
            #expect(reading.pulses >= total, "the register goes on")
        }
        let events = try await owned.events
        #expect(changes(events) == ["added feed", "removed pv", "removed feed", "added pv"])
        #expect(events.count { if case .configuration = $0.kind { true } else { false } } == 5, "the first, and four")
        #expect(owned.owner.finishedCount == 4)
        // The next start finds nothing to say of it.
        let setting = await owned.gateway.store.setting("meters")
        let said = try Genesis(payload: try #require(setting)).meters.map(\.name.text)
        #expect(said == ["pv"])
    }

    @Test("changes what a pulse is worth without changing what was counted")
    func constant() async throws {
        let owned = try OwnedGateway()
        try await owned.run {
            try await owned.awaits { $0.count > 3 }
            let half = try OwnedGateway.meter("pv", impulses: "500")
            owned.write { $0.meters = [half] }
            let answer = try await owned.owner.ask(.reload(digest: nil))
            #expect(answer.words == ["meter pv: impulses 1000 → 500"], "\(answer)")
            let size = try await owned.log.count
            try await owned.awaits {
                $0.dropFirst(size).count { if case .reading = $0 { true } else { false } } > 1
            }
        }
        var scale = EnergyScale(of: try OwnedGateway.meter("pv").description)
        var energy = Joules(0)
        for message in try await owned.log {
            switch message {
            case .reading(let reading):
                #expect(try scale.energy(of: reading.pulses) == reading.energy)
                #expect(reading.energy >= energy)
                energy = reading.energy
            case .event(let event):
                guard case .meter(let change) = event.kind else { continue }
                #expect(try scale.energy(of: change.pulses) == change.energy)
                scale = change.scale
            case .genesis, .rule: continue
            }
        }
        #expect(scale.constant.numerator == 500)
        let stored = await owned.gateway.store.registers()[try Name("pv")]
        #expect(stored?.scale == scale)
    }

    @Test("a start counts on from the log where the registers' copy is behind it, and by what its pulses were worth")
    func behindTheLog() async throws {
        var owned = try OwnedGateway()
        let first = owned
        try await first.run {
            try await first.awaits { $0.count > 3 }
            let half = try OwnedGateway.meter("pv", impulses: "500")
            first.write { $0.meters = [half] }
            #expect(try await first.owner.ask(.reload(digest: nil)).outcome == .applied)
            let size = try await first.log.count
            try await first.awaits { $0.dropFirst(size).count { if case .reading = $0 { true } else { false } } > 1 }
        }
        let before = try #require(try await first.readings(of: "pv").last)
        let pv = try Name("pv")
        // A copy from before the change, as a power cut just after an adoption leaves it.
        let stale = StoredRegister(
            register: Register(pulses: Pulses(1)), dialOffset: nil, savedAt: UnixTime(seconds: 1_800_000_000),
            scale: EnergyScale(of: try OwnedGateway.meter("pv").description))
        try await first.gateway.store.commit([.register(pv, stale)])
        owned.gateway.parts.meters = [try OwnedGateway.meter("pv", impulses: "500").setup()]
        owned.gateway.parts.registers = await first.gateway.store.registers()
        owned.gateway.parts.pause = ReadingPause()
        let again = owned
        try await again.run {
            let size = try await again.log.count
            try await again.awaits { $0.dropFirst(size).count { if case .reading = $0 { true } else { false } } > 1 }
        }
        let after = try #require(try await again.readings(of: "pv").last)
        #expect(after.pulses >= before.pulses && after.energy >= before.energy)
        let gained = after.pulses.rawValue - before.pulses.rawValue
        #expect(after.energy.rawValue - before.energy.rawValue == gained * 7200)
    }

    @Test("is refused as a whole where it cannot be taken over, with every reason")
    func refused() async throws {
        let owned = try OwnedGateway()
        try await owned.run {
            try await owned.awaits { $0.count > 2 }
            let feed = try OwnedGateway.meter("feed")
            owned.write {
                $0.origin = (try? Origin("test.street/other")) ?? $0.origin
                $0.stateDirectory = "/elsewhere"
                $0.policyFile = "other"
                $0.meters.append(feed)
            }
            let answer = try await owned.owner.ask(.reload(digest: nil))
            #expect(answer.outcome == .refused && answer.words.count == 3, "\(answer)")
            owned.owner.spoil("heliograph.yaml:3:1: one", "heliograph.yaml:9:4: two")
            #expect(try await owned.owner.ask(.reload(digest: nil)).words.count == 2)
            let origin = owned.gateway.origin
            owned.write {
                $0.origin = origin
                $0.stateDirectory = "."
                $0.policyFile = nil
            }
            let other = try await owned.owner.ask(.reload(digest: "00"))
            #expect(other.outcome == .refused && other.words[0].contains("another file"))
            await owned.gateway.store.foretell(.notDone)
            // Whoever meets it, the owner's request or a reading, nothing of the change is in the log unless it was taken.
            _ = try await owned.owner.ask(.reload(digest: nil))
        }
        let (events, store) = (try await owned.events, owned.gateway.store)
        let meters = try Genesis(payload: try #require(await store.setting("meters"))).meters.map(\.name.text)
        let isTaken = changes(events) == ["added feed"]
        #expect(isTaken || changes(events).isEmpty)
        #expect(meters == (isTaken ? ["pv", "feed"] : ["pv"]))
    }

    @Test("goes over to another broker, and nothing is lost between the two")
    func broker() async throws {
        let owned = try OwnedGateway()
        let second = SimulatedBroker()
        try await owned.run {
            while owned.gateway.broker.published.allSatisfy({ $0.index == nil }) {
                try await Task.sleep(for: .milliseconds(20))
            }
            owned.owner.offer(second)
            owned.write { $0.broker = BrokerConfiguration(host: "other", port: 1883) }
            let answer = try await owned.owner.ask(.reload(digest: nil))
            #expect(answer.words == ["broker: none → other:1883"], "\(answer)")
            let size = try await owned.log.count
            while !second.published.contains(where: { $0.index.map { $0 >= UInt64(size) } ?? false }) {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        let first = owned.gateway.broker.published.compactMap(\.index)
        let then = second.published.compactMap(\.index)
        #expect(!first.isEmpty && then == then.sorted())
        let all = Set(first).union(then)
        #expect(all == Set(0..<UInt64(all.count)), "every statement went to one of them")
        #expect(second.published.contains { $0.topic.hasSuffix("/genesis") }, "what is retained is there as well")
    }
}
