import Ledger
import Metering
import Statements

/// What another set of meters means for the log and for the registers: computed, not done. At a start it is the
/// difference to what the store has, at a reload to what counts.
struct MeterTransition {
    /// What is known of a meter before.
    struct Known {
        /// The running totals.
        var register = Register()
        /// What its pulses are worth; `nil` where that was never kept.
        var scale: EnergyScale?
        /// What the billing meter shows more than the register.
        var dialOffset: Joules?
        /// When the durable copy was made; `nil` for a register that counts now.
        var savedAt: UnixTime?
        /// Whether the register's copy is behind the log.
        private(set) var isRaised = false
        /// Whether the log says nothing of this scale yet.
        private(set) var isScaleUnsaid = false
        /// The meter as the log has it; `nil` where it is not logged.
        var logged: MeterDescription?

        /// The log has a newer reading than the register's copy: its totals stand, and its energy.
        mutating func raise(to reading: Reading) {
            let totals = Register(
                pulses: reading.pulses, lost: reading.lost, bounced: reading.bounced, stuck: reading.stuck)
            if !register.follows(totals) {
                register = register.merging(totals)
                isRaised = true
            }
            guard let plate = scale ?? logged.map({ EnergyScale(of: $0) }), reading.pulses >= plate.carriedPulses,
                (try? plate.energy(of: reading.pulses)) != reading.energy
            else { return }
            // It was counted by another plate, which its own copy does not know of: from here on by this one.
            scale = EnergyScale(
                constant: plate.constant, ratio: plate.ratio, carriedEnergy: reading.energy,
                carriedPulses: reading.pulses)
            isScaleUnsaid = true
        }
    }

    /// A meter as it shall be.
    struct Wanted {
        var description: MeterDescription
        var isLogged: Bool
    }

    /// What the log must say.
    private(set) var changes: [MeterChange] = []
    /// What pulses are worth from here on, of every meter that is known or wanted.
    private(set) var scales: [Name: EnergyScale] = [:]

    private let known: [Name: Known]

    init(from known: [Name: Known], to wanted: [Wanted]) throws(MeterError) {
        self.known = known
        let meters = Dictionary(wanted.map { ($0.description.name, $0) }) { first, _ in first }
        for (name, before) in known {
            scales[name] = before.scale ?? (before.logged ?? meters[name]?.description).map { EnergyScale(of: $0) }
        }
        for (name, before) in known.sorted(by: { $0.key < $1.key }) {
            guard let logged = before.logged, meters[name]?.isLogged != true else { continue }
            try change(.removed(finalDial: nil), logged)
        }
        for meter in wanted where meter.isLogged && known[meter.description.name]?.logged == nil {
            try change(.added(initialDial: nil), meter.description)
        }
        for meter in wanted {
            let name = meter.description.name
            if meter.isLogged, let before = known[name], let logged = before.logged,
                before.isScaleUnsaid || !isInForce(meter.description, logged)
            {
                try change(.constant, meter.description)
            }
            // A meter whose readings stay at home is changed without a word.
            guard let scale = scales[name] else {
                scales[name] = EnergyScale(of: meter.description)
                continue
            }
            if !scale.isPlate(of: meter.description) {
                scales[name] = try scale.changed(to: meter.description, at: pulses(of: name))
            }
        }
    }

    /// The changes as statements.
    func drafts(at stamp: ClockStamp) -> [Draft] {
        changes.map { Draft(.meter($0), of: $0.description.name, at: stamp) }
    }

    /// The registers that must be written because their pulses are worth something else from here on. That nothing was
    /// counted since the last copy is not claimed by it.
    func registers(at time: UnixTime) -> [LedgerChange] {
        scales.sorted { $0.key < $1.key }.compactMap { name, scale in
            let before = known[name] ?? Known()
            guard before.scale != scale || before.isRaised else { return nil }
            return .register(
                name,
                StoredRegister(
                    register: before.register, dialOffset: before.dialOffset, savedAt: before.savedAt ?? time,
                    scale: scale))
        }
    }

    /// Whether the log says of a meter what is configured, and counts with it.
    private func isInForce(_ meter: MeterDescription, _ logged: MeterDescription) -> Bool {
        meter == logged && scales[meter.name]?.isPlate(of: meter) == true
    }

    private func pulses(of name: Name) -> Pulses { known[name]?.register.pulses ?? Pulses(0) }

    /// The register's energy until now is by the plate that counted it; from here on another one counts.
    private mutating func change(_ kind: MeterChange.Kind, _ meter: MeterDescription) throws(MeterError) {
        let pulses = pulses(of: meter.name)
        let energy = try (scales[meter.name] ?? EnergyScale(of: meter)).energy(of: pulses)
        let change = MeterChange(kind: kind, description: meter, energy: energy, pulses: pulses)
        changes.append(change)
        scales[meter.name] = change.scale
    }
}
