import Ledger
import Metering
import Statements
import Testing

@Suite("A gateway that starts again") struct RestartTests {
    @Test("dies at any commit and loses nothing", arguments: [1, 2, 3]) func anyPoint(seed: UInt64) async throws {
        let street = try Neighbourhood(seed: seed)
        try await street.startAll()
        street.crashProbability = 0.02
        var deaths = 0
        for _ in 0..<30 {
            await street.run(.seconds(3))
            for gateway in street.gateways where gateway.street == nil {
                deaths += 1
                try await street.start(gateway)
            }
        }
        street.crashProbability = 0
        street.isCounting = false
        for gateway in street.gateways where gateway.street == nil { try await street.start(gateway) }
        let isRecorded = await street.run(atMost: .seconds(60)) {
            street.gateways.allSatisfy { $0.size > 0 && $0.recordedSize == $0.size }
        }
        #expect(isRecorded)
        #expect(deaths > 4)
        try await street.inspect()
    }

    @Test("waits for the neighbours before it publishes, and goes on alone after ten minutes of a connection")
    func alone() async throws {
        let street = try Neighbourhood()
        let gateway = street.gateways[0]
        try await street.start(gateway, isOnline: false)
        await street.run(.seconds(700))
        #expect(gateway.street?.writer.phase != .open, "time without a broker is no time to answer")
        await street.connect(gateway)
        await street.run(.seconds(590))
        #expect(gateway.own(\.publishedEnd) == 0)
        #expect(gateway.size > 200)
        await street.run(.seconds(40))
        #expect(gateway.own(\.publishedEnd) > 200)
        #expect(gateway.alarms == [.comparisonIncomplete(answers: 0, needed: 2)])
        for other in street.gateways.dropFirst() { try await street.start(other) }
        street.isCounting = false
        let isRecorded = await street.run(atMost: .seconds(30)) { gateway.recordedSize == gateway.size }
        #expect(isRecorded)
        try await street.inspect()
    }

    @Test("from an old copy takes what others hold and forks nothing", arguments: [1, 2, 3, 4])
    func oldCopy(seed: UInt64) async throws {
        let street = try Neighbourhood(seed: seed)
        try await street.startAll()
        await street.run(.seconds(17))
        let gateway = street.gateways[1]
        let copy = gateway.disk
        await street.run(.seconds(Int(seed) * 7))
        #expect(await street.run(atMost: .seconds(5)) { gateway.recordedSize == gateway.size })
        let before = gateway.size
        let total = gateway.total
        street.kill(gateway)
        await street.run(.seconds(2))
        gateway.disk = copy
        gateway.isRolledBack = true
        try await street.start(gateway)
        // Readings that are taken before the comparison is over go behind what others hold.
        await street.run(.seconds(11))
        street.isCounting = false
        let isRecorded = await street.run(atMost: .seconds(30)) {
            street.gateways.allSatisfy { $0.recordedSize == $0.size }
        }
        #expect(isRecorded)
        #expect(gateway.size > before)
        #expect(gateway.alarms.contains { if case .adopted = $0 { true } else { false } })
        #expect(gateway.total.follows(total))
        #expect(gateway.disk.registers[gateway.meter.name]?.register.follows(total) == true)
        try await street.inspect()
    }

