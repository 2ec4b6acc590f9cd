import Ledger
import Metering
import Meters
import Statements

/// What a reload changes among the meters, ready to be signed: nothing counts by it yet.
struct PreparedMeters: Sendable {
    /// What the log says of it.
    var drafts: [Draft]
    /// What belongs into the same transaction.
    var changes: [LedgerChange]
    /// All meters of the new configuration; those that are new with the registers they count on from.
    fileprivate var setups: [MeterSetup]
}

/// A dial that was read, ready to be signed.
struct PreparedAdjustment: Sendable {
    /// The register, before and after: an adjustment never moves it.
    var energy: Joules
    /// What is signed.
    var adjustment: DialAdjustment
    /// What the log says of it; nothing, of a meter whose readings stay at home.
    var drafts: [Draft]
    /// What belongs into the same transaction.
    var changes: [LedgerChange]
    fileprivate var meter: Name

    /// What the billing meter would show now, by what was known until now.
    var oldDial: Joules? { adjustment.oldOffset.map { Joules(energy.rawValue + $0.rawValue) } }

    /// A change that is larger than counting can explain, in words; `nil` where it is not. What a register can drift by is
    /// a small part of what it has counted, and a slip of the pen is not small.
    var doubt: String? {
        guard let oldDial else { return nil }
        let change = abs(adjustment.dial.rawValue - oldDial.rawValue)
        let bound = max(Self.smallest, energy.rawValue / Self.part)
        guard change > bound else { return nil }
        return
            "the dial would move by \(change / 3_600_000) kWh, and a register that has counted \(energy.rawValue / 3_600_000) kWh is hardly wrong by more than \(bound / 3_600_000) kWh: was the dial read right, and of this meter?"
    }

    /// 10 kWh.
    private static let smallest: Int64 = 36_000_000
    /// A twentieth, 5 %.
    private static let part: Int64 = 20
}

extension MeterBank {
    /// Computes what another set of meters means, as of now. To be called between ``hold()`` and ``release()``.
    /// - Parameters:
    ///   - setups: all meters of the new configuration.
    ///   - stored: the registers of meters that are not counted now.
    func prepare(
        _ setups: [MeterSetup], stored: [Name: StoredRegister], at moment: Moment
    ) throws(MeterError) -> PreparedMeters {
        advance(to: moment)
        var known = stored.mapValues {
            MeterTransition.Known(
                register: $0.register, scale: $0.scale, dialOffset: $0.dialOffset, savedAt: $0.savedAt)
        }
        for (name, slot) in slots {
            let setup = slot.setup
            known[name] = MeterTransition.Known(
                register: setup.meter.register, scale: setup.scale, dialOffset: setup.dialOffset,
                logged: setup.isLogged ? setup.meter.description : nil)
        }
        let wanted = setups.map { MeterTransition.Wanted(description: $0.meter.description, isLogged: $0.isLogged) }
        let transition = try MeterTransition(from: known, to: wanted)
        var changes = transition.registers(at: moment.stamp.time)
        let rewritten = Set(changes.compactMap(\.key))
        // A meter that goes is never asked again: what it counted last belongs into this transaction.
        for (name, slot) in slots where !wanted.contains(where: { $0.description.name == name }) {
            let change = LedgerChange.register(name, slot.copy(at: moment))
            if !rewritten.contains(change.key ?? "") { changes.append(change) }
        }
        let prepared = setups.map { setup in
            var setup = setup
            let name = setup.meter.description.name
            setup.scale = transition.scales[name] ?? setup.scale
            setup.dialOffset = known[name]?.dialOffset
            if slots[name] == nil { setup.meter.restore(known[name]?.register ?? Register()) }
            return setup
        }
        return PreparedMeters(drafts: transition.drafts(at: moment.stamp), changes: changes, setups: prepared)
    }

    /// Counts by what was prepared, now that it is on the disk.
    func apply(_ prepared: PreparedMeters, at moment: Moment) {
        let names = Set(prepared.setups.map(\.meter.description.name))
        for name in slots.keys where !names.contains(name) {
            slots[name] = nil
            forget(name)
        }
        for setup in prepared.setups {
            let name = setup.meter.description.name
            guard var slot = slots[name] else {
                slots[name] = Slot(setup, at: moment)
                continue
            }
            if slot.setup.meter.description != setup.meter.description {
                slot.setup.meter.change(to: setup.meter.description)
            }
            if slot.setup.schedule != setup.schedule {
                slot.nextEnd = setup.schedule.nextEnd(after: moment.stamp.time)
            }
            slot.setup.schedule = setup.schedule
            slot.setup.isLogged = setup.isLogged
            slot.setup.scale = setup.scale
            slot.interval.change(to: setup.scale)
            slots[name] = slot
        }
    }

    /// Computes what a dial reading means, as of now. To be called between ``hold()`` and ``release()``.
    /// - Throws: ``OwnerFault/unknownMeter(_:known:)``, ``OwnerFault/meter(_:)``.
    func prepare(
        dial: Joules, of name: Name, reason: String, at moment: Moment
    ) throws(OwnerFault) -> PreparedAdjustment {
        advance(to: moment)
        guard var slot = slots[name] else { throw .unknownMeter(name.text, known: slots.keys.sorted()) }
        let energy: Joules
        do throws(MeterError) {
            energy = try slot.setup.scale.energy(of: slot.setup.meter.register.pulses)
        } catch {
            throw .meter(error)
        }
        let adjustment = DialAdjustment(
            dial: dial, oldOffset: slot.setup.dialOffset, newOffset: Joules(dial.rawValue - energy.rawValue),
            reason: reason)
        slot.setup.dialOffset = adjustment.newOffset
        let draft = Draft(.adjustment(adjustment), of: name, at: moment.stamp)
        return PreparedAdjustment(
            energy: energy, adjustment: adjustment, drafts: slot.setup.isLogged ? [draft] : [],
            changes: [.register(name, slot.copy(at: moment))], meter: name)
    }

    /// Readings carry the new dial, now that it is on the disk.
    func apply(_ prepared: PreparedAdjustment) {
        slots[prepared.meter]?.setup.dialOffset = prepared.adjustment.newOffset
    }
}
