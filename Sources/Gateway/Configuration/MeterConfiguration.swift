package import Meters
package import Metering

/// A meter: what it measures, where its pulses come from, and who may see its readings.
package struct MeterConfiguration: Hashable, Sendable {
    /// Where pulses come from.
    package enum Source: Hashable, Sendable {
        /// A pulse output on a GPIO line.
        case pulse(LineConfiguration, PulseProfile)
        /// A model instead of a meter, for trying things out.
        case simulated(SimulatedSource)
    }

    /// Shorter readings of a household would tell the street when somebody is at home.
    package static let householdIntervalMinimum: Int64 = 900

    /// Name, what a pulse is worth, direction.
    package var description: MeterDescription
    /// Where its pulses come from.
    package var source: Source
    /// The time between two of its readings in s, a divisor of a day.
    package var intervalSeconds: Int64
    /// Whether its readings are signed, published and kept by the street for ever. A meter that is not logged is
    /// counted, and its register stays at home.
    package var isLogged: Bool

    package init(description: MeterDescription, source: Source, intervalSeconds: Int64, isLogged: Bool) {
        self.description = description
        self.source = source
        self.intervalSeconds = intervalSeconds
        self.isLogged = isLogged
    }
}
