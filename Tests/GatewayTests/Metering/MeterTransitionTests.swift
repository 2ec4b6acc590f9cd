import Ledger
import Metering
import Statements
import Testing

@testable import Gateway

@Suite("Another set of meters")
struct MeterTransitionTests {
    private func meter(_ name: String, _ constant: String = "1000") throws -> MeterDescription {
        try MeterDescription(
            name: Name(name), constant: #require(Rational(parsing: constant)), direction: .production,
            obis: "1-0:2.8.0")
    }

    private func known(_ meter: MeterDescription, pulses: Int64, isLogged: Bool = true) -> MeterTransition.Known {
        MeterTransition.Known(
            register: Register(pulses: Pulses(pulses)), scale: EnergyScale(of: meter), dialOffset: Joules(5),
            logged: isLogged ? meter : nil)
    }

    private func reading(_ meter: MeterDescription, pulses: Int64, energy: Int64) -> Reading {
        Reading(
            meter: meter.name, end: UnixTime(seconds: 1_800_000_000), energy: Joules(energy), pulses: Pulses(pulses),
            dial: nil, power: Watts(0), intervalSeconds: 60, clock: .synchronised, boot: nil, uptimeSeconds: nil,
            lost: 3, bounced: 0, stuck: 0)
    }

    @Test("says what was added, what was removed, and with what energy a register goes on")
    func changes() throws {
        let (pv, shed, feed) = (try meter("pv"), try meter("shed"), try meter("feed"))
        let transition = try MeterTransition(
            from: [pv.name: known(pv, pulses: 10), shed.name: known(shed, pulses: 3)],
            to: [
                .init(description: try meter("pv", "500"), isLogged: true), .init(description: feed, isLogged: true),
            ])
        #expect(transition.changes.map(\.kind) == [.removed(finalDial: nil), .added(initialDial: nil), .constant])
        #expect(transition.changes.map(\.energy) == [Joules(10_800), Joules(0), Joules(36_000)])
        let scale = try #require(transition.scales[pv.name])
        #expect(try scale.energy(of: Pulses(11)) == Joules(36_000 + 7200), "the old pulses keep what they were worth")
        // What was removed is kept with its energy, for the day that it comes back with another plate.
        let removed = try #require(transition.scales[shed.name])
        let back = try MeterTransition(
            from: [shed.name: .init(register: Register(pulses: Pulses(3)), scale: removed)],
            to: [.init(description: try meter("shed", "100"), isLogged: true)])
        #expect(back.changes.map(\.energy) == [Joules(10_800)])
        let returned = try #require(back.scales[shed.name])
        #expect(try returned.energy(of: Pulses(4)) == Joules(10_800 + 36_000))
    }

    @Test("says nothing of meters that stay at home, but counts them right")
    func unlogged() throws {
        let house = try meter("house")
        let transition = try MeterTransition(
            from: [house.name: known(house, pulses: 10, isLogged: false)],
            to: [.init(description: try meter("house", "500"), isLogged: false)])
        #expect(transition.changes.isEmpty)
        let home = try #require(transition.scales[house.name])
        #expect(try home.energy(of: Pulses(11)) == Joules(36_000 + 7200))
        #expect(transition.registers(at: UnixTime(seconds: 1)).count == 1)
        let unchanged = try MeterTransition(
            from: [house.name: known(house, pulses: 10, isLogged: false)],
            to: [.init(description: house, isLogged: false)])
        #expect(unchanged.registers(at: UnixTime(seconds: 1)).isEmpty)
    }

    @Test("takes the log's word where the registers' copy is behind it")
    func behindTheLog() throws {
        let pv = try meter("pv")
        var same = known(pv, pulses: 10)
        same.raise(to: reading(pv, pulses: 12, energy: 43_200))
        #expect(same.register == Register(pulses: Pulses(12), lost: 3))
        let going = try MeterTransition(from: [pv.name: same], to: [.init(description: pv, isLogged: true)])
        #expect(going.changes.isEmpty && going.registers(at: UnixTime(seconds: 1)).count == 1)
        // The log's last life counted by another plate: energy goes on from what it said, and the log is told.
        var other = known(pv, pulses: 10)
        other.raise(to: reading(pv, pulses: 12, energy: 50_000))
        let changed = try MeterTransition(from: [pv.name: other], to: [.init(description: pv, isLogged: true)])
        #expect(changed.changes.map(\.kind) == [.constant] && changed.changes.map(\.energy) == [Joules(50_000)])
        let changedScale = try #require(changed.scales[pv.name])
        #expect(try changedScale.energy(of: Pulses(13)) == Joules(53_600))
        // A reading from before the last change of the plate says nothing against it.
        var newer = known(pv, pulses: 20)
        newer.scale = EnergyScale(of: pv, carriedEnergy: Joules(1), carriedPulses: Pulses(20))
        newer.raise(to: reading(pv, pulses: 12, energy: 43_200))
        #expect(newer.register.pulses == Pulses(20) && newer.scale?.carriedEnergy == Joules(1))
    }
}
