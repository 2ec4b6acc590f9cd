package import Metering

/// A change of what counts behind a meter's name. The register is carried over: its energy and its pulses go on from the
/// values given here, and pulses counted from here on are worth what ``description`` says.
package struct MeterChange: Hashable, Sendable {
    /// What changed, with the dials of the billing meters that left and came, where they were read.
    package enum Kind: Hashable, Sendable {
        case added(initialDial: Joules?)
        case removed(finalDial: Joules?)
        case exchanged(finalDial: Joules?, initialDial: Joules?)
        case constant
    }

    /// What changed.
    package var kind: Kind
    /// The meter from here on; for one that is removed, as it was.
    package var description: MeterDescription
    /// The register's energy at the change.
    package var energy: Joules
    /// The register's pulses at the change.
    package var pulses: Pulses

    package init(kind: Kind, description: MeterDescription, energy: Joules, pulses: Pulses) {
        self.kind = kind
        self.description = description
        self.energy = energy
        self.pulses = pulses
    }

    /// What pulses are worth from here on.
    package var scale: EnergyScale {
        EnergyScale(of: description, carriedEnergy: energy, carriedPulses: pulses)
    }
}
