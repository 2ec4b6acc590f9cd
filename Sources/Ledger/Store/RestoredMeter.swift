package import Metering

/// What another life of this gateway reached with one meter: the meter counts on from there.
package struct RestoredMeter: Hashable, Sendable {
    /// The totals that the log says.
    package var register: Register
    /// What pulses are worth from here on.
    package var scale: EnergyScale
    /// What the billing meter shows more than the register; `nil` where the log does not say it.
    package var dialOffset: Joules?
    /// By how much the log's totals are larger than this gateway knew until now.
    package var gain: Register

    package init(register: Register, scale: EnergyScale, dialOffset: Joules?, gain: Register = Register()) {
        self.register = register
        self.scale = scale
        self.dialOffset = dialOffset
        self.gain = gain
    }
}