    @Test("from an old copy convicts itself of nothing, though its last statements had no checkpoint yet")
    func oldCopyOfTheMoment() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(17))
        let gateway = street.gateways[1]
        let copy = gateway.disk
        await street.run(.seconds(12))
        await street.read(gateway)
        street.pump(gateway)
        street.kill(gateway)
        await street.run(.seconds(2))
        gateway.disk = copy
        gateway.isRolledBack = true
        try await street.start(gateway)
        await street.run(.seconds(20))
        street.isCounting = false
        #expect(
            await street.run(atMost: .seconds(30)) { street.gateways.allSatisfy { $0.recordedSize == $0.size } })
        try await street.inspect()
    }

    @Test("from an old copy without a broker counts on, and lifts what it signed meanwhile") func offline() async throws
    {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(11))
        let gateway = street.gateways[0]
        let copy = gateway.disk
        await street.run(.seconds(90))
        let total = gateway.total
        street.kill(gateway)
        gateway.disk = copy
        gateway.isRolledBack = true
        try await street.start(gateway, isOnline: false)
        let restored = gateway.base
        await street.run(.seconds(30))
        let counted = gateway.counted
        await street.connect(gateway)
        street.isCounting = false
        let isRecorded = await street.run(atMost: .seconds(30)) { gateway.recordedSize == gateway.size }
        #expect(isRecorded)
        #expect(gateway.alarms == [.adopted(size: 18, signedAgain: 7, leftOut: 0)])
        #expect(restored.pulses < total.pulses)
        #expect(gateway.total == total + counted, "no pulse is lost, none is counted twice")
        let last = try #require(gateway.own(\.entries).last)
        guard case .reading(let reading) = try Message.decode(Entry(parsing: last)) else {
            Issue.record("the last statement is a reading")
            return
        }
        #expect(reading.pulses == gateway.total.pulses)
        #expect(reading.energy == (try gateway.meter.energy(of: reading.pulses)))
        try await street.inspect()
    }

    @Test("lifts a reading that was taken before its meter heard of the other life") func staleReading() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(11))
        let gateway = street.gateways[0]
        let copy = gateway.disk
        await street.run(.seconds(60))
        let total = gateway.total
        street.kill(gateway)
        gateway.disk = copy
        gateway.isRolledBack = true
        try await street.start(gateway, isOnline: false)
        let stale = street.reading(of: gateway)
        await street.connect(gateway)
        street.isCounting = false
        #expect(await street.run(atMost: .seconds(30)) { !gateway.alarms.isEmpty })
        await street.append([stale], by: gateway)
        let last = try #require(gateway.own(\.entries).last)
        guard case .reading(let reading) = try Message.decode(Entry(parsing: last)),
            case .reading(let taken) = stale.message
        else {
            Issue.record("the last statement is the reading")
            return
        }
        #expect(taken.pulses < total.pulses)
        #expect(reading.pulses == total.pulses)
        #expect(reading.energy == (try gateway.meter.energy(of: total.pulses)))
        try await street.inspect()
    }

    @Test("from an old copy goes on with what its meter's pulses are worth since it was changed") func changedMeter()
        async throws
    {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(11))
        let gateway = street.gateways[0]
        let copy = gateway.disk
        let (old, name) = (gateway.scale, gateway.meter.name)
        // The other life exchanges the plate: half as many impulses a kWh.
        let plate = try MeterDescription(
            name: name, constant: #require(Rational(500)), direction: .production, obis: "1-0:2.8.0")
        gateway.scale = try old.changed(to: plate, at: gateway.total.pulses)
        let change = MeterChange(
            kind: .constant, description: plate, energy: gateway.scale.carriedEnergy, pulses: gateway.total.pulses)
        let stamp = street.moment(of: gateway).stamp
        await street.append([Draft(.meter(change), of: name, at: stamp)], by: gateway)
        await street.run(.seconds(40))
        let total = gateway.total
        street.kill(gateway)
        gateway.disk = copy
        gateway.isRolledBack = true
        gateway.scale = old
        try await street.start(gateway, isOnline: false)
        await street.run(.seconds(20))
        await street.connect(gateway)
        street.isCounting = false
        #expect(await street.run(atMost: .seconds(30)) { gateway.recordedSize == gateway.size })
        #expect(gateway.total.follows(total))
        // The log's energy never falls, follows from its own plates, and ends with the plate that counts here.
        var scale = old
        var energy = Joules(0)
        for bytes in gateway.own(\.entries) {
            switch try Message.decode(Entry(parsing: bytes)) {
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
        #expect(scale.isPlate(of: gateway.meter) && scale == gateway.scale)
        #expect(gateway.disk.registers[name]?.scale == scale)
        try await street.inspect()
    }

    @Test("on an empty card takes the whole log, in rounds, and one genesis stays") func emptyCard() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        let gateway = street.gateways[0]
        await street.run(.seconds(2))
        for _ in 0..<9 {
            let drafts = (0..<256).map { _ in street.reading(of: gateway) }
            await street.append(drafts, by: gateway)
            await street.run(.seconds(2))
        }
        street.isCounting = false
        #expect(await street.run(atMost: .seconds(30)) { gateway.recordedSize == gateway.size })
        let size = gateway.size
        #expect(size > 2048)
        street.kill(gateway)
        gateway.disk = SimulatedDisk()
        gateway.isRolledBack = true
        try await street.start(gateway)
        #expect(await street.run(atMost: .seconds(30)) { gateway.size > 1 && gateway.recordedSize == gateway.size })
        #expect(gateway.alarms == [.adopted(size: size, signedAgain: 0, leftOut: 0)])
        #expect(gateway.size == size)
        try await street.inspect()
    }

    @Test("believes no mirror that hands over other bytes than the own key signed") func liar() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(11))
        let gateway = street.gateways[0]
        let copy = gateway.disk
        await street.run(.seconds(20))
        street.kill(gateway)
        gateway.disk = copy
        gateway.isRolledBack = true
        // The first to be asked answers with its own log's entries.
        let (liar, honest) = (street.gateways[1].origin, street.gateways[0].origin)
        street.forge = { wire in
            guard case .answer(let bytes, liar, honest, let correlation) = wire,
                case .entries(let start, _, let proof)? = try? Answer(decoding: bytes)
            else { return wire }
            let bundle = EntryBundle.encode(street.gateways[1].own(\.entries).prefix(3))
            let answer = Answer.entries(start: start, bundle: bundle, proof: proof)
            return .answer(answer.encode(), from: liar, to: honest, correlation: correlation)
        }
        try await street.start(gateway)
        street.isCounting = false
        #expect(await street.run(atMost: .seconds(60)) { gateway.recordedSize == gateway.size })
        #expect(gateway.alarms.count == 1)
        try await street.inspect()
    }

    @Test("stops where neighbours hold another published history of its own") func twoLives() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        await street.run(.seconds(11))
        let gateway = street.gateways[0]
        let other = try SimulatedGateway(street.keys.gateways[0], ordinal: 0, policy: street.policy)
        other.disk = gateway.disk
        await street.run(.seconds(10))
        // A second life of the same keys that never compared: what it signs at the next index is another entry.
        let log = other.own { $0 }
        var growth = LogGrowth(origin: other.origin, onTopOf: log.frontier)
        let draft = Draft(.configuration(cryptography.sha256([1])), at: street.moment(of: other).stamp)
        growth.append(try other.identity.entry(draft, index: log.frontier.size, record: nil).bytes, cryptography)
        let note = try other.identity.signHead(of: growth.frontier).note.bytes
        await street.receive(.note(note, of: gateway.origin, from: street.gateways[1].origin), gateway)
        #expect(gateway.street?.writer.phase == .contradicted)
        #expect(gateway.street?.writer.publishable.isEmpty == true)
        #expect(gateway.street?.writer.retained == [])
        // The neighbours are shown it too, and convict.
        for neighbour in street.gateways.dropFirst() {
            await street.receive(.note(note, of: gateway.origin, from: gateway.origin), neighbour)
            #expect(neighbour.disk.logs[gateway.origin]?.evidence != nil)
        }
        await street.run(.seconds(1))
        #expect(gateway.own(\.evidence) != nil || gateway.street?.writer.phase == .contradicted)
        street.kill(gateway)
        await street.run(.seconds(5))
        try await street.start(gateway)
        await street.run(.seconds(20))
        #expect(gateway.street?.writer.phase == .contradicted, "a restart does not make it forget")
        #expect(street.violations == [])
    }

    @Test("refuses to sign with a key that the genesis does not name") func otherStatementKey() async throws {
        let street = try Neighbourhood()
        try await street.startAll()
        let gateway = street.gateways[0]
        let moment = street.moment(of: gateway)
        gateway.identity = try LedgerIdentity(
            origin: gateway.origin, policy: street.policy, cryptography: cryptography,
            statementSigner: SimulatedStreet.signer(99), logSigner: street.keys.gateways[0].logSigner,
            mirrorSigner: street.keys.gateways[0].mirrorSigner)
        #expect(throws: LedgerError.self) {
            try gateway.disk.street(
                gateway.identity, meters: [gateway.meter], interval: Neighbourhood.interval, at: moment)
        }
    }
}
