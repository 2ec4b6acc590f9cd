package import Metering
package import Meters

/// One meter of this gateway, as it is configured.
package struct MeterSetup: Sendable {
    /// What is measured, and how it is counted.
    package var meter: any Meter
    /// When its readings are taken.
    package var schedule: IntervalSchedule
    /// What the billing meter shows minus the register, in J; `nil` where no dial reading was ever given.
    package var dialOffset: Joules?
    /// Where its counting begins.
    package var beginning: MeterBeginning
    /// What its pulses are worth; the plate's word, where nothing was carried over.
    package var scale: EnergyScale
    /// Whether its readings are signed and published. A household's are not unless its owner said so.
    package var isLogged: Bool

    package init(
        meter: any Meter, schedule: IntervalSchedule, dialOffset: Joules?, isLogged: Bool,
        beginning: MeterBeginning = .anew
    ) {
        self.meter = meter
        self.schedule = schedule
        scale = EnergyScale(of: meter.description)
        self.dialOffset = dialOffset
        self.isLogged = isLogged
        self.beginning = beginning
    }
}
