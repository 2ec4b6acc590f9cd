import Ledger
import Metering
import Statements
import Testing

@Suite("A gateway whose memory is lost or foreign") struct RecoveryTests {
    /// A street of which one gateway's database is another one when it starts again.
    private func recovering(
        _ gateway: SimulatedGateway, in street: Neighbourhood, _ cause: Recovery.Cause, from disk: SimulatedDisk
    ) async throws {
        street.kill(gateway)
        await street.run(.seconds(2))
        gateway.disk = disk
        try gateway.disk.commit([.setting(Recovery.setting, Recovery(cause).bytes)])
        gateway.isRolledBack = true
    }

    @Test("has its log back byte for byte before it signs, and loses nothing it counts meanwhile", arguments: [1, 2])
    func lost(seed: UInt64) async throws {
        let street = try Neighbourhood(seed: seed)
        try await street.startAll()
        await street.run(.seconds(31))
        let gateway = street.gateways[0]
        #expect(await street.run(atMost: .seconds(5)) { gateway.recordedSize == gateway.size })
        let (before, total) = (gateway.own(\.entries), gateway.total)
        try await recovering(gateway, in: street, .missing, from: SimulatedDisk())
        let absent = street.gateways[2]
        street.kill(absent)
        try await street.start(gateway)
        await street.run(.seconds(20))
        #expect(gateway.size == 0 && gateway.street?.writer.recovery?.heard.count == 2, "one is still to speak")
        #expect(gateway.held.count >= 3)
        try await street.start(absent)
        street.isCounting = false
        #expect(await street.run(atMost: .seconds(30)) { gateway.recordedSize == gateway.size && gateway.size > 0 })
        #expect(gateway.own(\.entries).starts(with: before))
        #expect(gateway.own(\.entries).count >= before.count + 4)
        #expect(gateway.total == total + gateway.counted)
        let last = try Message.decode(Entry(parsing: #require(gateway.own(\.entries).last)))
        guard case .reading(let reading) = last else {
            Issue.record("the last is a reading")
            return
        }
        #expect(reading.pulses == gateway.total.pulses)
        #expect(gateway.disk.settings[Recovery.setting] == [])
        try await street.inspect()
    }

    @Test("goes on without a mirror that its owner gave up, and remembers the choice") func chosen() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(21))
        let gateway = street.gateways[1]
        let (before, absent) = (gateway.own(\.entries), street.gateways[3])
        street.kill(absent)
        try await recovering(gateway, in: street, .missing, from: SimulatedDisk())
        try await street.start(gateway)
        await street.run(.seconds(700))
        #expect(gateway.size == 0 && gateway.alarms == [], "there is no end to patience here")
        await street.process(gateway) { $0.goOn(without: [absent.origin]) }
        street.kill(gateway)
        try await street.start(gateway)
        street.isCounting = false
        #expect(await street.run(atMost: .seconds(30)) { gateway.recordedSize == gateway.size && gateway.size > 0 })
        #expect(gateway.own(\.entries).starts(with: before))
        try await street.start(absent)
        await street.run(.seconds(20))
        try await street.inspect()
    }

    @Test(
        "from an old copy takes the statement that was published last, which no head covers", arguments: [false, true])
    func lastWords(isFound: Bool) async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(17))
        let gateway = street.gateways[1]
        let copy = gateway.disk
        await street.run(.seconds(12))
        #expect(await street.run(atMost: .seconds(5)) { gateway.recordedSize == gateway.size })
        street.isCounting = false
        await street.read(gateway)
        street.pump(gateway)
        let last = try #require(gateway.own(\.entries).last)
        street.kill(gateway)
        await street.run(.seconds(2))
        gateway.disk = copy
        // An image of the whole card cannot be told from the card; a copy of the files can.
        if isFound { try gateway.disk.commit([.setting(Recovery.setting, Recovery(.foreign).bytes)]) }
        gateway.isRolledBack = true
        try await street.start(gateway)
        street.isCounting = true
        await street.run(.seconds(20))
        street.isCounting = false
        #expect(
            await street.run(atMost: .seconds(30)) { street.gateways.allSatisfy { $0.recordedSize == $0.size } })
        #expect(gateway.own(\.entries).contains(last), "no index was given a second time")
        try await street.inspect()
    }

    @Test("cosigns nothing until its own log is whole") func silence() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(17))
        let gateway = street.gateways[0]
        street.kill(street.gateways[3])
        try await recovering(gateway, in: street, .foreign, from: gateway.disk)
        try await street.start(gateway)
        let sizes = { street.gateways[1..<3].map { gateway.street?.mirrors[$0.origin]?.held } }
        await street.run(.seconds(30))
        #expect(sizes().allSatisfy { note in note.map { $0.isCosigned(by: gateway.origin) } == false })
        try await street.start(street.gateways[3])
        await street.run(.seconds(20))
        #expect(sizes().contains { note in note.map { $0.isCosigned(by: gateway.origin) } == true })
        try await street.inspect()
    }

    @Test("waits where a head is known whose entries nobody has") func withheld() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(17))
        let gateway = street.gateways[0]
        #expect(await street.run(atMost: .seconds(5)) { gateway.recordedSize == gateway.size })
        let copy = gateway.disk
        // It signs once more, and only the head reaches a neighbour.
        street.isCounting = false
        await street.read(gateway)
        let head = try #require(gateway.street?.writer.held?.note.bytes)
        await street.receive(.note(head, of: gateway.origin, from: gateway.origin), street.gateways[1])
        try await recovering(gateway, in: street, .foreign, from: copy)
        try await street.start(gateway)
        await street.run(.seconds(60))
        #expect(gateway.street?.writer.recovery != nil && gateway.size == copy.logs[gateway.origin]?.frontier.size)
        #expect(gateway.alarms == [.entriesWithheld(size: gateway.size + 1)])
        #expect(street.violations == [])
    }

    @Test("keeps its state as text, and refuses what it did not write") func setting() throws {
        let roof = try Origin("linden.energy/roof-c")
        var recovery = try #require(try Recovery(setting: Array("missing".utf8)))
        #expect(recovery == Recovery(.missing) && !recovery.isChosen)
        recovery = try #require(try Recovery(setting: Array("foreign chosen linden.energy/roof-c".utf8)))
        #expect(recovery.isChosen && recovery.excused == [roof] && recovery.cause == .foreign)
        #expect(try Recovery(setting: recovery.bytes) == recovery)
        #expect(try Recovery(setting: []) == nil)
        #expect(throws: LedgerError.recovery("gone")) { try Recovery(setting: Array("gone".utf8)) }
    }
}
