/// What the pulses of a register are worth: by the meter's plate, from the point at which that plate came into force.
///
/// A meter that never changed counts from nothing. After a change, the energy and the pulses until then are carried
/// over, and only what comes after is worth what the new plate says.
package struct EnergyScale: Hashable, Sendable {
    /// The plate constant in impulses per kWh.
    package let constant: Rational
    /// What a transformer multiplies the energy by.
    package let ratio: Rational
    /// The register's energy when the plate came into force, `0...`.
    package let carriedEnergy: Joules
    /// The register's pulses at that time, `0...`.
    package let carriedPulses: Pulses

    /// - Parameters:
    ///   - carriedEnergy: the register's energy when the plate came into force; 0 for a meter that never changed.
    ///   - carriedPulses: the register's pulses at that time.
    package init(
        constant: Rational, ratio: Rational, carriedEnergy: Joules = Joules(0), carriedPulses: Pulses = Pulses(0)
    ) {
        self.constant = constant
        self.ratio = ratio
        self.carriedEnergy = carriedEnergy
        self.carriedPulses = carriedPulses
    }

    /// The plate of a meter, with what was carried over to it.
    package init(
        of meter: MeterDescription, carriedEnergy: Joules = Joules(0), carriedPulses: Pulses = Pulses(0)
    ) {
        self.init(
            constant: meter.constant, ratio: meter.ratio, carriedEnergy: carriedEnergy, carriedPulses: carriedPulses)
    }

    /// What one pulse is worth in J, as an exact fraction that need not be in lowest terms: at most 3.6·10²⁴ over 10¹⁸.
    package var pulseValue: (numerator: UInt128, denominator: UInt128) {
        (
            UInt128(3_600_000) * UInt128(ratio.numerator) * UInt128(constant.denominator),
            UInt128(ratio.denominator) * UInt128(constant.numerator)
        )
    }

    /// The energy of a running total: carried energy + `⌊(pulses − carried pulses) × 3 600 000 × ratio / constant⌋` J.
    ///
    /// Always of all pulses since the plate came into force, never of a difference between readings: the part of a joule
    /// that is cut off stays in the pulses, so that readings add up for ever.
    /// - Throws: ``MeterError/counterOverflow(pulses:)`` exactly when the energy exceeds `Int64`,
    ///   ``MeterError/negativeCounter(pulses:)``, ``MeterError/belowCarried(pulses:carried:)``.
    package func energy(of pulses: Pulses) throws(MeterError) -> Joules {
        guard pulses.rawValue >= 0 else { throw .negativeCounter(pulses: pulses.rawValue) }
        guard pulses >= carriedPulses else {
            throw .belowCarried(pulses: pulses.rawValue, carried: carriedPulses.rawValue)
        }
        let value = pulseValue
        let counted = pulses.rawValue - max(0, carriedPulses.rawValue)
        let (product, overflow) = UInt128(counted).multipliedReportingOverflow(by: value.numerator)
        guard !overflow, let gain = Int64(exactly: product / value.denominator) else {
            throw .counterOverflow(pulses: pulses.rawValue)
        }
        let (energy, isTooLarge) = carriedEnergy.rawValue.addingReportingOverflow(gain)
        guard !isTooLarge else { throw .counterOverflow(pulses: pulses.rawValue) }
        return Joules(energy)
    }

    /// The scale of another plate that comes into force when the register stands at `pulses`.
    /// - Throws: what ``energy(of:)`` throws.
    package func changed(to meter: MeterDescription, at pulses: Pulses) throws(MeterError) -> Self {
        Self(of: meter, carriedEnergy: try energy(of: pulses), carriedPulses: pulses)
    }

    /// Whether pulses are worth now what a meter's plate says.
    package func isPlate(of meter: MeterDescription) -> Bool { constant == meter.constant && ratio == meter.ratio }
}
